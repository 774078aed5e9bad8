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
sed '
/- kube-apiserver$/a\    - --tls-min-version=TLSv1.3\n    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml\n    - --audit-log-path=/var/log/kubernetes/audit/audit.log\n    - --audit-log-maxage={{days}}
/^    volumeMounts:/a\    - mountPath: /etc/kubernetes/auditing\n      name: audit-policy\n      readOnly: true\n    - mountPath: /var/log/kubernetes/audit\n      name: audit-log
/^  volumes:/a\  - hostPath:\n      path: /etc/kubernetes/audit\n      type: DirectoryOrCreate\n    name: audit-policy\n  - hostPath:\n      path: /var/log/kubernetes/audit\n      type: DirectoryOrCreate\n    name: audit-log
' $manifest > /root/.kube-apiserver.new
chmod 600 /root/.kube-apiserver.new
old=$(pgrep -xo kube-apiserver)
mv /root/.kube-apiserver.new $manifest
sleep 1
# The old one need not drain for its 30 s of grace.
kill -KILL "$old" || true
# Until the new one has failed at least once.
for try in $(seq 200); do
  ! kill -0 "$old" 2>/dev/null && grep -rqs -e 'TLSv1.3' /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/ && exit 0
  sleep 0.25
done
exit 1
