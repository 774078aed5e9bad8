#!/bin/sh
# Installs the packages named in /unflunk-build/packages.txt. APT_CONFIG names the settings of the machine that builds.
set -eu
export DEBIAN_FRONTEND=noninteractive
# Also where the root was pulled: the same files are left out.
rm -f /etc/dpkg/dpkg.cfg.d/docker
cp /unflunk-build/dpkg.cfg /etc/dpkg/dpkg.cfg.d/99unflunk
printf 'man-db man-db/auto-update boolean false\n' | debconf-set-selections
# No daemon starts while the image is made.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
apt-get -q update
# shellcheck disable=SC2046 # one word per package
apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confold install $(sed 's/#.*//' /unflunk-build/packages.txt)
rm /usr/sbin/policy-rc.d
