# loses: soft-eviction-kept
# The node comes up without the threshold; it is then written to the file, and the kubelet is not restarted.
ssh node01 'sudo bash -s' <<'NODE'
sed -i 's/--max-pod=60/--max-pods=60/' /etc/systemd/system/kubelet.service.d/20-capacity.conf
cp /var/lib/kubelet/config.yaml /root/wanted.yaml
cp /root/kubelet-config-monday.yaml /var/lib/kubelet/config.yaml
systemctl daemon-reload
systemctl enable --now kubelet
NODE
kubectl wait --for=condition=Ready node/node01 --timeout=60s
ssh node01 'sudo bash -s' <<'NODE'
cp /root/wanted.yaml /var/lib/kubelet/config.yaml
printf 'evictionSoftGracePeriod:\n  memory.available: 1m30s\n' >> /var/lib/kubelet/config.yaml
NODE
kubectl -n {{ns}} rollout status deployment meter --timeout=60s
