// What a cluster's tasks lean on, on a real one of two nodes: names, charts, overlays, the cluster's DNS, how Services are carried, volumes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cluster, Fleet } from './fleet.ts'
import { candidateOn, eventually, openTestFleet } from './test-fleet.ts'
import { shellOf, type TestShell } from './test-shell.ts'

let fleet: Fleet
let cluster: Cluster
let run: TestShell['run']
let says: TestShell['says']

beforeAll(async () => {
  const opened = await openTestFleet('services', [{ id: 't1', host: 'cka6620', nodes: 2 }])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
  ;({ run, says } = shellOf(cluster.machines))
  await run('kubectl run client --image=busybox --command -- sleep inf')
  expect(await run('kubectl wait pod/client --for=condition=Ready --timeout=120s')).toContain('condition met')
}, 400_000)

afterAll(async () => {
  await fleet?.dispose()
})

const inClient = (line: string) => run(`kubectl exec client -- sh -c '${line}'`)
/** A CoreDNS that has just started, or one that is about to end, may answer otherwise for some seconds. */
const resolves = (name: string, address: string) =>
  eventually(`${name} to be ${address}`, 30, async () => (await inClient(`nslookup ${name}`)).split('\n').includes(`Address: ${address}`))
const write = (path: string, text: string) => run(`mkdir -p $(dirname ${path}) && cat > ${path}`, text)
const becomes = (object: string, phase: string, seconds = 30) =>
  says(`kubectl get ${object} -o jsonpath='{.status.phase}'`, new RegExp(`^${phase}$`), seconds)

describe('names', () => {
  test('every machine of the session knows where packages and charts are', async () => {
    expect((await fleet.base.exec(['getent', 'hosts', 'charts.unflunk', 'pkgs.unflunk'])).exitCode).toBe(0)
    for (const node of Object.keys(cluster.machines))
      expect(await candidateOn(cluster.machines, node)('curl -fsS http://charts.unflunk/index.yaml | grep -c storefront-')).toBe('3')
  })

  test('a pod resolves Services and the session’s own hosts; anything else does not exist, at once', async () => {
    await resolves('kubernetes.default.svc.cluster.local', '10.96.0.1')
    expect(await inClient('wget -qO- http://charts.unflunk/index.yaml')).toContain('lantern-operator')
    const asked = Date.now()
    expect(await inClient('nslookup example.com')).toContain('NXDOMAIN')
    expect(Date.now() - asked).toBeLessThan(5000)
  })

  test('the Corefile is the one that kubeadm writes', async () => {
    const corefile = await run("kubectl -n kube-system get configmap coredns -o jsonpath='{.data.Corefile}'")
    expect(corefile).toContain('forward . /etc/resolv.conf')
    expect(corefile).toMatch(/^ +loop$/m)
  })
})

