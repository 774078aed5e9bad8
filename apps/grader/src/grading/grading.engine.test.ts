// Every check kind on real clusters: what passes, what fails and how it is told, hostile values, and a broken API server.
import { Check } from '@unflunk/shared/check'
import type { Mismatch, Verdict } from '@unflunk/shared/grading'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { noProgress } from '../lib/progress.ts'
import type { Cluster, Fleet } from '../sandbox/fleet.ts'
import { openTestFleet } from '../sandbox/test-fleet.ts'
import { runSetup } from '../scenario/setup.ts'
import { gradeTask } from './grade.ts'

const MANIFEST = `
apiVersion: v1
kind: Namespace
metadata: { name: lab }
---
apiVersion: v1
kind: Pod
metadata: { name: plain, namespace: lab, labels: { app: plain } }
spec:
  containers:
    - { name: web, image: nginx, ports: [{ containerPort: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: hard, namespace: lab, labels: { app: hard } }
spec:
  securityContext: { runAsUser: 1234, runAsGroup: 2345, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: main
      image: busybox
      command: [sleep, '3600']
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
---
apiVersion: v1
kind: Pod
metadata: { name: dead, namespace: lab }
spec:
  containers:
    - { name: main, image: 'busybox', command: [sh, -c, 'exit 1'] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: lab }
spec: { selector: { app: plain }, ports: [{ port: 8080, targetPort: 80 }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader, namespace: lab }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader, namespace: lab }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ kind: ServiceAccount, name: reader, namespace: lab }]
`

let fleet: Fleet
let cluster: Cluster
let other: Cluster

beforeAll(async () => {
  const opened = await openTestFleet('grading', [
    { id: 't1', host: 'cka1111', nodes: 1 },
    { id: 't2', host: 'cka2222', nodes: 1 },
  ])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
  other = await opened.ready('t2')
  const until = (name: string) =>
    ({ kind: 'resource', object: { apiVersion: 'v1', kind: 'Pod', namespace: 'lab', name }, cel: 'ready(object)' }) as const
  await runSetup({
    task: {
      scenario: 'engine-test',
      needs: [],
      setup: [
        { kind: 'apply', name: 'lab.yaml', manifest: MANIFEST },
        { kind: 'until', claim: until('plain'), timeoutSeconds: 90 },
        { kind: 'until', claim: until('hard'), timeoutSeconds: 90 },
      ],
    },
    cluster,
    clock: systemClock,
    progress: noProgress,
  })
}, 600_000) // also on a machine that builds its sandbox at the same time

afterAll(async () => {
  await fleet?.dispose()
}, 60_000)

/** Grades one check, with `within: 0` unless the test says otherwise. */
async function judge(fields: Record<string, unknown>, since = 0): Promise<Verdict> {
  const check = Check.parse({ id: 'check', says: 'what the test claims', within: 0, ...fields })
  const { verdicts } = await gradeTask({ checks: [check], cluster, others: [other], since, clock: systemClock })
  const [verdict] = verdicts
  if (!verdict) throw new Error('no verdict')
  return verdict
}

async function mismatches(fields: Record<string, unknown>, since = 0): Promise<Mismatch[]> {
  const verdict = await judge(fields, since)
  if (verdict.outcome !== 'fail') throw new Error(`expected a fail, got ${JSON.stringify(verdict)}`)
  return verdict.mismatches
}

const pass = { outcome: 'pass', checkId: 'check' }
const pod = (name: string) => ({ namespace: 'lab', name })
const root = async (script: string) => {
  const result = await cluster.machines.controlplane?.exec(['bash', '-c', script])
  if (result?.exitCode !== 0) throw new Error(`${script}: ${result?.stderr}`)
}

