# loses: survives-reboot
ssh node01 'sudo bash -s' <<'NODE'
sed -i 's/--max-pod=60/--max-pods=60/' /etc/systemd/system/kubelet.service.d/20-capacity.conf
printf 'evictionSoftGracePeriod:\n  memory.available: 1m30s\n' >> /var/lib/kubelet/config.yaml
systemctl daemon-reload
systemctl start kubelet
NODE
kubectl wait --for=condition=Ready node/node01 --timeout=60s
kubectl -n {{ns}} rollout status deployment meter --timeout=60s
