// What tasks on workloads' security need, on a real cluster: gVisor, seccomp, admission by labels and CEL, a registry with passwords.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fleet } from './fleet.ts'
import { openTestFleet } from './test-fleet.ts'
import { shellOf, type TestShell } from './test-shell.ts'

let fleet: Fleet
let shell: TestShell

beforeAll(async () => {
  const opened = await openTestFleet('security', [{ id: 't1', host: 'cks4821', nodes: 1 }])
  fleet = opened.fleet
  shell = shellOf((await opened.ready('t1')).machines)
}, 600_000)

afterAll(async () => {
  await fleet?.dispose()
})

/** Runs a pod to its end and answers with its log. */
async function outputOf(name: string, script: string, spec = '{}', container = '{}'): Promise<string> {
  const base = {
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', script], ...JSON.parse(container) }],
  }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { ...base, ...JSON.parse(spec) } }
  expect(await shell.run('kubectl apply -f -', JSON.stringify(pod))).toContain('created')
  await shell.says(`kubectl get pod ${name} -o jsonpath='{.status.phase}'`, /Succeeded|Failed/)
  return await shell.run(`kubectl logs ${name}`)
}

test('a pod of a gVisor RuntimeClass runs in gVisor, with logs, exec and the pod network', { timeout: 300_000 }, async () => {
  const runtimeClass = '{ apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: { name: gvisor }, handler: runsc }'
  expect(await shell.run('kubectl apply -f -', runtimeClass)).toContain('created')
  const run = (name: string, image: string, spec: string) =>
    shell.run(`kubectl run ${name} --image=${image} --overrides='{"spec":${spec}}' -- sleep 3600`)
  await shell.run('kubectl run web --image=nginx --port=80 --expose')
  await run('boxed', 'busybox', '{"runtimeClassName":"gvisor"}')
  await run('plain', 'busybox', '{}')
  expect(await shell.run('kubectl wait --for=condition=Ready pod/boxed pod/plain pod/web --timeout=110s')).toContain(
    'pod/boxed condition met',
  )
  expect(await shell.run('kubectl exec boxed -- dmesg')).toContain('Starting gVisor')
  expect(await shell.run('kubectl exec boxed -- cat /proc/version')).toContain('gvisor')
  expect(await shell.run('kubectl exec plain -- cat /proc/version')).toBe(await shell.run('cat /proc/version'))
  await shell.says('kubectl exec boxed -- wget -qO- http://web', /Welcome to nginx/)
  expect(await outputOf('boxed-once', 'echo from inside; dmesg | head -1', '{"runtimeClassName":"gvisor"}')).toMatch(
    /from inside\n.*gVisor/,
  )
  expect(await shell.run('sudo crictl pods --name boxed -o json | yq -p json ".items[0].runtimeHandler"')).toBe('runsc')
  expect(await shell.run('kubectl delete pod boxed plain boxed-once --now --timeout=60s')).toContain('deleted')
})

test('seccomp: a profile of the node denies what it says, a missing one keeps the container from being made', {
  timeout: 200_000,
}, async () => {
  await shell.root(`mkdir -p /var/lib/kubelet/seccomp/profiles
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}' > /var/lib/kubelet/seccomp/profiles/no-mkdir.json`)
  const profile = (name: string) => `{"securityContext":{"seccompProfile":{"type":"Localhost","localhostProfile":"profiles/${name}.json"}}}`
  expect(await outputOf('no-mkdir', 'touch /tmp/file && echo made; mkdir /tmp/dir 2>&1', '{}', profile('no-mkdir'))).toMatch(
    /made\nmkdir: .*Operation not permitted/,
  )
  const missing = `{"spec":{"containers":[{"name":"lost","image":"busybox",${profile('lost').slice(1, -1)}}]}}`
  await shell.run(`kubectl run lost --image=busybox --overrides='${missing}'`)
  const reason = "kubectl get pod lost -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}'"
  await shell.says(reason, /^CreateContainerError$/)
  await shell.run('kubectl delete pod no-mkdir lost --now')
})

test('seccomp: with seccompDefault every pod gets the runtime’s profile', { timeout: 200_000 }, async () => {
  const filters = 'grep Seccomp_filters /proc/1/status | tr -dc 0-9'
  const before = Number(await outputOf('filters-before', filters))
  await shell.root('echo "seccompDefault: true" >> /var/lib/kubelet/config.yaml; systemctl restart kubelet')
  await shell.says('kubectl get --raw /api/v1/nodes/controlplane/proxy/configz', /"seccompDefault":true/)
  expect(Number(await outputOf('filters-after', filters))).toBe(before + 1)
  await shell.run('kubectl delete pod filters-before filters-after --now')
})

