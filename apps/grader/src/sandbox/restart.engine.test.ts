// A rebooted machine, or a restarted engine: all machines of a session stop at once, and the next grader goes on with them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { ContainerCluster } from './container-cluster.ts'
import { dockerEngine } from './docker-engine.ts'
import type { Cluster, ClusterRequest, Fleet } from './fleet.ts'
import { sessionLabels } from './labels.ts'
import { openSandbox } from './open-sandbox.ts'
import { openTestFleet } from './test-fleet.ts'
import { isReady } from './thaw.ts'
import { until } from './until.ts'

const engine = dockerEngine()
const clusters: ClusterRequest[] = [
  { id: 't1', host: 'cka7968', nodes: 2 },
  { id: 't2', host: 'cka3120', nodes: 1 },
]
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap' }
const POD = { apiVersion: 'v1', kind: 'Pod' }
const NODE = { apiVersion: 'v1', kind: 'Node' }

let fleet: Fleet
let two: Cluster
let one: Cluster

beforeAll(async () => {
  const opened = await openTestFleet('restart', clusters)
  fleet = opened.fleet
  ;[two, one] = await Promise.all([opened.ready('t1'), opened.ready('t2')])
})

afterAll(async () => {
  await fleet?.dispose()
})

/** What a power cut does to containers; the grader of before is gone as well. */
async function reboot(): Promise<void> {
  for (const cluster of fleet.clusters.values()) if (cluster instanceof ContainerCluster) cluster.end()
  const machines = await engine.containers(sessionLabels(fleet.sessionId))
  await Promise.all(
    machines.map(async ({ name }) => {
      await engine.unpause(name)
      await engine.kill(name)
    }),
  )
  await until(
    async () => ((await engine.containers(sessionLabels(fleet.sessionId))).every(({ status }) => status === 'stopped') ? true : undefined),
    { clock: systemClock, timeoutMs: 60_000, what: 'all machines to stop' },
  )
}

async function startAgain(): Promise<void> {
  const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
  const sandbox = await openSandbox({ clock: systemClock, logger, idleMs: Number.POSITIVE_INFINITY })
  const adopted = await sandbox.adoptFleet({ sessionId: fleet.sessionId, clusters })
  if (!adopted) throw new Error('nothing to go on with')
  fleet = adopted.fleet
  ;[two, one] = await Promise.all([adopted.ready('t1'), adopted.ready('t2')])
}

async function onBase(line: string): Promise<string> {
  const { stdout, stderr } = await fleet.base.exec(['bash', '-c', line], { user: 'candidate', cwd: '/home/candidate', timeoutMs: 60_000 })
  return `${stdout}${stderr}`.trim()
}

async function runs(name: string, image: string): Promise<string> {
  const spec = { nodeName: 'node01', containers: [{ name: 'c', image, command: ['sleep', '3600'] }] }
  await two.kube.apply({ ...POD, metadata: { name, namespace: 'default' }, spec })
  return await running(name)
}

/** Its address, once it runs. */
async function running(name: string): Promise<string> {
  const address = async () => {
    const status = JSON.stringify((await two.kube.get(POD, name, 'default'))?.status ?? {})
    return status.includes('"ready":true') ? /"podIP":"([^"]+)"/.exec(status)?.[1] : undefined
  }
  return await until(address, { clock: systemClock, timeoutMs: 180_000, what: `${name} to run` })
}

const allReady = async () => {
  for (const cluster of [one, two])
    await until(async () => ((await cluster.kube.list(NODE)).every(isReady) ? true : undefined), {
      clock: systemClock,
      timeoutMs: 180_000,
      what: `the nodes of ${cluster.host} to be Ready`,
    })
}

describe('after a reboot', () => {
  beforeAll(async () => {
    await runs('before', 'busybox')
    await two.kube.apply({ ...CONFIG, metadata: { name: 'mine', namespace: 'default' }, data: { a: '1' } })
    await onBase(
      'ssh cka7968 \'sudo sh -c "echo kept > /root/notes; echo kept > /etc/notes; echo kept > /var/lib/notes"\'; echo kept > notes',
    )
    await onBase("ssh cka7968 'echo vim hold | sudo dpkg --set-selections'")
    if (one instanceof ContainerCluster) await one.freeze()
    expect(one.state).toBe('frozen')
    await reboot()
    await startAgain()
  })

  test('all clusters come back, also one that was frozen, with every node Ready', async () => {
    expect([two.state, one.state]).toEqual(['ready', 'ready'])
    await allReady()
  })

  test('the work is where it was: objects, files of the nodes, files on base', async () => {
    expect(await two.kube.get(CONFIG, 'mine', 'default')).toMatchObject({ data: { a: '1' } })
    expect(await onBase("ssh cka7968 'sudo cat /root/notes /etc/notes /var/lib/notes'; cat notes")).toBe('kept\nkept\nkept\nkept')
  })

  test('so are changes of the package database, which is the snapshot’s else', async () => {
    expect(await onBase("ssh cka7968 'dpkg --get-selections vim; dpkg -s kubeadm | grep Status'")).toMatch(
      /^vim\s+hold\nStatus: hold ok installed$/,
    )
  })

  test('base knows the hosts by name, in every cluster', async () => {
    expect(await onBase('ssh cka7968 hostname; ssh cka3120 hostname; ssh cka7968 ssh node01 hostname')).toBe('cka7968\ncka3120\nnode01')
  })

  test('pods run again, new ones get their images, and nodes reach each other’s pods', async () => {
    const addresses = [await running('before'), await runs('after', 'nginx')]
    for (const address of addresses)
      expect(await onBase(`ssh cka7968 'ping -c1 -W5 ${address} >/dev/null && echo reached'`)).toBe('reached')
  })

  test('the kernel’s settings are the user’s, as before', async () => {
    expect(
      await onBase('ssh cka7968 \'sudo sysctl -w net.ipv4.ip_forward=1; sudo sh -c "echo 5 > /proc/sys/kernel/panic_on_warn"\''),
    ).toMatch(/^net\.ipv4\.ip_forward = 1\n.*(Read-only|denied)/)
  })

  test('a second time makes no difference', async () => {
    await reboot()
    await startAgain()
    await allReady()
    expect(await onBase("ssh cka7968 'sudo cat /root/notes'")).toBe('kept')
    await running('after')
  })

  test('a cluster that was still starting is made anew', async () => {
    const node = one.machines.controlplane
    await node?.exec(['rm', '/var/lib/unflunk-ready'])
    await onBase("ssh cka3120 'touch halfway'")
    await reboot()
    await startAgain()
    await allReady()
    expect(await onBase("ssh cka3120 'ls halfway'")).toMatch(/No such file/)
  })
})
