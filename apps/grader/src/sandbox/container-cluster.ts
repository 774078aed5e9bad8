// One cluster of a session: its machines from a golden snapshot, its API server, and whether it is awake.
import { AppError } from '@unflunk/shared/error'
import type { Need } from '@unflunk/shared/scenario'
import type { ClusterState } from '@unflunk/shared/session'
import { noProgress, type Progress } from '../lib/progress.ts'
import { enableAddons } from './addons.ts'
import { requireAppArmor } from './apparmor.ts'
import { AwakeLeases } from './awake.ts'
import { ClusterMachines, type ClusterParts } from './cluster-machines.ts'
import type { AwakeLease, Cluster, ClusterRequest } from './fleet.ts'
import { GatewayAgents } from './gateway/agents.ts'
import type { Golden } from './golden.ts'
import { underName } from './guests.ts'
import { type KubeClient, kubeClient } from './kube-client.ts'
import type { Machine } from './machine.ts'
import { issueKubeconfig } from './own-kubeconfig.ts'
import { enforcePolicies } from './policy/agent.ts'
import { freeze, lateNodes, liftGuard, thaw } from './thaw.ts'
import { API_PORT } from './topology.ts'
import { until } from './until.ts'
import { growVolumes } from './volumes.ts'

const START_TIMEOUT = 300_000 // ms; six clusters may start while a busy machine does other things
const RESTART_TIMEOUT = 60_000 // ms
/**
 * Kubelets ask for the API server from the first second on, at growing intervals (up to 7 s): one that has just been refused is
 * quicker when it starts again than when it waits.
 */
const KUBELET_PATIENCE = 400 // ms
/** Written when a cluster has been Ready once: from then on a broken one is the candidate's work, not a failed start. */
const READY_MARK = '/var/lib/unflunk-ready'

export class ContainerCluster implements Cluster {
  readonly id: string
  readonly host: string
  readonly machines: Readonly<Record<string, Machine>>
  readonly kube: KubeClient
  readonly #parts: ClusterParts
  readonly #request: ClusterRequest
  readonly #own: ClusterMachines
  readonly #listeners = new Set<(state: ClusterState) => void>()
  readonly #leases: AwakeLeases
  #state: ClusterState = 'waiting'
  #port: number | undefined
  /** The snapshot that its machines were made from, once it has been asked for. */
  #golden: Golden | undefined
  /** False where the candidate had made no cluster yet when it froze: then there is nothing to wait for. */
  #mayAnswer = true
  /** Starting, freezing, thawing and resetting happen one after another. */
  #turn: Promise<void> = Promise.resolve()
  #gone = false
  #lifting: AbortController | undefined
  /** What acts in it beside its candidate: policies, volumes. */
  #agents: AbortController | undefined
  readonly #gateways: GatewayAgents