test('Pod Security Admission refuses, warns and notes by the labels of a namespace', { timeout: 60_000 }, async () => {
  await shell.run('kubectl create namespace strict')
  await shell.run('kubectl label namespace strict pod-security.kubernetes.io/enforce=baseline pod-security.kubernetes.io/warn=restricted')
  const privileged = '{"spec":{"containers":[{"name":"p","image":"busybox","securityContext":{"privileged":true}}]}}'
  expect(await shell.run(`kubectl -n strict run p --image=busybox --overrides='${privileged}'`)).toMatch(
    /forbidden: violates PodSecurity "baseline:latest": privileged/,
  )
  expect(await shell.run('kubectl -n strict run q --image=busybox 2>&1 -- sleep 60')).toMatch(
    /Warning: would violate PodSecurity "restricted:latest".*created/s,
  )
  await shell.run('kubectl delete namespace strict --wait=false')
})

test('a ValidatingAdmissionPolicy refuses by a CEL expression, with its message', { timeout: 90_000 }, async () => {
  const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: few }
spec:
  matchConstraints: { resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments] }] }
  validations: [{ expression: 'object.spec.replicas <= 3', message: 'three at most' }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: few }
spec: { policyName: few, validationActions: [Deny] }`
  expect(await shell.run('kubectl apply -f -', policy)).toContain('created')
  await shell.says('kubectl create deployment many --image=nginx --replicas=4 --dry-run=server', /^exit 1: .*three at most/s)
  expect(await shell.run('kubectl create deployment few --image=nginx --replicas=3 --dry-run=server')).toContain('created')
  await shell.run('kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy few')
})

test('a registry of one’s own: images are pushed with a password, and a pod needs the pull secret', { timeout: 300_000 }, async () => {
  await shell.root(`mkdir -p /opt/registry && htpasswd -Bbn clerk secret > /opt/registry/htpasswd
echo 10.77.0.11 registry.local >> /etc/hosts
mkdir -p /etc/containerd/certs.d/registry.local:5000
printf 'server = "http://registry.local:5000"\\n' > /etc/containerd/certs.d/registry.local:5000/hosts.toml`)
  const pod = `
apiVersion: v1
kind: Pod
metadata: { name: registry }
spec:
  hostNetwork: true
  containers:
  - name: registry
    image: registry:2
    env:
    - { name: REGISTRY_AUTH, value: htpasswd }
    - { name: REGISTRY_AUTH_HTPASSWD_REALM, value: Registry }
    - { name: REGISTRY_AUTH_HTPASSWD_PATH, value: /auth/htpasswd }
    volumeMounts: [{ name: auth, mountPath: /auth }]
  volumes: [{ name: auth, hostPath: { path: /opt/registry } }]`
  expect(await shell.run('kubectl apply -f -', pod)).toContain('created')
  await shell.says('curl -s -o /dev/null -w "%{http_code}" http://registry.local:5000/v2/', /^401$/)
  await shell.root(`ctr images pull --hosts-dir /etc/containerd/certs.d docker.io/library/busybox:1.36 >/dev/null
ctr images tag docker.io/library/busybox:1.36 registry.local:5000/tool:1`)
  const push = (user: string) => `sudo ctr images push --plain-http ${user} registry.local:5000/tool:1`
  // containerd pushes, and goes by the /etc/hosts of up to five seconds ago.
  await shell.says(push(''), /^exit 1[\s\S]*authorization failed/)
  expect(await shell.run(push('--user clerk:secret'))).not.toMatch(/^exit/)
  expect(await shell.run('curl -s -u clerk:secret http://registry.local:5000/v2/tool/tags/list')).toContain('"tags":["1"]')

  await shell.run(
    'kubectl create secret docker-registry pull --docker-server=registry.local:5000 --docker-username=clerk --docker-password=secret',
  )
  await shell.run('kubectl run without --image=registry.local:5000/tool:1 -- sleep 3600')
  await shell.says(
    "kubectl get pod without -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}'",
    /ErrImagePull|ImagePullBackOff/,
  )
  await shell.run(
    `kubectl run with --image=registry.local:5000/tool:1 --overrides='{"spec":{"imagePullSecrets":[{"name":"pull"}]}}' -- sleep 3600`,
  )
  expect(await shell.run('kubectl wait --for=condition=Ready pod/with --timeout=90s')).toContain('condition met')
})