describe('resource and absent', () => {
  const service = { apiVersion: 'v1', kind: 'Service', namespace: 'lab', name: 'web' }

  it('an object that holds what is asked passes', async () => {
    expect(await judge({ kind: 'resource', object: service, match: { spec: { ports: [{ port: 8080, targetPort: '80' }] } } })).toEqual(pass)
    const ready = {
      kind: 'resource',
      object: { apiVersion: 'v1', kind: 'Pod', namespace: 'lab', labels: { app: 'plain' } },
      cel: 'condition(object, "Ready")',
    }
    expect(await judge(ready)).toEqual(pass)
  })

  it('a kind that the cluster does not know is a fail: the candidate has not installed it', async () => {
    const [first] = await mismatches({
      kind: 'resource',
      object: { apiVersion: 'stable.example.com/v1', kind: 'Widget', namespace: 'lab', name: 'w' },
    })
    expect(first).toMatchObject({ expected: 'Widget exists', observed: 'there is none' })
  })

  it('an object made on the other cluster is named', async () => {
    const since = systemClock.now() - 1000
    await other.kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'lost', namespace: 'default' }, data: { a: '1' } })
    const [first] = await mismatches(
      { kind: 'resource', object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'lost' } },
      since,
    )
    expect(first).toMatchObject({ nearMiss: 'other-cluster', hint: 'ConfigMap lost in namespace default is on cka2222' })
  })

  it('what must be gone is a fail while it is there, and while its witness is not', async () => {
    const ghost = { ...service, name: 'ghost' }
    expect(await judge({ kind: 'absent', object: ghost, while: [service] })).toEqual(pass)
    expect((await mismatches({ kind: 'absent', object: service, while: [service] }))[0]).toMatchObject({ observed: 'there is web' })
    expect((await mismatches({ kind: 'absent', object: ghost, while: [{ ...service, name: 'gone' }] }))[0]).toMatchObject({
      observed: 'there is none',
    })
  })
})

it('can-i: the API server decides, and a missing account is named', async () => {
  const claim = { as: 'system:serviceaccount:lab:reader', verb: 'list', resource: 'pods', namespace: 'lab', allowed: true }
  expect(await judge({ kind: 'can-i', all: [claim, { ...claim, resource: 'secrets', allowed: false }] })).toEqual(pass)
  expect((await mismatches({ kind: 'can-i', all: [{ ...claim, verb: 'delete' }] }))[0]).toMatchObject({
    expected: 'may delete pods in namespace lab',
    observed: 'the API server says no',
  })
  const absent = await mismatches({ kind: 'can-i', all: [{ ...claim, as: 'system:serviceaccount:lab:nobody' }] })
  expect(absent[0]?.hint).toBe('there is no ServiceAccount nobody in namespace lab')
})

describe('exec', () => {
  const proves = 'the command says what it should'

  it('any quoting reaches the shell as written, on a node and in a pod', async () => {
    const command = `printf '%s|' "a b" 'c"d' "e'f" \\$g; echo "$((1 + 1))" # 'unclosed`
    const stdout = { equals: `a b|c"d|e'f|$g|2` }
    expect(await judge({ kind: 'exec', on: 'controlplane', as: 'candidate', command, stdout, proves })).toEqual(pass)
    expect(await judge({ kind: 'exec', on: { pod: pod('hard') }, command, stdout, proves })).toEqual(pass)
  })

  it('a wrong exit code is told with the output', async () => {
    const [first] = await mismatches({ kind: 'exec', on: 'controlplane', command: 'echo sorry >&2; exit 3', proves })
    expect(first).toMatchObject({ expected: `${proves} (exit code 0)`, observed: 'exit code 3: sorry' })
  })

  it('a command that hangs is a fail, not an error', async () => {
    expect((await mismatches({ kind: 'exec', on: 'controlplane', command: 'sleep 60', proves }))[0]?.observed).toBe('no end within 8 s')
  }, 30_000)

  it('a node that the cluster does not have is an error of the scenario', async () => {
    expect(await judge({ kind: 'exec', on: 'node07', command: 'true', proves })).toMatchObject({ outcome: 'error', code: 'not-found' })
  })
})

