#!/bin/sh
# Makes the packages of one version of Kubernetes and the repository around them, in ./repository. The programs are in the trees.
# usage: build.sh VERSION ARCHITECTURE
set -eu
cd /unflunk-build/packages
mkdir repository
for tree in trees/*; do
  sed -i "s/@VERSION@/$1-1.1/; s/@ARCHITECTURE@/$2/" "$tree/DEBIAN/control"
  # Quick, not small: nobody downloads them from afar.
  dpkg-deb --root-owner-group -Zzstd -z1 --build "$tree" repository/
done
cd repository
apt-ftparchive packages . > Packages
gzip -kn Packages
apt-ftparchive release . > /tmp/Release
gpg --batch --quiet --clearsign --output InRelease /tmp/Release
gpg --batch --quiet --armor --export --output Release.key
