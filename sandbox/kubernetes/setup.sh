#!/bin/sh
# Runs inside the image of a minor, on top of the node's: what Kubernetes itself adds.
set -eu
mkdir -p /etc/kubernetes/manifests /var/lib/kubelet
kubectl completion bash > /usr/share/bash-completion/completions/kubectl
systemctl --quiet enable kubelet.service