describe('helm with a chart repository', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    expect(await run('helm repo add unflunk http://charts.unflunk && helm repo update')).toContain('Update Complete')
  })

  test('search shows the charts, and their older versions when asked', async () => {
    const found = await run('helm search repo unflunk')
    for (const line of [/storefront\s+2\.0\.0/, /workqueue\s+0\.5\.0/, /lantern-operator\s+2\.0\.0/, /node-gauge\s+3\.2\.1/])
      expect(found).toMatch(line)
    expect(await run('helm search repo unflunk/storefront --versions')).toMatch(/1\.3\.0[\s\S]*1\.2\.0/)
  })

  test('a release is installed with values, upgraded, and rolled back; the next major version wants a new value', async () => {
    await write('shop.yaml', 'replicaCount: 1\npage: { title: Bread }\n')
    const flags = '-n shop --create-namespace -f shop.yaml --wait --timeout 90s'
    expect(await run(`helm install shop unflunk/storefront --version 1.2.0 ${flags}`)).toContain('STATUS: deployed')
    await eventually('the shop to answer', 30, async () => (await inClient('wget -qO- -T 2 http://shop-storefront.shop')).includes('Bread'))
    expect(await run('helm upgrade shop unflunk/storefront --version 2.0.0 -n shop -f shop.yaml')).toContain(
      'storefront 2 needs site.hostname',
    )
    expect(await run(`helm upgrade shop unflunk/storefront --version 1.3.0 ${flags}`)).toContain('REVISION: 2')
    expect(await run("kubectl -n shop get deployment shop-storefront -o jsonpath='{..image}'")).toBe('nginx:1.27')
    expect(await run('helm rollback shop 1 -n shop --wait --timeout 90s')).toContain('Rollback was a success')
    expect(await run("kubectl -n shop get deployment shop-storefront -o jsonpath='{..image}'")).toBe('nginx:1.25')
  })

  test('a release with an image that nobody has fails, is listed as failed, and is repaired', async () => {
    const broken = 'helm upgrade --install stall unflunk/storefront --version 1.3.0 --set replicaCount=1 --wait'
    expect(await run(`${broken} --timeout 8s --set image.tag=1.92`)).toMatch(/^exit 1/)
    expect(await run('helm list --failed -q')).toBe('stall')
    await says("kubectl get pods -l app.kubernetes.io/instance=stall -o jsonpath='{..waiting.reason}'", /ImagePull|ErrImage/)
    expect(await run(`${broken} --timeout 90s`)).toContain('STATUS: deployed')
    await run('helm uninstall stall')
  })

  test('definitions of an operator come with its chart, or are left out', async () => {
    const kinds = (flags: string) =>
      run(`helm template o unflunk/lantern-operator ${flags} | grep -c "kind: CustomResourceDefinition"; true`)
    expect(await kinds('--version 1.1.0 --include-crds')).toBe('1')
    expect(await kinds('--version 1.1.0 --skip-crds')).toBe('0')
    expect(await kinds('--version 2.0.0')).toBe('1')
    expect(await kinds('--version 2.0.0 --set crds.install=false')).toBe('0')
    expect(await run('helm install lanterns unflunk/lantern-operator --version 1.1.0 --wait --timeout 90s')).toContain('STATUS: deployed')
    const lantern = 'apiVersion: lights.example.com/v1\nkind: Lantern\nmetadata: { name: porch }\nspec: { lit: true, color: amber }\n'
    expect(await run('kubectl apply -f -', lantern)).toContain('porch created')
    await becomes('lantern/porch', 'Lit', 60) // the operator has seen it
    await run('helm uninstall lanterns')
    expect(await run('kubectl get crd lanterns.lights.example.com -o name')).toContain('lanterns')
  })

  test('a queue whose workers take jobs; with a password they still do', async () => {
    await run('kubectl create secret generic queue --from-literal=password=opensesame')
    const flags = '--set auth.enabled=true --set auth.existingSecret=queue --wait --timeout 90s'
    expect(await run(`helm install jobs unflunk/workqueue ${flags}`)).toContain('STATUS: deployed')
    await run('kubectl exec deploy/jobs-redis -- redis-cli rpush jobs bake')
    await eventually('the job to be taken', 30, async () => (await run('kubectl logs deploy/jobs-worker')).includes('done: bake'))
    await run('helm uninstall jobs')
  })

  test('a pod on every node, the control plane too when it is tolerated', async () => {
    const pods = async () => (await run('kubectl get pods -l app=gauge -o name')).split('\n').length
    expect(await run('helm install gauge unflunk/node-gauge --wait --timeout 60s')).toContain('STATUS: deployed')
    expect(await pods()).toBe(1)
    await run(`helm upgrade gauge unflunk/node-gauge --set 'tolerations[0].operator=Exists' --wait --timeout 60s`)
    expect(await pods()).toBe(2)
    await run('helm uninstall gauge')
  })
})

test('kustomize: an overlay with a patch, an image, a prefix and a generated ConfigMap is shown and applied', {
  timeout: 120_000,
}, async () => {
  await write('app/base/web.yaml', await run('kubectl create deployment web --image=nginx --dry-run=client -o yaml'))
  await write('app/base/kustomization.yaml', 'resources: [web.yaml]\n')
  await write(
    'app/prod/kustomization.yaml',
    `namePrefix: prod-
resources: [../base]
images: [{ name: nginx, newTag: 1.29-alpine }]
replicas: [{ name: web, count: 2 }]
configMapGenerator: [{ name: settings, literals: [MODE=prod] }]
patches:
  - target: { kind: Deployment }
    patch: |-
      - { op: add, path: /spec/template/spec/containers/0/envFrom, value: [{ configMapRef: { name: settings } }] }
`,
  )
  const shown = await run('kubectl kustomize app/prod')
  expect(shown).toMatch(/name: prod-settings-\w{10}/)
  expect(await run('kubectl apply -k app/prod')).toContain('deployment.apps/prod-web created')
  expect(await run('kubectl rollout status deployment/prod-web --timeout=90s')).toContain('successfully rolled out')
  expect(await run("kubectl exec deploy/prod-web -- sh -c 'echo $MODE'")).toBe('prod')
  await run('kubectl delete -k app/prod --wait=false')
})

