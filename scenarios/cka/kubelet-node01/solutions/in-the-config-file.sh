# The drop-in goes; both wishes are fields of the kubelet's configuration file.
ssh node01 sudo rm /etc/systemd/system/kubelet.service.d/20-capacity.conf
ssh node01 sudo yq -i "'.maxPods = 60 | .evictionSoftGracePeriod.\"memory.available\" = \"90s\"'" /var/lib/kubelet/config.yaml
ssh node01 'sudo systemctl daemon-reload && sudo systemctl enable kubelet && sudo systemctl restart kubelet'
kubectl wait --for=condition=Ready node/node01 --timeout=60s
kubectl -n {{ns}} rollout status deployment meter --timeout=60s
