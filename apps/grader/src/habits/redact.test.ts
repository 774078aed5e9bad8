import fc from 'fast-check'
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
    // passwords on command lines
    ['k create secret generic db --from-literal=password=x', 'k create secret generic db --from-literal=password=[redacted]'],
    [
      'k create cm app --from-literal=password=hunter2 --from-literal=mode=dark',
      'k create cm app --from-literal=password=[redacted] --from-literal=mode=dark',
    ],
    [
      "k create secret generic db --from-literal='password=hun ter2' -n a",
      "k create secret generic db --from-literal='password=[redacted]' -n a",
    ],
    ['docker login -u me -p hunter2 registry.local', 'docker login -u me -p [redacted] registry.local'],
    ['helm registry login r.local -u me --password hunter2', 'helm registry login r.local -u me --password [redacted]'],
    ['crictl pull --creds me:hunter2 r.local/x:1', 'crictl pull --creds [redacted] r.local/x:1'],
    ['etcdctl --user root:hunter2 get /', 'etcdctl --user [redacted] get /'],
    ['redis-cli -a hunter2 ping', 'redis-cli -a [redacted] ping'],
    ['PGPASSWORD=hunter2 psql -h db', 'PGPASSWORD=[redacted] psql -h db'],
    ['export db_password=hunter2; k get po', 'export db_password=[redacted]; k get po'],
    ['openssl passwd -6 hunter2', 'openssl passwd -6 [redacted]'],
    ['aws configure set aws_secret_access_key hunter2', 'aws configure set aws_secret_access_key [redacted]'],
    [
      'k config set-credentials jane --username=jane --password=hunter2',
      'k config set-credentials jane --username=jane --password=[redacted]',
    ],
    ["mysql -uroot -p'hunter2' -e 'show tables'", "mysql -uroot -p[redacted] -e 'show tables'"],
    // tokens
    ['curl -H "Authorization: Bearer hunter2hunter2" https://10.0.0.1', 'curl -H "Authorization: Bearer [redacted]" https://10.0.0.1'],
    ["curl -H 'Authorization: Basic bWU6aHVudGVyMg==' https://web", "curl -H 'Authorization: Basic [redacted]' https://web"],
    ["curl -H 'X-Auth-Token: hunter2' https://web", "curl -H 'X-Auth-Token: [redacted]' https://web"],
    ['curl --user=me:hunter2 https://web', 'curl --user=[redacted] https://web'],
    ['curl -s -uadmin:hunter2 https://web', 'curl -s -u[redacted] https://web'],
    ['curl --oauth2-bearer hunter2 https://web', 'curl --oauth2-bearer [redacted] https://web'],
    [
      'kubeadm join 10.77.0.11:6443 --token abcdef.0123456789abcdef --control-plane --certificate-key 0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      'kubeadm join 10.77.0.11:6443 --token [redacted] --control-plane --certificate-key [redacted]',
    ],
    ['kubeadm token create abcdef.0123456789abcdef --ttl 2h', 'kubeadm token create [redacted] --ttl 2h'],
    ['kubelet --tls-bootstrap-token=abc123', 'kubelet --tls-bootstrap-token=[redacted]'],
    // base64, and what is printed into something
    ['echo -n s3cret | base64', 'echo -n [redacted] | base64'],
    ["printf '%s' 's3cret' | base64 -w0", "printf '%s' [redacted] | base64 -w0"],
    ['echo c2VjcmV0 | base64 -d', 'echo [redacted] | base64 -d'],
    ['base64 <<< s3cret', 'base64 <<< [redacted]'],
    ["echo -n 's3cret' > ./password.txt", 'echo -n [redacted] > ./password.txt'],
    [
      'echo s3cret | k create secret generic db --from-file=pw=/dev/stdin',
      'echo [redacted] | k create secret generic db --from-file=pw=/dev/stdin',
    ],
    ['echo s3cret | docker login -u me --password-stdin', 'echo [redacted] | docker login -u me --password-stdin'],
    // manifests
    [
      `k patch secret db --type=json -p '[{"op":"replace","path":"/data/pw","value":"aHVudGVyMg=="}]'`,
      `k patch secret db --type=json -p '[{"op":"replace","path":"/data/pw","value":"[redacted]"}]'`,
    ],
    [
      'k apply -f - <<E\nkind: Secret\nmetadata: {name: db}\nstringData: {pw: hunter2}\nE',
      'k apply -f - <<E\nkind: Secret\nmetadata: {name: db}\nstringData: [redacted]\nE',
    ],
    [
      `cat <<'E' | k apply -f -\n{"kind":"Secret","metadata":{"name":"db"},"data":{"pw":"aHVudGVyMg=="}}\nE`,
      `cat <<'E' | k apply -f -\n{"kind":"Secret","metadata":{"name":"db"},"data":{"pw":"[redacted]"}}\nE`,
    ],
    [
      'cat > l.yaml <<E\nkind: List\nitems:\n- kind: Secret\n  data:\n    "pw": aHVudGVyMg==\n  type: Opaque\nE',
      'cat > l.yaml <<E\nkind: List\nitems:\n- kind: Secret\n  data:\n    "pw": [redacted]\n  type: Opaque\nE',
    ],
    [
      'cat > p.yaml <<E\n    env:\n    - name: DB_PASSWORD\n      value: hunter2\n    - name: MODE\n      value: dark\nE',
      'cat > p.yaml <<E\n    env:\n    - name: DB_PASSWORD\n      value: [redacted]\n    - name: MODE\n      value: dark\nE',
    ],
    [
      'cat > c.yaml <<E\nusers:\n- name: jane\n  user:\n    token: hunter2 \nE',
      'cat > c.yaml <<E\nusers:\n- name: jane\n  user:\n    token: [redacted]\nE',
    ],
    [
      "ssh cka1 'k create secret generic db --from-literal=pw=hunter2'",
      "ssh cka1 'k create secret generic db --from-literal=pw=[redacted]'",
    ],
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
    // a word that only stands for a secret
    'TOKEN=$(k create token robot -n apollo)',
    'export TOKEN=$(kubectl -n apollo create token robot --duration 10m); echo $TOKEN',
    'curl -H "Authorization: Bearer $TOKEN" -k https://10.0.0.1/api',
    'k --token $TOKEN get pods',
    'k --token="$(cat token.txt)" get po',
    'k create secret generic db --from-literal=pw=$PW',
    'k create secret generic db --from-file=pw=./pw.txt -n apollo',
    'k create secret tls web --cert=web.crt --key=web.key',
    'k create secret docker-registry r --docker-server=r.local --docker-username=me',
    // names that speak of secrets
    'k get secret,sa,token -A',
    'k describe secret robot-token-x7k2p -n apollo',
    'cat /var/run/secrets/kubernetes.io/serviceaccount/token',
    'k set env deploy/web --from=secret/db-password',
    'k label po web password=',
    'k label ns apollo token-policy=strict',
    'kubeadm token list',
    'kubeadm token create --ttl 2h --print-join-command',
    'k auth can-i get secrets --as=system:serviceaccount:apollo:robot',
    'openssl passwd -6',
    'cat x | base64 -d > /dev/null; k get po | tee y',
    'vim /etc/kubernetes/enc/secret-encryption.yaml',
    'kube-apiserver --service-account-key-file=/etc/kubernetes/pki/sa.pub --token-auth-file=/etc/tokens.csv',
    'cat > p.yaml <<E\nvolumes:\n- name: v\n  secret:\n    secretName: db\n  env:\n  - name: PW\n    valueFrom:\n      secretKeyRef:\n        name: db\n        key: pw\nE',
    'cat > p.yaml <<E\nkind: ConfigMap\ndata:\n  password-policy: strict\n  mode: dark\nE',
    // long names and digests
    'k get ValidatingAdmissionPolicyBinding,MutatingWebhookConfiguration',
    'k explain validatingadmissionpolicybindings.spec.matchResources',
    'k get horizontalpodautoscalers.autoscaling,certificatesigningrequests',
    'crictl inspect 3f2a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a',
    'k get po -o jsonpath={.items[0].metadata.uid} # 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
    'cd course/KubernetesTask/Solution/Configuration',
    'curl -k https://10.0.0.1:6443/apis/apps/v1/namespaces/apollo/deployments',
    'ssh candidate@cka7968',
    'git clone https://example.org/x.git',
    // what kubectl says
    'Error from server (Forbidden): secrets "db" is forbidden: User "jane" cannot get resource "secrets" in API group "" in the namespace "apollo"',
    'error: invalid bearer token, token lookup failed',
    'Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.automountServiceAccountTokens"',
    'error: error validating "p.yaml": error validating data: ValidationError(Pod.spec.containers[0]): unknown field "securityContexts" in io.k8s.api.core.v1.Container',
    'The Secret "db" is invalid: data[pw]: Invalid value',
  ])('%s', (line) => {
    expect(redact(line)).toBe(line)
  })
})

describe('whatever the line', () => {
  const PARTS = [
    'k create secret generic db',
    ' --from-literal=',
    "'",
    '"',
    'pw=',
    'hunter2',
    ' --token ',
    ' ',
    '\n',
    'kind: Secret\n',
    'data:\n',
    '  a: b\n',
    ' | base64',
    'echo ',
    'Bearer ',
    'https://a:b@c',
    '$',
    '$(',
    '=',
    ':',
    'eyJhbGciOiJSUzI1NiJ9.e.f',
    '[redacted]',
    '---\n',
    'TOKEN',
    '"data":{',
  ]

  it('what was taken out once stays as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PARTS), { maxLength: 25 }), (parts) => {
        const once = redact(parts.join(''))
        expect(redact(once)).toBe(once)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ...PARTS,
    '-',
    'A',
    'Aa1',
    'curl ',
    'mysql -p',
    'PASSWORD',
    'TOKEN_',
    'base64 ',
    'https://',
    'pass:',
    '-----BEGIN PRIVATE KEY-----',
  ])('a long line of %j comes to an end', (part) => {
    expect(redact(part.repeat(Math.ceil(32_000 / part.length))).length).toBeGreaterThan(0)
  })
})
