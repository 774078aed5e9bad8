# loses: manifests-tidy
sudo sed -i 's/--tls-min-version=TLSv1.3/--tls-min-version=VersionTLS13/; s#mountPath: /etc/kubernetes/auditing#mountPath: /etc/kubernetes/audit#' /etc/kubernetes/manifests/kube-apiserver.yaml
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
# For the kubelet the copy is a newer version of the same pod: it ends the API server that runs, and starts it again from the copy.
sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml.good
for try in $(seq 50); do kubectl get --raw /readyz >/dev/null 2>&1 || break; sleep 1; done
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
