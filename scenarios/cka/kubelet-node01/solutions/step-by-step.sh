ssh node01 'sudo bash -s' <<'NODE'
set -e
sed -i.bak 's/--max-pod=60/--max-pods=60/' /etc/systemd/system/kubelet.service.d/20-capacity.conf
mv /etc/systemd/system/kubelet.service.d/20-capacity.conf.bak /root/
cp /var/lib/kubelet/config.yaml /root/kubelet-config.before
cat >> /var/lib/kubelet/config.yaml <<'YAML'
evictionSoftGracePeriod:
  memory.available: 1m30s
YAML
systemctl daemon-reload
systemctl enable --now kubelet
NODE
kubectl wait --for=condition=Ready node/node01 --timeout=60s
kubectl -n {{ns}} rollout status deployment meter --timeout=60s
