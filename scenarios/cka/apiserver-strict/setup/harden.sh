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
# First out, then in: once the kubelet has forgotten the old pod, it starts the new one at once. A killed server needs no 30 s of grace.
pods=$(echo /var/log/pods/kube-system_kube-apiserver-controlplane_*)
rm $manifest
sleep 1
pkill -KILL -x kube-apiserver || true
for try in $(seq 80); do
  [ -d "/var/lib/kubelet/pods/${pods##*_}" ] || break
  sleep 0.25
done
mv /root/.kube-apiserver.new $manifest
# Until the new one has failed at least once.
for try in $(seq 200); do
  grep -rqs -e 'TLSv1.3' /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/ && exit 0
  sleep 0.25
done
echo 'the API server did not try to start with the new manifest'
exit 1
