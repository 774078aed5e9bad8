# Loads an archive of images with the engine of a Debian tree: load-images.sh TREE DATA ARCHIVE. Runs as root with mounts, processes and
# network of its own (unshare); DATA becomes the engine's folder.
set -eu
unset DOCKER_HOST DOCKER_CONTEXT
tree=$1 data=$2 archive=$3
mount --make-rprivate /
# A mount of its own: the engine makes it private before it unpacks.
mount --bind "$tree" "$tree"
mkdir -p "$data" "$tree/var/lib/docker"
mount --bind "$data" "$tree/var/lib/docker"
mount -t proc proc "$tree/proc"
mount --rbind /sys "$tree/sys"
mount --rbind /dev "$tree/dev"
mount -t tmpfs tmpfs "$tree/run"
mount -t tmpfs tmpfs "$tree/var/log"
chroot "$tree" sh -euc '
  dockerd --bridge=none --iptables=false --ip-forward=false > /var/log/dockerd 2>&1 &
  engine=$!
  for try in $(seq 150); do docker version > /dev/null 2>&1 && break; sleep 0.2; done
  docker load || { cat /var/log/dockerd; exit 1; }
  kill $engine
  wait $engine
' < "$archive"
# Of this network, not of the machine's.
rm -rf "$data/network"
