// Golden snapshots: a whole cluster built once, of which every session gets copies. An image per node and a volume for its /var.
import { createHash, randomBytes } from 'node:crypto'
import type { ClusterShape } from '@unflunk/shared/scenario'
import type { Clock } from '../lib/clock.ts'
import { giveRuntime } from './bare-machine.ts'
import { containerMachine } from './container-machine.ts'
import type { Engine, EngineInfo } from './engine.ts'
import * as recipe from './golden-recipe.ts'
import { initConfig, joinConfig } from './kubeadm-config.ts'
import { GOLDEN_SESSION, LABEL, nameOf, sessionLabels } from './labels.ts'
import type { Machine } from './machine.ts'
import { nodeContainer } from './node-container.ts'
import { removeSession } from './remove.ts'
import { SessionNetwork } from './session-network.ts'
import { ENDPOINT, type NodePlace, nodesOf, wholeShape } from './topology.ts'
import { until } from './until.ts'

/** Snapshots that most tasks start from: made before the first session. Others are made when a task first asks for them. */
export const COMMON_SHAPES: readonly ClusterShape[] = [wholeShape({ nodes: 1 }), wholeShape({ nodes: 2 })]

export interface GoldenImages {
  readonly node: string
  readonly registry: string
}

export interface GoldenNode {
  readonly place: NodePlace
  readonly image: string
  readonly volume: string
}

export interface Golden {
  readonly key: string
  readonly nodes: readonly GoldenNode[]
  /** The grader's admin kubeconfig, the same in every copy. */
  readonly kubeconfig: string
}

const KUBECONFIG_LABEL = 'unflunk.kubeconfig'
const READY_TIMEOUT = 600_000 // ms

export interface GoldenOptions {
  readonly engine: Engine
  readonly clock: Clock
  readonly info: EngineInfo
  readonly images: GoldenImages
}

/** The content address of a snapshot, from everything that shapes it. */
export function goldenKey({ images, info }: Pick<GoldenOptions, 'info' | 'images'>, shape: ClusterShape): string {
  const size = { cpus: info.cpus, memoryBytes: info.memoryBytes }
  const [first] = nodesOf(shape)
  const endpoint = endpointOf(shape)
  const config = first ? initConfig({ node: first, version: '', size, token: '', certificateKey: '', endpoint }) : ''
  const join = first ? joinConfig(first, first.address, { token: '', caHash: '', certificateKey: '' }) : ''
  const parts = [images.node, images.registry, shape, config, join, recipe.TEXTS]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}

const endpointOf = ({ controlPlanes }: ClusterShape) => (controlPlanes > 1 ? ENDPOINT : undefined)

/** Names of what a snapshot consists of. */
function partsOf(key: string, shape: ClusterShape): readonly GoldenNode[] {
  return nodesOf(shape).map((place) => ({
    place,
    image: `unflunk/golden:${key}-${place.name}`,
    volume: nameOf(GOLDEN_SESSION, key, place.name),
  }))
}

/** undefined when the snapshot has not been built, or not to its end. */
export async function findGolden(engine: Engine, key: string, shape: ClusterShape): Promise<Golden | undefined> {
  const nodes = partsOf(key, shape)
  const [volumes, images] = await Promise.all([
    engine.volumes({ [LABEL.golden]: key }),
    Promise.all(nodes.map((node) => engine.image(node.image))),
  ])
  const kubeconfig = images[0]?.labels[KUBECONFIG_LABEL]
  const whole = images.every((image) => image !== undefined) && nodes.every((node) => volumes.some((volume) => volume.name === node.volume))
  return whole && kubeconfig !== undefined ? { key, nodes, kubeconfig: Buffer.from(kubeconfig, 'base64').toString('utf8') } : undefined
}

/** Builds the snapshot of a shape without bare machines. What an interrupted build left behind is removed first. */
export async function buildGolden(
  options: GoldenOptions,
  shape: ClusterShape,
  tell: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { engine } = options
  await removeSession(engine, GOLDEN_SESSION)
  const key = goldenKey(options, shape)
  const nodes = partsOf(key, shape)
  for (const node of nodes) {
    await engine.removeImage(node.image)
    await engine.removeVolume(node.volume)
  }
  try {
    tell('starting machines')
    const machines = await startMachines(options, shape, nodes)
    signal?.throwIfAborted()
    tell('kubeadm init')
    const kubeconfig = await buildCluster(options, shape, nodes, machines, tell, signal)
    tell('stopping cleanly')
    await keep(options, key, nodes, machines, kubeconfig)
  } finally {
    await removeSession(engine, GOLDEN_SESSION)
  }
}

/** Removes snapshots of earlier recipes, except those that a running session was made from. */
export async function removeOldGoldens(engine: Engine, current: readonly string[]): Promise<void> {
  const [volumes, images, containers] = await Promise.all([
    engine.volumes({ [LABEL.golden]: '' }),
    engine.images({ [LABEL.golden]: '' }),
    engine.containers({ [LABEL.golden]: '' }),
  ])
  const used = new Set([...current, ...containers.map((container) => container.labels[LABEL.golden])])
  const old = <T extends { labels: Readonly<Record<string, string>> }>(thing: T) => !used.has(thing.labels[LABEL.golden])
  // Images first: without them a half-removed snapshot counts as not built.
  for (const tag of images.filter(old).flatMap((image) => image.tags)) await engine.removeImage(tag)
  for (const volume of volumes.filter(old)) await engine.removeVolume(volume.name)
}

const containerOf = (node: GoldenNode) => nameOf(GOLDEN_SESSION, 'build', node.place.name)
const varOf = (node: GoldenNode) => nameOf(GOLDEN_SESSION, 'var', node.place.name)

