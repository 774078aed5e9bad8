# loses: manifests-tidy
sudo sed -i 's/--tls-min-version=TLSv1.3/--tls-min-version=VersionTLS13/; s#mountPath: /etc/kubernetes/auditing#mountPath: /etc/kubernetes/audit#' /etc/kubernetes/manifests/kube-apiserver.yaml
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml.good
