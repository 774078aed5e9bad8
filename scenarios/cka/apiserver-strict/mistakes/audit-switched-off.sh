# loses: audit-written, kept-for-days
# The second fault is "mended" by removing the flags that hurt.
sudo sed -i 's/--tls-min-version=TLSv1.3/--tls-min-version=VersionTLS13/; /--audit-/d' /etc/kubernetes/manifests/kube-apiserver.yaml
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
