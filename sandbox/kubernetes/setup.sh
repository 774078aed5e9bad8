#!/bin/sh
# Runs inside the image of a minor, on top of the node's: its packages, held as the installation guide says, and where more come from.
set -eu
dpkg --install /unflunk-build/packages/*.deb
apt-mark hold kubeadm kubelet kubectl
mkdir -p /etc/kubernetes/manifests /var/lib/kubelet /etc/systemd/system/kubelet.service.d
kubectl completion bash > /usr/share/bash-completion/completions/kubectl
systemctl --quiet enable kubelet.service

# Debian's mirrors cannot be reached from a node: asking them would only wait.
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
key=/etc/apt/keyrings/kubernetes-apt-keyring.gpg
mkdir -p /etc/apt/keyrings
gpg --batch --dearmor --output "$key" /unflunk-build/packages/Release.key
minor=$(kubeadm version -o short | cut -d. -f1,2)
echo "deb [signed-by=$key] http://pkgs.unflunk/core:/stable:/$minor/deb/ /" > /etc/apt/sources.list.d/kubernetes.list
