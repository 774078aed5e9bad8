// What tasks on the API server's security need, on a real one: encryption at rest, audit log, image policy webhook, backup of etcd.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fleet } from './fleet.ts'
import { openTestFleet } from './test-fleet.ts'
import { shellOf, type TestShell } from './test-shell.ts'

let fleet: Fleet
let shell: TestShell

// One edit for all: each restart of the API server takes a while.
const SECURE = `
mkdir -p /etc/kubernetes/enc /etc/kubernetes/audit /etc/kubernetes/admission /var/log/kubernetes/audit
cat > /etc/kubernetes/enc/enc.yaml <<END
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - aescbc: { keys: [{ name: key1, secret: $(head -c 32 /dev/urandom | base64) }] }
  - identity: {}
END
cat > /etc/kubernetes/audit/policy.yaml <<END
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- { level: None, users: ['system:apiserver'] }
- { level: Metadata, resources: [{ group: '', resources: [secrets] }] }
- { level: RequestResponse, namespaces: [audited], resources: [{ group: '', resources: [configmaps] }] }
- { level: None }
END
systemctl enable --now --quiet imagepolicy
cp /etc/imagepolicy/tls.crt /etc/kubernetes/admission/webhook.crt
cat > /etc/kubernetes/admission/config.yaml <<END
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: ImagePolicyWebhook
  configuration:
    imagePolicy: { kubeConfigFile: /etc/kubernetes/admission/webhook.conf, allowTTL: 1, denyTTL: 1, retryBackoff: 100, defaultAllow: false }
END
cat > /etc/kubernetes/admission/webhook.conf <<END
apiVersion: v1
kind: Config
clusters: [{ name: webhook, cluster: { server: 'https://127.0.0.1:8443', certificate-authority: /etc/kubernetes/admission/webhook.crt } }]
users: [{ name: api-server, user: {} }]
contexts: [{ name: webhook, context: { cluster: webhook, user: api-server } }]
current-context: webhook
END
cp /etc/kubernetes/manifests/kube-apiserver.yaml /root/kube-apiserver.yaml
yq -i '.spec.containers[0].command |= map(sub("--enable-admission-plugins=", "--enable-admission-plugins=ImagePolicyWebhook,"))
  | .spec.containers[0].command += [
    "--encryption-provider-config=/etc/kubernetes/enc/enc.yaml", "--admission-control-config-file=/etc/kubernetes/admission/config.yaml",
    "--audit-policy-file=/etc/kubernetes/audit/policy.yaml", "--audit-log-path=/var/log/kubernetes/audit/audit.log",
    "--audit-log-maxage=7", "--audit-log-maxbackup=2", "--audit-log-maxsize=1"]
  | .spec.containers[0].volumeMounts += [
    {"name": "enc", "mountPath": "/etc/kubernetes/enc", "readOnly": true}, {"name": "admission", "mountPath": "/etc/kubernetes/admission", "readOnly": true},
    {"name": "audit", "mountPath": "/etc/kubernetes/audit", "readOnly": true}, {"name": "audit-log", "mountPath": "/var/log/kubernetes/audit"}]
  | .spec.volumes += [
    {"name": "enc", "hostPath": {"path": "/etc/kubernetes/enc"}}, {"name": "admission", "hostPath": {"path": "/etc/kubernetes/admission"}},
    {"name": "audit", "hostPath": {"path": "/etc/kubernetes/audit"}}, {"name": "audit-log", "hostPath": {"path": "/var/log/kubernetes/audit"}}]
' /root/kube-apiserver.yaml
cp /root/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml`

const ETCDCTL =
  'etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key'

/** The first bytes of a Secret as etcd has them. */
const stored = (name: string) =>
  shell.root(`${ETCDCTL} get --print-value-only /registry/secrets/default/${name} | head -c 24 | tr -c '[:print:]' ' '`)

beforeAll(async () => {
  const opened = await openTestFleet('apiserver', [{ id: 't1', host: 'cks4822', nodes: 1 }])
  fleet = opened.fleet
  const cluster = await opened.ready('t1')
  shell = shellOf(cluster.machines)
  await shell.run('kubectl create secret generic old --from-literal=word=before')
  expect(await stored('old')).toMatch(/^k8s /)
  await shell.root(SECURE)
  await shell.says('pgrep -af ^kube-apiserver', /audit-policy-file/, 180)
  await shell.says('kubectl get --raw /readyz', /^ok$/, 180)
}, 900_000)

