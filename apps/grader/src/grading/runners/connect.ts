// `connect`: TCP from inside a pod's network (or a node) to a host and port.
import type { TrafficClaim } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import type { Mismatch } from '@unflunk/shared/grading'
import { z } from 'zod'
import type { Machine } from '../../sandbox/machine.ts'
import { pidFile, runningContainers } from '../pods.ts'
import { ASK_LIMIT, machineOf, type Runner, type Scene } from '../scene.ts'

/**
 * The pod's image needs no tools: bash of the node runs in the pod's network namespace, and in a mount namespace of its own
 * where copies of the pod's resolv.conf and hosts lie over the node's. So names resolve (or fail to) exactly as in the pod.
 * (Copies, since a mount of another mount namespace cannot be bound.)
 * $1: file with a process id, or '' for the node itself; $2 host; $3 port; $4 seconds.
 */
const PROBE = `
connect='timeout "$3" bash -c '\\''exec 3<>"/dev/tcp/$1/$2"'\\'' probe "$1" "$2"'
if [ -z "$1" ]; then exec bash -c "$connect" probe "$2" "$3" "$4"; fi
pid=$(cat "$1") || exit 97
inside='mount -t tmpfs none /mnt || exit 98
for name in resolv.conf hosts; do
  head -c 65536 "/proc/$4/root/etc/$name" >"/mnt/$name" && mount --bind "/mnt/$name" "/etc/$name" || exit 98
done
'
exec nsenter -t "$pid" -n -- unshare -m bash -c "$inside$connect" probe "$2" "$3" "$4" "$pid"
`
const PROBE_SECONDS = 1.5 // one repeated SYN (after 1 s) is waited for
const POD_GONE = 97
const NO_PROBE = 98
const TIMED_OUT = 124

export const connect: Runner<'connect'> = async (claim, scene) => {
  const found = await Promise.all(claim.all.map((one) => judge(one, scene)))
  return found.flat()
}

/** `pidPath` is '' for a node. */
interface Source {
  readonly title: string
  readonly machine: Machine
  readonly pidPath: string
}

async function judge(claim: TrafficClaim, scene: Scene): Promise<Mismatch[]> {
  const { sources, mismatches } = await sourcesOf(claim.from, scene)
  if (sources.length === 0) return mismatches
  const found = await Promise.all(sources.map((source) => judgeSource(claim, source, scene)))
  return [...mismatches, ...found.flat()]
}

async function judgeSource({ to, open, canReach }: TrafficClaim, source: Source, scene: Scene): Promise<Mismatch[]> {
  const outcome = await probe(source, to, scene.signal)
  const target = `${to.host}:${to.port}`
  if (open) return outcome === 'open' ? [] : [{ where: source.title, expected: `reaches ${target}`, observed: outcome }]
  if (outcome === 'open') return [{ where: source.title, expected: `does not reach ${target}`, observed: 'it does' }]
  // Nothing got through: that counts as blocked only for a source whose network is alive.
  const witness = canReach ?? (await apiService(scene))
  const alive = await probe(source, witness, scene.signal)
  return alive === 'open' ? [] : [{ where: source.title, expected: `still reaches ${witness.host}:${witness.port}`, observed: alive }]
}

async function sourcesOf(from: TrafficClaim['from'], scene: Scene): Promise<{ sources: Source[]; mismatches: Mismatch[] }> {
  if ('node' in from)
    return {
      sources: [{ title: `node ${from.node} of ${scene.cluster.host}`, machine: machineOf(scene, from.node), pidPath: '' }],
      mismatches: [],
    }
  const { running, mismatches } = await runningContainers(from.pod, scene)
  const perPod = new Map(running.map((container) => [container.pod, container]))
  const sources = [...perPod.values()].map(({ pod, machine, id }) => ({
    title: `Pod ${pod} in namespace ${from.pod.namespace} on ${scene.cluster.host}`,
    machine,
    pidPath: pidFile(id),
  }))
  return { sources, mismatches }
}

/** 'open', or what happened instead, in words. */
async function probe({ machine, pidPath, title }: Source, to: { host: string; port: number }, signal: AbortSignal): Promise<string> {
  const argv = ['bash', '-c', PROBE, 'probe', pidPath, to.host, String(to.port), String(PROBE_SECONDS)]
  const { exitCode, stderr } = await machine.exec(argv, { signal, timeoutMs: ASK_LIMIT })
  if (exitCode === 0) return 'open'
  if (exitCode === POD_GONE) return 'the pod has just ended'
  if (exitCode === NO_PROBE) throw new AppError('internal', `could not enter the network of ${title}: ${stderr.trim()}`)
  if (exitCode === TIMED_OUT) return `no answer within ${PROBE_SECONDS} s`
  if (/refused/i.test(stderr)) return 'connection refused: nothing listens there'
  if (/not known|name resolution|No address/i.test(stderr)) return `the name ${to.host} does not resolve`
  if (/route|unreachable/i.test(stderr)) return 'no route to it'
  return stderr.trim().split('\n').at(-1) ?? `exit code ${exitCode}`
}

/** The API server's Service: every pod whose network is alive reaches it, unless a policy says otherwise (then the scenario gives `canReach`). */
async function apiService({ cluster: { kube }, signal }: Scene): Promise<{ host: string; port: number }> {
  const service = await kube.get({ apiVersion: 'v1', kind: 'Service' }, 'kubernetes', 'default', signal)
  const { spec } = z.object({ spec: z.object({ clusterIP: z.string() }) }).parse(service)
  return { host: spec.clusterIP, port: 443 }
}
