# Two wishes, two slips; then switched off. What is left of the colleague's tries lies about.
systemctl disable --now kubelet
cp /var/lib/kubelet/config.yaml /root/kubelet-config-monday.yaml
cat > /etc/systemd/system/kubelet.service.d/20-capacity.conf <<'UNIT'
# more pods on this node, ticket 4471
[Service]
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS --max-pod=60
UNIT
cat >> /var/lib/kubelet/config.yaml <<'YAML'
evictionSoft:
  memory.available: {{soft}}
YAML
cat > /root/TODO <<'TEXT'
node01: capacity (4471), soft eviction; then tell the night shift
TEXT
systemctl daemon-reload