afterAll(async () => {
  await fleet?.dispose()
})

test('encryption at rest: new Secrets are unreadable in etcd, old ones when they are written again', { timeout: 120_000 }, async () => {
  await shell.run('kubectl create secret generic new --from-literal=word=after')
  expect(await stored('new')).toMatch(/^k8s:enc:aescbc:v1:key1:/)
  expect(await stored('old')).toMatch(/^k8s /)
  expect(await shell.run('kubectl get secrets -A -o json | kubectl replace -f -')).toContain('secret/old replaced')
  expect(await stored('old')).toMatch(/^k8s:enc:aescbc:v1:key1:/)
  expect(await shell.run("kubectl get secret old -o jsonpath='{.data.word}' | base64 -d")).toBe('before')
})

test('the audit log tells each request at the level of the first rule for it, and turns over by size', { timeout: 180_000 }, async () => {
  const logged = (what: string) => shell.root(`grep '${what}' /var/log/kubernetes/audit/audit.log | tail -1`)
  await shell.run('kubectl create namespace audited; kubectl -n audited create configmap words --from-literal=word=seen')
  await shell.run('kubectl create secret generic quiet --from-literal=word=hidden; kubectl create configmap unseen')
  const secret = await logged('"resource":"secrets","namespace":"default","name":"quiet"')
  expect(secret).toContain('"level":"Metadata"')
  expect(secret).not.toContain('requestObject')
  expect(await logged('"resource":"configmaps","namespace":"audited","name":"words"')).toMatch(
    /"level":"RequestResponse".*"requestObject":.*"word":"seen".*"responseObject"/,
  )
  expect(await shell.root('grep -c "unseen" /var/log/kubernetes/audit/audit.log || true')).toBe('0')
  await shell.run(
    'head -c 100000 /dev/urandom | base64 -w0 > big; for i in 1 2 3 4 5; do kubectl -n audited create configmap big$i --from-file=big; done',
  )
  await shell.says('sudo ls /var/log/kubernetes/audit', /audit-.*\.log/)
})

test('ImagePolicyWebhook: an image is refused with the webhook’s words, others pass, and none while it is down', {
  timeout: 120_000,
}, async () => {
  const create = (name: string, image: string) => shell.run(`kubectl run ${name} --image=${image}`)
  expect(await create('moving', 'nginx')).toMatch(/^exit 1: .*forbidden: .*docker\.io\/library\/nginx:latest: name a version/)
  expect(await create('fixed', 'nginx:1.29')).toContain('created')
  await shell.root("sed -i '1i deny docker.io/library/redis:* not here' /etc/imagepolicy/rules")
  expect(await create('redis', 'redis:7')).toMatch(/^exit 1: .*not here/)
  await shell.root('systemctl stop imagepolicy')
  expect(await create('nobody', 'nginx:1.28')).toMatch(/^exit 1: .*forbidden/)
  await shell.root('systemctl start imagepolicy')
  await shell.says('kubectl run again --image=nginx:1.28', /created/)
})

test('etcd: a snapshot is saved, looked at and restored', { timeout: 400_000 }, async () => {
  await shell.run('kubectl create configmap before-snapshot')
  await shell.root(`${ETCDCTL} snapshot save /root/backup.db`)
  expect(Number(await shell.root('etcdutl snapshot status /root/backup.db -w json | yq -p json .totalKey'))).toBeGreaterThan(100)
  await shell.run('kubectl create configmap after-snapshot')
  await shell.root(`etcdutl snapshot restore /root/backup.db --data-dir /var/lib/etcd-restored
yq -i '(.spec.volumes[] | select(.name == "etcd-data")).hostPath.path = "/var/lib/etcd-restored"' /etc/kubernetes/manifests/etcd.yaml`)
  await shell.says('kubectl get configmap after-snapshot', /^exit 1: .*NotFound/, 240)
  expect(await shell.run('kubectl get configmap before-snapshot -o name')).toBe('configmap/before-snapshot')
})
