# Debian's alternative.
ln -sf nc.openbsd usr/bin/nc
