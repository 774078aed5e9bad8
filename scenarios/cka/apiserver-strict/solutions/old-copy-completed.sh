# From the last manifest that worked, with the auditor's list added by hand.
sudo cp /root/kube-apiserver.yaml.spring /root/new.yaml
sudo sed -i '
/- kube-apiserver$/a\    - --tls-min-version=VersionTLS13\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\n    - --audit-log-path=/var/log/kubernetes/audit/audit.log\n    - --audit-log-maxage={{days}}
/^    volumeMounts:/a\    - mountPath: /etc/kubernetes/audit/policy.yaml\n      name: policy\n      readOnly: true\n    - mountPath: /var/log/kubernetes/audit\n      name: log
/^  volumes:/a\  - hostPath:\n      path: /etc/kubernetes/audit/policy.yaml\n      type: File\n    name: policy\n  - hostPath:\n      path: /var/log/kubernetes/audit\n      type: DirectoryOrCreate\n    name: log
' /root/new.yaml
sudo mv /root/new.yaml /etc/kubernetes/manifests/kube-apiserver.yaml
for try in $(seq 60); do kubectl get --raw /readyz && break; sleep 1; done