  constructor(parts: ClusterParts, request: ClusterRequest) {
    this.id = request.id
    this.host = request.host
    this.#parts = parts
    this.#request = request
    this.#own = new ClusterMachines(parts, request, () => this.#refuseWhenAsleep())
    this.machines = this.#own.machines
    const endpoint = { port: () => this.#apiPort(), explain: () => this.#explain(), kubeconfig: () => this.kubeconfig() }
    this.kube = kubeClient(endpoint, parts.clock)
    const onError = (error: unknown) => parts.logger.warn(`${this.host}: Ingresses or Gateways may not be served`, error)
    this.#gateways = new GatewayAgents({ kube: this.kube, machine: this.#own.controlPlane, clock: parts.clock, onError })
    this.#leases = new AwakeLeases(parts.clock, parts.idleMs, () => void this.#freezeWhenIdle())
  }

  get state(): ClusterState {
    return this.#state
  }

  /** Of an admin, as kubeadm wrote it. Throws `ApiServerDown` where the candidate has not made the cluster yet. */
  async kubeconfig(): Promise<string> {
    this.#golden ??= await this.#parts.golden?.(() => {})
    return this.#golden?.kubeconfig ?? (await issueKubeconfig(this.#own.controlPlane))
  }

  /** By task: itself, and under the name of each guest. */
  get tasks(): (readonly [task: string, cluster: Cluster])[] {
    const { guests = [] } = this.#request
    return [[this.id, this], ...guests.map(({ id, host }) => [id, underName(this, host)] as const)]
  }

  get awakeFor(): string[] {
    return this.#leases.reasons
  }

  onState(listener: (state: ClusterState) => void): void {
    this.#listeners.add(listener)
  }

  /** From the golden snapshot to Ready. */
  async start(progress: Progress = noProgress, signal?: AbortSignal): Promise<void> {
    await this.#inTurn(() => this.#boot('starting', progress, signal))
  }

  async acquire(reason: string, signal?: AbortSignal): Promise<AwakeLease> {
    const lease = this.#leases.take(reason)
    try {
      await this.#inTurn(async () => {
        signal?.throwIfAborted()
        if (this.#state === 'frozen') await this.#thaw(signal)
        if (this.#state !== 'ready') throw this.#unavailable()
      })
      return lease
    } catch (error) {
      lease.release()
      throw error
    }
  }

  async enable(needs: readonly Need[], signal?: AbortSignal): Promise<void> {
    if (needs.includes('apparmor')) await requireAppArmor(Object.values(this.machines), signal)
    await Promise.all([enableAddons(this.kube, this.#parts.clock, needs, signal), this.#gateways.serve(needs, signal)])
  }

  async reset(progress: Progress = noProgress, signal?: AbortSignal): Promise<void> {
    await this.#inTurn(async () => {
      this.#enter('resetting')
      this.#leases.stop() // a countdown from before would freeze the new cluster; the boot begins another
      this.#lifting?.abort()
      this.#agents?.abort()
      this.#gateways.stop()
      await this.#own.remove()
      await this.#boot('resetting', progress, signal)
    })
  }

  /** Joins the machines that are there, or starts anew where they never got Ready. */
  async adopt(progress: Progress = noProgress, signal?: AbortSignal): Promise<void> {
    await this.#inTurn(async () => {
      const { engine, network } = this.#parts
      const states = await Promise.all(this.#own.containers.map((name) => engine.container(name)))
      if (states.some((state) => state === undefined) || network.subnetOf(this.id) === undefined) {
        await this.#own.remove()
        return await this.#boot('starting', progress, signal)
      }
      await this.#connect()
      // A freeze or thaw that was cut in two leaves some machines asleep: the short way to a known state is all awake.
      const frozen = states.filter((state) => state?.status === 'paused')
      if (frozen.length === states.length) {
        await this.#readPort()
        this.#enter('frozen')
        if (this.#parts.golden) this.#gateways.find()
        return this.#startAgents()
      }
      await Promise.all(frozen.map((state) => engine.unpause(state?.name ?? '')))
      const stopped = states.filter((state) => state?.status === 'stopped')
      await Promise.all(stopped.map((state) => engine.start(state?.name ?? '')))
      await this.#readPort()
      if ((await this.#own.controlPlane.exec(['test', '-e', READY_MARK])).exitCode === 0) {
        if (stopped.length > 0 && this.#parts.golden) await this.#untilAnswers(signal)
        this.#enter('ready')
        this.#liftGuard() // the grader may have died just after a thaw
        this.#startAgents()
        if (this.#parts.golden) this.#gateways.find()
        return this.#leases.idle()
      }
      await this.#own.remove()
      await this.#boot('starting', progress, signal)
    })
  }

  /** After a restart of its machines. One that the candidate has broken never answers, and is his to mend. */
  async #untilAnswers(signal?: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    const begin = clock.now()
    while (clock.now() - begin < RESTART_TIMEOUT && !(await this.kube.ready(signal))) await clock.sleep(250, signal)
  }

  /** For a fleet that ends: nothing of this cluster acts any more. Its machines are removed with the session's. */
  end(): void {
    this.#gone = true
    this.#lifting?.abort()
    this.#agents?.abort()
    this.#gateways.stop()
    this.#leases.stop()
    this.kube.forget()
  }

  async freeze(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#state !== 'ready' || this.#leases.count > 0) return
      this.#lifting?.abort()
      try {
        const answered = await freeze(this.#parts.engine, this.#parts.clock, this.#sleeper())
        // One of a snapshot that did not answer just now was slow, or is broken: it gets the time that it needs to wake.
        this.#mayAnswer = answered || this.#parts.golden !== undefined
        this.#enter('frozen')
      } catch (error) {
        this.#liftGuard()
        throw error
      }
    })
  }

  async #freezeWhenIdle(): Promise<void> {
    try {
      await this.freeze()
    } catch (error) {
      if (this.#gone) return
      this.#parts.logger.warn(`${this.host} could not be frozen; it stays awake for now`, error)
      this.#leases.idle()
    }
  }

  async #thaw(signal?: AbortSignal): Promise<void> {
    this.#enter('thawing')
    try {
      await thaw(this.#parts.engine, this.#parts.clock, this.#sleeper(), this.#mayAnswer, signal)
    } finally {
      this.#enter('ready')
      this.#liftGuard()
    }
  }

  #liftGuard(): void {
    const lifting = new AbortController()
    this.#lifting = lifting
    liftGuard(this.#parts.clock, this.kube, lifting.signal).catch((error: unknown) => {
      if (!lifting.signal.aborted) this.#parts.logger.warn(`${this.host}: the guard of a thaw could not be removed`, error)
    })
  }

  /** Until the cluster is reset or gone; they wait while the cluster sleeps. */
  #startAgents(): void {
    const { clock, logger } = this.#parts
    const { kube, machines } = this
    const acting = new AbortController()
    this.#agents = acting
    const run = (agent: typeof enforcePolicies, complaint: string) => {
      const onError = (error: unknown) => logger.warn(`${this.host}: ${complaint}`, error)
      agent({ kube, machines, clock, onError }, acting.signal).catch((error: unknown) => {
        if (!acting.signal.aborted) onError(error)
      })
    }
    run(enforcePolicies, 'network policies may not be enforced')
    run(growVolumes, 'a claim may not get the size that it asks for')
  }