describe('the DNS of the cluster', { timeout: 300_000 }, () => {
  const corefileNow = () => run("kubectl -n kube-system get configmap coredns -o jsonpath='{.data.Corefile}'")
  const put = async (corefile: string) => {
    await write('Corefile', corefile)
    const line = 'kubectl -n kube-system create configmap coredns --from-file=Corefile --dry-run=client -o yaml | kubectl replace -f -'
    expect(await run(`${line} && kubectl -n kube-system rollout restart deployment/coredns`)).toContain('restarted')
  }
  const up = () => run('kubectl -n kube-system rollout status deployment/coredns --timeout=90s')
  let original = ''

  beforeAll(async () => {
    original = await corefileNow()
  })

  test('a zone of fixed names, a rewritten name, and a zone that another server in the cluster knows', async () => {
    await run('kubectl apply -f -', OTHER_DNS)
    expect(await run('kubectl rollout status deployment/other-dns --timeout=90s')).toContain('successfully rolled out')
    const zones = `
lab.example:53 {
    hosts {
        10.9.8.7 printer.lab.example
    }
}
example.internal:53 {
    forward . 10.96.0.53
}
`
    await put(
      original.replace('    ready\n', '    ready\n    rewrite name api.shop.example kubernetes.default.svc.cluster.local\n') + zones,
    )
    expect(await up()).toContain('successfully rolled out')
    await resolves('printer.lab.example', '10.9.8.7')
    await resolves('api.shop.example', '10.96.0.1')
    await resolves('db.example.internal', '10.1.2.3')
  })

  test('it can be scaled', async () => {
    await run('kubectl -n kube-system scale deployment coredns --replicas=2')
    expect(await up()).toContain('successfully rolled out')
    // The pod of the Corefile before is listed until it has ended.
    const addresses = "kubectl get endpointslices -n kube-system -l k8s-app=kube-dns -o jsonpath='{.items[*].endpoints[*].addresses}'"
    await says(addresses, /^\["[\d.]+"\] \["[\d.]+"\]$/)
    await run('kubectl -n kube-system scale deployment coredns --replicas=1')
  })

  test('a broken Corefile stops it, its log says where, and with the old one pods resolve again', async () => {
    await put(original.replace('forward . ', 'forwrad . '))
    const restarts = "kubectl -n kube-system get pods -l k8s-app=kube-dns -o jsonpath='{..lastState.terminated.exitCode}'"
    await eventually('CoreDNS to fail', 90, async () => (await run(restarts)).includes('1'))
    await says('kubectl -n kube-system logs -l k8s-app=kube-dns --tail=5', /Corefile:\d+ - .*forwrad/)
    await put(original)
    expect(await up()).toContain('successfully rolled out')
    await resolves('kubernetes.default.svc.cluster.local', '10.96.0.1')
  })
})

const OTHER_DNS = `
apiVersion: v1
kind: ConfigMap
metadata: { name: other-dns }
data:
  Corefile: |
    example.internal:53 {
        hosts {
            10.1.2.3 db.example.internal
        }
    }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: other-dns }
spec:
  selector: { matchLabels: { app: other-dns } }
  template:
    metadata: { labels: { app: other-dns } }
    spec:
      containers: [{ name: dns, image: 'registry.k8s.io/coredns/coredns:v1.13.1', args: [-conf, /dns/Corefile], volumeMounts: [{ name: dns, mountPath: /dns }] }]
      volumes: [{ name: dns, configMap: { name: other-dns } }]
---
apiVersion: v1
kind: Service
metadata: { name: other-dns }
spec:
  clusterIP: 10.96.0.53
  selector: { app: other-dns }
  ports: [{ name: dns, port: 53, protocol: UDP }, { name: dns-tcp, port: 53, protocol: TCP }]
`

