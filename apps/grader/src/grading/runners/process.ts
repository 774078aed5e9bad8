// `process`: what the first process of every matching container really runs with, read from /proc on its node.
import type { ClaimOf } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import type { Mismatch } from '@unflunk/shared/grading'
import { capabilityNames } from '../capabilities.ts'
import { pidFile, type RunningContainer, runningContainers } from '../pods.ts'
import { ASK_LIMIT, type Runner, type Scene } from '../scene.ts'

export const process: Runner<'process'> = async (claim, scene) => {
  const { running, mismatches } = await runningContainers(claim.pod, scene)
  const found = await Promise.all(running.map((container) => judge(claim, container, scene)))
  return [...mismatches, ...found.flat()]
}

/** Ids are those inside the container (a pod may have a user namespace of its own). */
interface ProcessFacts {
  readonly uid: number
  readonly gid: number
  readonly capabilities: readonly string[]
  readonly noNewPrivileges: boolean
  readonly seccomp: 'disabled' | 'filter'
  readonly readOnlyRoot: boolean
}

async function judge(claim: ClaimOf<'process'>, container: RunningContainer, scene: Scene): Promise<Mismatch[]> {
  const facts = await readFacts(container, scene.signal)
  const where = `container ${container.container} of Pod ${container.pod} in namespace ${claim.pod.namespace} on ${scene.cluster.host}`
  if (!facts) return [{ where, expected: 'a running process', observed: 'it has just ended' }]
  const { uid, gid, capabilities } = facts
  const claims: [boolean, string, string][] = [
    [holdsId(claim.uid, uid), `user id ${describeId(claim.uid)}`, String(uid)],
    [holdsId(claim.gid, gid), `group id ${describeId(claim.gid)}`, String(gid)],
    [same(claim.noNewPrivileges, facts.noNewPrivileges), `no_new_privs is ${onOff(claim.noNewPrivileges)}`, onOff(facts.noNewPrivileges)],
    [sameSet(claim.capabilities, capabilities), `capabilities: ${list(claim.capabilities ?? [])}`, list(capabilities)],
    [
      lacksAll(claim.lacksCapabilities, capabilities),
      `none of the capabilities ${list(claim.lacksCapabilities ?? [])}`,
      list(capabilities),
    ],
    [same(claim.seccomp, facts.seccomp), `seccomp: ${claim.seccomp}`, facts.seccomp],
    [same(claim.readOnlyRoot, facts.readOnlyRoot), `root file system is ${rootMode(claim.readOnlyRoot)}`, rootMode(facts.readOnlyRoot)],
  ]
  return claims.flatMap(([holds, expected, observed]) => (holds ? [] : [{ where, expected, observed }]))
}

/** undefined when the process ended between two looks. */
async function readFacts({ id, machine }: RunningContainer, signal: AbortSignal): Promise<ProcessFacts | undefined> {
  const script =
    'pid=$(cat "$1") && cd "/proc/$pid" && for part in status uid_map gid_map mountinfo; do echo "== $part"; cat $part || exit 1; done; echo "== node"; cat /proc/1/status'
  const { exitCode, stdout } = await machine.exec(['bash', '-c', script, 'process', pidFile(id)], { signal, timeoutMs: ASK_LIMIT })
  if (exitCode !== 0) return undefined
  return parseFacts(stdout)
}

/** Takes the output of the script above. Throws AppError `internal` when /proc has another form than known. */
export function parseFacts(output: string): ProcessFacts {
  const part = (name: string) => output.split(`== ${name}\n`)[1]?.split(/^== /m)[0] ?? ''
  const fieldsOf = (text: string) =>
    new Map(text.split('\n').map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]))
  const status = fieldsOf(part('status'))
  const field = (name: string): string => {
    const value = status.get(name)
    if (value === undefined) throw new AppError('internal', `/proc/PID/status has no ${name}`)
    return value
  }
  // The second of real, effective, saved, file system.
  const effective = (name: string) => Number(field(name).split(/\s+/)[1])
  return {
    uid: inside(effective('Uid'), part('uid_map')),
    gid: inside(effective('Gid'), part('gid_map')),
    capabilities: capabilityNames(field('CapEff')),
    noNewPrivileges: field('NoNewPrivs') === '1',
    seccomp: hasOwnFilter(status, fieldsOf(part('node'))) ? 'filter' : 'disabled',
    readOnlyRoot: rootIsReadOnly(part('mountinfo')),
  }
}

/** The node itself may run under a filter (the sandbox's), which every process inherits: only what a container adds is its own. */
function hasOwnFilter(status: ReadonlyMap<string, string>, node: ReadonlyMap<string, string>): boolean {
  const [own, inherited] = [status.get('Seccomp_filters'), node.get('Seccomp_filters')]
  // Kernels before 5.9 do not count the filters.
  return own === undefined || inherited === undefined ? status.get('Seccomp') !== '0' : Number(own) > Number(inherited)
}

/** Lines of uid_map: first id inside, first id outside, count. */
function inside(outer: number, map: string): number {
  for (const line of map.split('\n')) {
    const [first = 0, outside = 0, count = 0] = line.trim().split(/\s+/).map(Number)
    if (outer >= outside && outer < outside + count) return first + (outer - outside)
  }
  return outer
}

/** The last mount on / is the one in force; its sixth field holds the mount's own options. */
function rootIsReadOnly(mountinfo: string): boolean {
  const root = mountinfo
    .split('\n')
    .map((line) => line.split(' '))
    .findLast((fields) => fields[4] === '/')
  return root?.[5]?.split(',').includes('ro') ?? false
}

type IdClaim = ClaimOf<'process'>['uid']

function holdsId(claim: IdClaim, id: number): boolean {
  if (claim === undefined) return true
  return typeof claim === 'number' ? claim === id : claim.not !== id
}

function describeId(claim: IdClaim): string {
  return typeof claim === 'object' ? `other than ${claim.not}` : String(claim)
}

function same<T>(claim: T | undefined, fact: T): boolean {
  return claim === undefined || claim === fact
}

function sameSet(claim: readonly string[] | undefined, fact: readonly string[]): boolean {
  return claim === undefined || (claim.length === fact.length && claim.every((name) => fact.includes(name)))
}

function lacksAll(claim: readonly string[] | undefined, fact: readonly string[]): boolean {
  return (claim ?? []).every((name) => !fact.includes(name))
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}

function onOff(value: boolean | undefined): string {
  return value ? 'on' : 'off'
}

function rootMode(readOnly: boolean | undefined): string {
  return readOnly ? 'read-only' : 'writable'
}
