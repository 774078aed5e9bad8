# What Debian's alternatives and postinst scripts would make.
ln -sf mawk usr/bin/awk
ln -sf dash usr/bin/sh
