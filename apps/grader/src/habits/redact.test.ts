import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

describe('a secret leaves the line, the rest stays', () => {
  it.each<[string, string]>([
    ['k create secret generic db --from-literal=pw=hunter2 -n apollo', 'k create secret generic db --from-literal=pw=[redacted] -n apollo'],
    [`k create secret generic db --from-literal 'pw=hun ter2'`, `k create secret generic db --from-literal 'pw=[redacted]'`],
    [
      `k create secret generic db --from-literal pw='hun ter2' --from-literal=b=c`,
      `k create secret generic db --from-literal pw=[redacted] --from-literal=b=[redacted]`,
    ],
    ['k config set-credentials jane --token=abc123', 'k config set-credentials jane --token=[redacted]'],
    ['k --token abc123 get pods', 'k --token [redacted] get pods'],
    [
      'k create secret docker-registry r --docker-username=u --docker-password=hunter2',
      'k create secret docker-registry r --docker-username=u --docker-password=[redacted]',
    ],
    [`curl -H 'Authorization: Bearer abc.def' https://10.0.0.1`, `curl -H 'Authorization: Bearer [redacted]' https://10.0.0.1`],
    ['curl -k -u admin:hunter2 https://web', 'curl -k -u [redacted] https://web'],
    ['git clone https://me:hunter2@example.org/x', 'git clone https://me:[redacted]@example.org/x'],
    ['T=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrIn0.c2ln; echo $T', 'T=[redacted]; echo $T'],
    ['kubeadm join 10.77.0.11:6443 --token abcdef.0123456789abcdef', 'kubeadm join 10.77.0.11:6443 --token [redacted]'],
    ['export DB_PASSWORD=hunter2', 'export DB_PASSWORD=[redacted]'],
    ['k run db --image=mysql --env="MYSQL_ROOT_PASSWORD=hunter2"', 'k run db --image=mysql --env="MYSQL_ROOT_PASSWORD=[redacted]"'],
    ['mysql -u root -phunter2 db', 'mysql -u root -p[redacted] db'],
    ['sshpass -p hunter2 ssh web', 'sshpass -p [redacted] ssh web'],
    ['openssl rsa -passin pass:hunter2 -in a.key', 'openssl rsa -passin pass:[redacted] -in a.key'],
    ['htpasswd -bc auth jane hunter2', 'htpasswd -bc auth jane [redacted]'],
    ["echo -n 'hunter2' | base64", 'echo -n [redacted] | base64'],
    ['echo jane:hunter2 | sudo chpasswd', 'echo [redacted] | sudo chpasswd'],
    ['base64 -d <<< aHVudGVyMg==', 'base64 -d <<< [redacted]'],
    ['echo aHVudGVyMiBodW50ZXIyIGh1bnRlcjI= > /tmp/x', 'echo [redacted] > /tmp/x'],
    [`k patch secret db -p '{"stringData":{"pw":"hunter2"}}'`, `k patch secret db -p '{"stringData":{"pw":"[redacted]"}}'`],
    ['cat > key.pem <<E\n-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nE', 'cat > key.pem <<E\n[redacted]\nE'],
    [
      'k apply -f - <<E\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  pw: hunter2\n  more: |\n    line\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  a: b\nE',
      'k apply -f - <<E\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  pw: [redacted]\n  more: [redacted]\n    [redacted]\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  a: b\nE',
    ],
    ['cat > enc.yaml <<E\n  - name: key1\n    secret: aHVudGVyMg==\nE', 'cat > enc.yaml <<E\n  - name: key1\n    secret: [redacted]\nE'],
  ])('%s', (line, stored) => {
    expect(redact(line)).toBe(stored)
    expect(redact(stored)).toBe(stored)
  })
})

describe('a line without a secret stays as it is', () => {
  it.each([
    'k create cm app --from-literal=mode=dark -n apollo',
    'k create token robot -n apollo --duration=10m',
    'k get secret db -n apollo -o yaml',
    'k get secret db -o jsonpath={.data.pw} | base64 -d',
    'kubeadm token create --print-join-command',
    'kubeadm join 10.77.0.11:6443 --discovery-token-ca-cert-hash sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
    'cat /etc/kubernetes/manifests/kube-controller-manager.yaml',
    'sudo cp /var/lib/kubelet/config.yaml /root/kubelet-config-backup.yaml',
    'k set image deploy/web nginx=nginx@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
    'k get po web-6d4cf56db6-abcde -n apollo',
    'k annotate deploy web kubernetes.io/change-cause=rollback',
    'k run web --image=registry.k8s.io/e2e-test-images/agnhost:2.39',
    'ls /opt/course/KubernetesControllerManager/Configuration/Folder',
  ])('%s', (line) => {
    expect(redact(line)).toBe(line)
  })
})
