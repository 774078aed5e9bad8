# loses: api-answers, tls13-only, audit-written, kept-for-days
sudo sed -i 's/--tls-min-version=TLSv1.3/--tls-min-version=VersionTLS13/' /etc/kubernetes/manifests/kube-apiserver.yaml
