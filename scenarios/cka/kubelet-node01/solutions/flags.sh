# Everything as flags in the file that kubeadm's unit reads, and the file as it was on Monday.
ssh node01 'sudo bash -s' <<'NODE'
set -e
cp /root/kubelet-config-monday.yaml /var/lib/kubelet/config.yaml
rm /etc/systemd/system/kubelet.service.d/20-capacity.conf
echo 'KUBELET_EXTRA_ARGS=--max-pods=60 --eviction-soft=memory.available<{{soft}} --eviction-soft-grace-period=memory.available=2m' > /etc/default/kubelet
systemctl daemon-reload
systemctl enable --now kubelet
NODE
kubectl wait --for=condition=Ready node/node01 --timeout=60s
kubectl -n {{ns}} rollout status deployment meter --timeout=60s
