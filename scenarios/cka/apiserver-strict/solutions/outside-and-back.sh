# The manifest is taken out of the folder, mended with yq, and put back; the flag follows the mount, not the other way round.
sudo mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/kube-apiserver.yaml
sudo yq -i '
  .spec.containers[0].command |= map(sub("--tls-min-version=.*", "--tls-min-version=VersionTLS13")) |
  .spec.containers[0].command |= map(sub("--audit-policy-file=.*", "--audit-policy-file=/etc/kubernetes/auditing/policy.yaml"))
' /root/kube-apiserver.yaml
sleep 3
sudo cp /root/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
