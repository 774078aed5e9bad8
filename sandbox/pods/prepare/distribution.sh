# The image's own name for it.
ln -s docker-registry usr/bin/registry
mkdir -p var/lib/registry
