manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
mkdir -p /etc/kubernetes/audit /var/log/kubernetes/audit
cat > /etc/kubernetes/audit/policy.yaml <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
YAML
# Older files, as they lie about on real machines: the first would even run, without what the auditor asked for.
cp $manifest /root/kube-apiserver.yaml.spring
sed 's/2379/2381/; s/authorization-mode=Node,RBAC/authorization-mode=RBAC/' $manifest > /root/kube-apiserver-test.yaml

# Two faults: a value that kube-apiserver does not know, and a policy that is mounted where the flag does not look.
yq '(.spec.containers[0].command) += ["--tls-min-version=TLSv1.3", "--audit-policy-file=/etc/kubernetes/audit/policy.yaml", "--audit-log-path=/var/log/kubernetes/audit/audit.log", "--audit-log-maxage={{days}}"]
  | (.spec.containers[0].volumeMounts) += [{"mountPath": "/etc/kubernetes/auditing", "name": "audit-policy", "readOnly": true}, {"mountPath": "/var/log/kubernetes/audit", "name": "audit-log"}]
  | (.spec.volumes) += [{"hostPath": {"path": "/etc/kubernetes/audit", "type": "DirectoryOrCreate"}, "name": "audit-policy"}, {"hostPath": {"path": "/var/log/kubernetes/audit", "type": "DirectoryOrCreate"}, "name": "audit-log"}]' \
  $manifest > /root/.kube-apiserver.new
chmod 600 /root/.kube-apiserver.new
mv /root/.kube-apiserver.new $manifest
# Until the old API server is gone and the new one has failed at least once.
for try in $(seq 120); do
  ! pgrep -x kube-apiserver >/dev/null && grep -rqs -e 'TLSv1.3' /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/ && exit 0
  sleep 0.25
done
exit 1