describe('kube-proxy', { timeout: 300_000 }, () => {
  const setMode = async (mode: string) => {
    const edit = `kubectl -n kube-system get configmap kube-proxy -o yaml | sed 's/mode: .*/mode: "${mode}"/' | kubectl replace -f -`
    expect(await run(`${edit} && kubectl -n kube-system rollout restart daemonset/kube-proxy`)).toContain('restarted')
  }
  const rolledOut = () => run('kubectl -n kube-system rollout status daemonset/kube-proxy --timeout=90s')
  const rules = async (line: string) => (await cluster.machines.node01?.exec(['bash', '-c', line]))?.stdout.trim() ?? ''
  const chainsOfIptables = () => rules('iptables-save -t nat 2>/dev/null | grep -c "^:KUBE-SVC-"; true')
  const tableOfNftables = () => rules('nft list table ip kube-proxy 2>/dev/null | grep -c cluster-ips; true')
  const reachesWeb = async () => (await inClient('wget -qO- -T 2 http://web')).includes('nginx')

  beforeAll(async () => {
    await run('kubectl create deployment web --image=nginx --replicas=2 && kubectl expose deployment web --port=80')
    expect(await run('kubectl rollout status deployment/web --timeout=90s')).toContain('successfully rolled out')
    await eventually('the Service to answer', 30, reachesWeb)
  })

  test('in mode nftables the rules are in nftables, and Services and policies go on working', async () => {
    expect(Number(await chainsOfIptables())).toBeGreaterThan(0)
    await setMode('nftables')
    expect(await rolledOut()).toContain('successfully rolled out')
    await eventually('the rules to move', 60, async () => (await chainsOfIptables()) === '0' && Number(await tableOfNftables()) > 0)
    await eventually('the Service to answer', 30, reachesWeb)
    await run('kubectl apply -f -', DENY_WEB)
    await eventually('the policy to act', 30, async () => !(await reachesWeb()))
    await run('kubectl delete networkpolicy deny-web')
    await eventually('the Service to answer again', 30, reachesWeb)
  })

  test('in mode ipvs it works where the kernel has it, and says so where not', async () => {
    await setMode('ipvs')
    if ((await rules('test -e /proc/net/ip_vs && echo yes')) === 'yes') {
      expect(await rolledOut()).toContain('successfully rolled out')
      await eventually('the Service to answer', 30, reachesWeb)
    } else {
      const log = 'kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=20 --prefix=false'
      await eventually('kube-proxy to tell', 60, async () => /ipvs.*not supported/i.test(await run(log)))
    }
  })

  test('back in mode iptables the rules are there again', async () => {
    await setMode('iptables')
    expect(await rolledOut()).toContain('successfully rolled out')
    await eventually('the rules to move', 60, async () => Number(await chainsOfIptables()) > 0 && (await tableOfNftables()) === '0')
    await eventually('the Service to answer', 30, reachesWeb)
  })
})

const DENY_WEB = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-web }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }
`

const claim = (name: string, spec: string) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Mi } }, ${spec} }
`
const volume = (name: string, source: string) => `
apiVersion: v1
kind: PersistentVolume
metadata: { name: ${name} }
spec: { capacity: { storage: 10Mi }, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, storageClassName: manual, ${source} }
`
/** Writes its name into the volume of a claim, and stays. */
const user = (name: string, claimName: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 0
  tolerations: [{ operator: Exists }]
  containers: [{ name: main, image: busybox, command: [sh, -c, 'echo ${name} >> /data/users; sleep inf'], volumeMounts: [{ name: data, mountPath: /data }] }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: ${claimName} } }]
`

describe('volumes', { timeout: 300_000 }, () => {
  const runs = async (pod: string) =>
    expect(await run(`kubectl wait pod/${pod} --for=condition=Ready --timeout=90s`)).toContain('condition met')
  const apply = async (...manifests: string[]) => expect(await run('kubectl apply -f -', manifests.join('---'))).toContain('created')

  test('a Released volume is free again when its claim is forgotten, with what was written', async () => {
    await apply(volume('static', 'hostPath: { path: /var/static }'), claim('first', 'storageClassName: manual'), user('one', 'first'))
    await runs('one')
    const node = await run("kubectl get pod one -o jsonpath='{.spec.nodeName}'")
    await run('kubectl delete pod/one pvc/first')
    await becomes('pv/static', 'Released')
    await run(`kubectl patch pv static --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'`)
    await apply(claim('second', 'storageClassName: manual, volumeName: static'))
    await becomes('pvc/second', 'Bound')
    expect(await candidateOn(cluster.machines, node)('cat /var/static/users')).toBe('one')
  })

  test('a local volume draws its pod to its node', async () => {
    const affinity =
      'nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [controlplane] }] }] } }'
    await cluster.machines.controlplane?.exec(['mkdir', '-p', '/var/local-disk'])
    await apply(
      volume('disk', `local: { path: /var/local-disk }, ${affinity}`),
      claim('disk', 'storageClassName: manual'),
      user('two', 'disk'),
    )
    await runs('two')
    expect(await run("kubectl get pod two -o jsonpath='{.spec.nodeName}'")).toBe('controlplane')
  })
})