describe('file', () => {
  it('text, yaml, mode and owner are judged', async () => {
    await root("install -o candidate -g candidate -m 640 /dev/stdin /opt/answer.yaml <<< $'a: 1\\nb: [x, y]'")
    expect(await judge({ kind: 'file', path: '/opt/answer.yaml', yaml: { b: ['y'] }, mode: '0640', owner: 'candidate:candidate' })).toEqual(
      pass,
    )
    const found = await mismatches({ kind: 'file', path: '/opt/answer.yaml', yaml: { a: 2 }, mode: '0600', text: { lacks: ['x'] } })
    expect(found.map(({ expected, observed }) => `${expected} / ${observed}`)).toEqual([
      'mode 0600 / 0640',
      'does not contain x / a: 1\nb: [x, y]',
      'a: 2 / 1',
    ])
  })

  it('hostile paths are only paths', async () => {
    const path = `/opt/-n $(touch /opt/pwned) 'a' "b" *;x`
    await cluster.machines.controlplane?.putFile(path, 'calm')
    expect(await judge({ kind: 'file', path, text: { equals: 'calm' } })).toEqual(pass)
    expect(await judge({ kind: 'file', path: '/opt/pwned', exists: false })).toEqual(pass)
    expect((await mismatches({ kind: 'file', path: `${path}.gone` }))[0]).toMatchObject({ nearMiss: 'not-written' })
  })

  it('a file that never ends, and one that never begins, are read to no harm', async () => {
    await root('ln -sf /dev/zero /opt/endless; mkfifo /opt/pipe')
    expect((await mismatches({ kind: 'file', path: '/opt/endless', text: { contains: ['x'] } }))[0]?.observed).toBe('(empty)')
    expect((await mismatches({ kind: 'file', path: '/opt/pipe', text: { contains: ['x'] } }))[0]?.observed).toBe('(empty)')
  })

  it('an answer on another machine, or beside its place, is named', async () => {
    await other.machines.controlplane?.putFile('/opt/report.txt', 'x')
    expect((await mismatches({ kind: 'file', path: '/opt/report.txt' }))[0]).toMatchObject({
      nearMiss: 'other-host',
      hint: 'it is on cka2222',
    })
    await root('echo x > /home/candidate/summary.txt')
    expect((await mismatches({ kind: 'file', path: '/opt/summary.txt' }))[0]).toMatchObject({
      nearMiss: 'not-written',
      hint: 'there is /home/candidate/summary.txt',
    })
  })
})

it('node: condition, version, effective kubelet configuration, unit and ports', async () => {
  const node = { kind: 'node', node: 'controlplane' }
  expect(
    await judge({
      ...node,
      ready: true,
      schedulable: true,
      unit: { name: 'kubelet', active: true, enabled: true },
      listening: [6443, 10250],
      notListening: [10255],
      kubelet: { failSwapOn: false },
    }),
  ).toEqual(pass)
  const found = await mismatches({
    ...node,
    ready: false,
    version: 'v1.0.0',
    unit: { name: 'kubelet', active: false },
    listening: [1],
    kubelet: { failSwapOn: true },
  })
  expect(found.map(({ expected }) => expected).sort()).toEqual([
    'NotReady',
    'failSwapOn: true',
    'not active',
    'something listens on TCP port 1',
    'version v1.0.0',
  ])
})

