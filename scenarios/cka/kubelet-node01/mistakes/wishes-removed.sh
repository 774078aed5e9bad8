# loses: soft-eviction-kept, more-pods
ssh node01 'sudo bash -s' <<'NODE'
rm /etc/systemd/system/kubelet.service.d/20-capacity.conf
cp /root/kubelet-config-monday.yaml /var/lib/kubelet/config.yaml
systemctl daemon-reload
systemctl enable --now kubelet
NODE
kubectl wait --for=condition=Ready node/node01 --timeout=60s
kubectl -n {{ns}} rollout status deployment meter --timeout=60s