async function startMachines(options: GoldenOptions, shape: ClusterShape, nodes: readonly GoldenNode[]): Promise<Machine[]> {
  const { engine, images, info, clock } = options
  const network = new SessionNetwork(engine, GOLDEN_SESSION)
  await network.start({ registry: images.registry })
  const subnet = await network.addCluster({ id: 'build', host: 'controlplane' }, false)
  if (shape.controlPlanes > 1) await network.addLoadBalancer('build', images.registry, shape.controlPlanes)
  return await Promise.all(
    nodes.map(async (node) => {
      const name = containerOf(node)
      const labels = { ...sessionLabels(GOLDEN_SESSION), [LABEL.role]: 'node', [LABEL.node]: node.place.name }
      await engine.createVolume(varOf(node), sessionLabels(GOLDEN_SESSION))
      const spec = {
        name,
        image: images.node,
        hostname: node.place.name,
        labels,
        network: network.networkOf('build'),
        subnet,
        shape,
        place: node.place,
        varVolume: varOf(node),
      }
      await engine.create(nodeContainer(spec, info))
      await engine.start(name)
      const machine = containerMachine(engine, name, node.place.name)
      await giveRuntime(machine, node.place, { clock, timeoutMs: READY_TIMEOUT })
      return machine
    }),
  )
}

async function buildCluster(
  options: GoldenOptions,
  shape: ClusterShape,
  nodes: readonly GoldenNode[],
  machines: readonly Machine[],
  tell: (message: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const { clock, info } = options
  const [controlPlane, ...more] = machines
  const [first, ...others] = nodes
  if (!controlPlane || !first) throw new RangeError('a cluster has a control plane')
  const version = (await recipe.run(controlPlane, 'kubeadm version -o short')).trim()
  const token = `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`
  const size = { cpus: info.cpus, memoryBytes: info.memoryBytes }
  const certificateKey = randomBytes(32).toString('hex')
  const endpoint = endpointOf(shape)
  await controlPlane.putFile('/root/kubeadm.yaml', initConfig({ node: first.place, version, size, token, certificateKey, endpoint }))
  await recipe.run(controlPlane, endpoint === undefined ? recipe.INIT : recipe.INIT_FIRST)
  signal?.throwIfAborted()
  await recipe.run(controlPlane, recipe.COREDNS)
  const caHash = `sha256:${(await recipe.run(controlPlane, recipe.CA_HASH)).trim()}`
  if (more.length > 0) tell('kubeadm join')
  for (const [index, machine] of more.entries()) {
    const place = others[index]?.place
    if (!place) continue
    await machine.putFile('/root/kubeadm.yaml', joinConfig(place, endpoint ?? first.place.address, { token, caHash, certificateKey }))
    await recipe.run(machine, recipe.JOIN)
    if (place.controlPlane) await recipe.run(machine, recipe.KUBECONFIGS)
  }
  if (nodes.every(({ place }) => place.controlPlane)) await recipe.run(controlPlane, recipe.UNTAINT)
  await recipe.run(controlPlane, recipe.KUBECONFIGS)
  const kubeconfig = await recipe.run(controlPlane, recipe.GRADER_KUBECONFIG)
  await recipe.run(controlPlane, recipe.FORGET_TOKEN)
  tell('waiting until everything is Ready')
  const script = ['bash', '-euo', 'pipefail', '-c', recipe.ALL_READY]
  const ready = async () =>
    (await controlPlane.exec(script, { env: { KUBECONFIG: '/etc/kubernetes/admin.conf' } })).exitCode === 0 ? true : undefined
  await until(ready, { clock, timeoutMs: READY_TIMEOUT, what: 'the new cluster to be Ready', intervalMs: 1000, signal })
  return kubeconfig
}

/** The images are made last: while one is missing, the snapshot counts as not built. */
async function keep(
  options: GoldenOptions,
  key: string,
  nodes: readonly GoldenNode[],
  machines: readonly Machine[],
  kubeconfig: string,
): Promise<void> {
  const { engine } = options
  // Workers first, so that no kubelet sees its control plane go and notes it.
  for (const machine of [...machines].reverse()) await recipe.run(machine, recipe.STOP_KUBELET)
  await Promise.all(machines.map((machine) => recipe.run(machine, recipe.STOP_CONTAINERS)))
  for (const node of nodes) {
    await engine.kill(containerOf(node))
    await engine.createVolume(node.volume, { [LABEL.ours]: '1', [LABEL.golden]: key })
    await keepVar(options, node)
  }
  for (const node of [...nodes].reverse()) {
    await engine.commit(containerOf(node), node.image, {
      [LABEL.ours]: '1',
      [LABEL.golden]: key,
      [KUBECONFIG_LABEL]: Buffer.from(kubeconfig).toString('base64'),
    })
  }
}

async function keepVar({ engine, images }: GoldenOptions, node: GoldenNode): Promise<void> {
  const name = nameOf(GOLDEN_SESSION, 'keep', node.place.name)
  await engine.create({
    name,
    image: images.node,
    hostname: 'keep',
    labels: { ...sessionLabels(GOLDEN_SESSION), [LABEL.role]: 'helper' },
    entrypoint: ['/bin/sh', '-c', recipe.KEEP_VAR],
    volumes: [
      { name: varOf(node), path: '/from', readOnly: true, noCopy: true },
      { name: node.volume, path: '/to', noCopy: true },
    ],
  })
  await engine.start(name)
  const exitCode = await engine.wait(name)
  if (exitCode !== 0) throw new Error(`keeping /var of ${node.place.name} failed: ${await engine.logs(name)}`)
  await engine.remove(name)
}