describe('connect', () => {
  const from = { pod: pod('hard') }
  const web = { host: 'web.lab', port: 8080 }

  it('a service answers under the names that the pod itself would use', async () => {
    for (const host of ['web', 'web.lab', 'web.lab.svc.cluster.local']) {
      expect(await judge({ kind: 'connect', all: [{ from, to: { host, port: 8080 }, open: true }] })).toEqual(pass)
    }
  })

  it('a closed port is blocked for a pod that lives, and told as refused where it should be open', async () => {
    const closed = { host: 'localhost', port: 9999 }
    expect(await judge({ kind: 'connect', all: [{ from, to: closed, open: false }] })).toEqual(pass)
    expect((await mismatches({ kind: 'connect', all: [{ from, to: closed, open: true }] }))[0]?.observed).toMatch(/^connection refused/)
    expect((await mismatches({ kind: 'connect', all: [{ from, to: { host: 'nowhere.lab', port: 80 }, open: true }] }))[0]?.observed).toBe(
      'the name nowhere.lab does not resolve',
    )
  })

  it('a dead source never counts as blocked', async () => {
    const [first] = await mismatches({ kind: 'connect', all: [{ from: { pod: pod('dead') }, to: web, open: false }] })
    expect(first?.observed).toMatch(/container main is not running/)
    expect((await mismatches({ kind: 'connect', all: [{ from: { pod: pod('ghost') }, to: web, open: false }] }))[0]?.observed).toBe(
      'there is none',
    )
  })

  it('a source without a network never counts as blocked', async () => {
    await root('pid=$(pgrep -f "sleep 3600" | head -1); nsenter -t $pid -n ip link set eth0 down')
    const [first] = await mismatches({ kind: 'connect', all: [{ from, to: web, open: false }] })
    expect(first?.expected).toMatch(/^still reaches 10\./)
    await root('pid=$(pgrep -f "sleep 3600" | head -1); nsenter -t $pid -n ip link set eth0 up')
  })

  it('a node is a source too', async () => {
    expect(
      await judge({ kind: 'connect', all: [{ from: { node: 'controlplane' }, to: { host: '127.0.0.1', port: 6443 }, open: true }] }),
    ).toEqual(pass)
  })
})

it('process: what a container really runs with', async () => {
  const hardened = { uid: 1234, gid: 2345, noNewPrivileges: true, capabilities: [], seccomp: 'filter', readOnlyRoot: true }
  expect(await judge({ kind: 'process', pod: pod('hard'), ...hardened })).toEqual(pass)
  const found = await mismatches({
    kind: 'process',
    pod: { namespace: 'lab', labels: { app: 'plain' } },
    uid: { not: 0 },
    noNewPrivileges: true,
    lacksCapabilities: ['NET_RAW'],
    seccomp: 'filter',
    readOnlyRoot: true,
  })
  expect(found.map(({ expected }) => expected)).toEqual([
    'user id other than 0',
    'no_new_privs is on',
    'none of the capabilities NET_RAW',
    'seccomp: filter',
    'root file system is read-only',
  ])
})

describe('a broken API server', () => {
  it('is a fail for what needs it, while files and units are still judged', async () => {
    await root(
      'mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/kube-apiserver.yaml; until ! ss -Hltn | grep -q :6443; do sleep 0.2; done',
    )
    const checks = [
      { id: 'object', kind: 'resource', object: { apiVersion: 'v1', kind: 'Namespace', name: 'lab' } },
      { id: 'rights', kind: 'can-i', all: [{ as: 'jane', verb: 'get', resource: 'pods', allowed: true }] },
      { id: 'unit', kind: 'node', node: 'controlplane', unit: { name: 'kubelet', active: true } },
      { id: 'file', kind: 'file', path: '/root/kube-apiserver.yaml', yaml: { kind: 'Pod' } },
    ].map((fields) => Check.parse({ says: 'what the test claims', within: 1, ...fields }))
    const { verdicts } = await gradeTask({ checks, cluster, clock: systemClock })
    expect(Object.fromEntries(verdicts.map((verdict) => [verdict.checkId, verdict.outcome]))).toEqual({
      object: 'fail',
      rights: 'fail',
      unit: 'pass',
      file: 'pass',
    })
    expect(verdicts[0]).toMatchObject({ mismatches: [{ nearMiss: 'api-down', where: 'API server of cka1111' }] })
  }, 60_000)

  it('passes again as soon as it is mended', async () => {
    await root('mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/')
    expect(await judge({ kind: 'resource', object: { apiVersion: 'v1', kind: 'Namespace', name: 'lab' }, within: 60 })).toEqual(pass)
  }, 90_000)
})
