# loses: tls13-only, audit-written, kept-for-days
sudo cp /root/kube-apiserver.yaml.spring /etc/kubernetes/manifests/kube-apiserver.yaml
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
