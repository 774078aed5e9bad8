// `node`: a node as it is. Only what a claim asks is read, so a unit can be judged while the API server is down.
import type { ClaimOf } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import { z } from 'zod'
import { match } from '../match.ts'
import { condition } from '../ready.ts'
import { ASK_LIMIT, machineOf, mismatchOf, type Runner, type Scene } from '../scene.ts'

export const node: Runner<'node'> = async (claim, scene) => {
  const where = `node ${claim.node} of ${scene.cluster.host}`
  const looks = [objectMismatches, kubeletMismatches, unitMismatches, portMismatches]
  const found = await Promise.all(looks.map((look) => look(claim, scene, where)))
  return found.flat()
}

type Look = (claim: ClaimOf<'node'>, scene: Scene, where: string) => Promise<Mismatch[]>

const NodeFields = z.object({
  spec: z.object({ unschedulable: z.boolean().optional() }).optional(),
  status: z.object({ nodeInfo: z.object({ kubeletVersion: z.string() }).optional() }).optional(),
})

const objectMismatches: Look = async (claim, scene, where) => {
  if (claim.ready === undefined && claim.schedulable === undefined && claim.version === undefined) return []
  const object = await scene.cluster.kube.get({ apiVersion: 'v1', kind: 'Node' }, claim.node, undefined, scene.signal)
  if (!object) return [{ where, expected: 'is part of the cluster', observed: 'the cluster has no such node' }]
  const { spec, status } = NodeFields.parse(object)
  const facts = {
    ready: condition(object, 'Ready'),
    schedulable: spec?.unschedulable !== true,
    version: status?.nodeInfo?.kubeletVersion ?? 'unknown',
  }
  const words = { ready: ['NotReady', 'Ready'], schedulable: ['cordoned', 'schedulable'] } as const
  const mismatches: Mismatch[] = []
  for (const field of ['ready', 'schedulable'] as const) {
    const expected = claim[field]
    if (expected !== undefined && expected !== facts[field])
      mismatches.push({ where, expected: words[field][Number(expected)] ?? '', observed: words[field][Number(facts[field])] ?? '' })
  }
  if (claim.version !== undefined && claim.version !== facts.version)
    mismatches.push({ where, expected: `version ${claim.version}`, observed: facts.version })
  return mismatches
}

/** The configuration that the kubelet really runs with, whatever its files say. */
const kubeletMismatches: Look = async (claim, scene, where) => {
  if (claim.kubelet === undefined) return []
  const text = await scene.cluster.kube.raw(`/api/v1/nodes/${encodeURIComponent(claim.node)}/proxy/configz`, scene.signal)
  const { kubeletconfig } = z.object({ kubeletconfig: z.unknown() }).parse(JSON.parse(text))
  return match(claim.kubelet, kubeletconfig).map((difference) => mismatchOf(`kubelet of ${where}`, difference))
}

const unitMismatches: Look = async ({ node, unit }, scene, where) => {
  if (!unit) return []
  const script = 'systemctl is-active -- "$1"; systemctl is-enabled -- "$1"'
  const { stdout } = await machineOf(scene, node).exec(['bash', '-c', script, 'unit', unit.name], {
    signal: scene.signal,
    timeoutMs: ASK_LIMIT,
  })
  const [active = '', enabled = 'unknown'] = stdout.split('\n').filter((line) => line !== '')
  const mismatches: Mismatch[] = []
  const place = `unit ${unit.name} on ${where}`
  if (unit.active !== undefined && unit.active !== (active === 'active'))
    mismatches.push({ where: place, expected: unit.active ? 'active' : 'not active', observed: active })
  if (unit.enabled !== undefined && unit.enabled !== enabled.startsWith('enabled')) {
    mismatches.push({ where: place, expected: unit.enabled ? 'enabled: it starts at boot' : 'not enabled', observed: enabled })
  }
  return mismatches
}

const portMismatches: Look = async (claim, scene, where) => {
  if (!claim.listening && !claim.notListening) return []
  const { stdout } = await machineOf(scene, claim.node).exec(['ss', '-Hltn'], { signal: scene.signal, timeoutMs: ASK_LIMIT })
  const ports = new Set(
    stdout
      .split('\n')
      .flatMap((line) => /:(\d+)$/.exec(line.split(/\s+/)[3] ?? '')?.[1] ?? [])
      .map(Number),
  )
  const closed = (claim.listening ?? []).filter((port) => !ports.has(port))
  const open = (claim.notListening ?? []).filter((port) => ports.has(port))
  return [
    ...closed.map((port) => ({ where, expected: `something listens on TCP port ${port}`, observed: 'nothing does' })),
    ...open.map((port) => ({ where, expected: `nothing listens on TCP port ${port}`, observed: 'something does' })),
  ]
}