  async #boot(state: 'starting' | 'resetting', progress: Progress, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    const tell = (message: string) => progress({ id: this.id, title: this.host, state: 'running', message })
    this.#enter(state)
    try {
      const golden = await this.#parts.golden?.(tell, signal)
      this.#golden = golden
      tell('starting machines')
      this.kube.forget()
      const begin = clock.now()
      const subnet = await this.#connect()
      signal?.throwIfAborted()
      await this.#own.create(subnet, golden)
      await this.#readPort()
      await this.#own.furnish(signal)
      if (golden) await this.#untilNodesReady(begin, tell, signal)
      this.#enter('ready')
      await this.#own.controlPlane.putFile(READY_MARK, '')
      this.#startAgents()
      progress({ id: this.id, title: this.host, state: 'done' })
      this.#leases.idle()
    } catch (error) {
      this.#enter('failed')
      const message = error instanceof Error ? error.message : String(error)
      progress({ id: this.id, title: this.host, state: 'failed', message })
      signal?.throwIfAborted()
      if (error instanceof AppError && error.code !== 'timeout') throw error
      throw new AppError('cluster-unavailable', `The cluster of ${this.host} did not come up: ${message}`, {
        cause: error,
        next: 'Reset it, or run "unflunk sandbox doctor".',
      })
    }
  }

  /** Its network, and the load balancer on it where the API servers have one. Answers with the subnet. */
  async #connect(): Promise<string> {
    const { network, images } = this.#parts
    const subnet = await network.addCluster(this.#request)
    const { controlPlanes } = this.#own.shape
    if (controlPlanes > 1) await network.addLoadBalancer(this.id, images.registry, controlPlanes)
    return subnet
  }

  async #untilNodesReady(begin: number, tell: (message: string) => void, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#parts
    tell('waiting for the API server')
    const late = () => lateNodes(this.kube, begin, { allReady: true }, signal)
    await until(late, { clock, timeoutMs: START_TIMEOUT, what: `the API server of ${this.host}`, intervalMs: 50, signal })
    tell('waiting for the nodes')
    await this.#own.startControllerManagers()
    await clock.sleep(KUBELET_PATIENCE, signal)
    await Promise.all(((await late()) ?? []).map((node) => this.machines[node]?.exec(['systemctl', 'restart', 'kubelet'])))
    const ready = async () => ((await late())?.length === 0 ? true : undefined)
    await until(ready, { clock, timeoutMs: START_TIMEOUT, what: `the nodes of ${this.host} to be Ready`, signal })
  }

  async #readPort(): Promise<void> {
    const state = await this.#parts.engine.container(this.#own.containers[0] ?? '')
    this.#port = state?.ports[API_PORT]
  }

  #apiPort(): number {
    if (this.#state === 'frozen' || this.#gone || this.#port === undefined) throw this.#unavailable()
    return this.#port
  }

  /** Nothing answers at the API port: ours to answer for when a machine does not run. */
  async #explain(): Promise<void> {
    if (this.#gone || this.#state === 'frozen') throw this.#unavailable()
    const state = await this.#parts.engine.container(this.#own.containers[0] ?? '').catch((error: unknown) => {
      throw new AppError('cluster-unavailable', `The cluster of ${this.host} cannot be reached: the container engine does not answer.`, {
        cause: error,
      })
    })
    if (state?.status !== 'running')
      throw new AppError('cluster-unavailable', `The control plane ${this.host} does not run (${state?.status ?? 'gone'}).`, {
        next: 'Start Unflunk anew: it brings machines that have stopped up again, with the work on them.',
      })
  }

  #refuseWhenAsleep(): void {
    if (this.#state === 'frozen') throw new AppError('machine-unreachable', `${this.host} is frozen; it wakes when its task is opened.`)
  }

  #unavailable(): AppError {
    return new AppError('cluster-unavailable', `The cluster of ${this.host} is ${this.#gone ? 'gone' : this.#state}.`)
  }

  #sleeper() {
    return { containers: this.#own.containers, kube: this.kube }
  }

  #enter(state: ClusterState): void {
    if (this.#state === state) return
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn
    let done = () => {}
    this.#turn = new Promise((resolve) => {
      done = resolve
    })
    try {
      await before
      if (this.#gone) throw this.#unavailable()
      return await work()
    } finally {
      done()
    }
  }
}
