// Machines that are started ahead of the next practice: whole sessions that nobody has begun, one for each usual shape.
import type { AttemptSummary } from '@unflunk/shared/api'
import type { ExamTrack } from '@unflunk/shared/scenario'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { Progress, StepUpdate } from '../lib/progress.ts'
import type { Cluster, Fleet, Sandbox } from '../sandbox/fleet.ts'
import type { Catalog } from '../scenario/catalog.ts'
import { drawHosts } from './hosts.ts'
import type { MachineRoom } from './machine-room.ts'
import { hasUsualShape, memoryOfNodes } from './plan-fleet.ts'
import type { SessionState } from './state.ts'

/** Most tasks ask for one of these. */
const SHAPES = [1, 2]
const TASK = 't1'

/** What a practice asks for. */
export interface Wanted {
  readonly track: ExamTrack
  readonly nodes: number
}

/** A session's machines, with or without their cluster up yet. */
export interface OpenedFleet {
  readonly fleet: Fleet
  ready(cluster: string): Promise<Cluster>
}

export interface WarmFleet extends Wanted {
  /** Of whoever takes it: the machines bear it in their labels. */
  readonly sessionId: string
  /** Of its cluster: machines bear it, too. */
  readonly host: string
  /** From now on these machines belong to an attempt: its page hears of their steps, and its signal stops them. */
  take(progress: Progress, signal: AbortSignal): Promise<OpenedFleet>
}

interface Kept extends WarmFleet {
  readonly opened: Promise<OpenedFleet>
  drop(): Promise<void>
}

export interface WarmFleetsParts {
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly logger: Logger
  readonly machines: MachineRoom
  readonly newId: () => string
}

export class WarmFleets {
  readonly #parts: WarmFleetsParts
  #kept: Kept[] = []
  #filling: Promise<void> | undefined
  /** Aborted while nothing may be kept. */
  #stop = new AbortController()

  constructor(parts: WarmFleetsParts) {
    this.#parts = parts
  }

  /** About what they take of the memory that would otherwise be free. */
  get memoryBytes(): number {
    return this.#kept.reduce((sum, { nodes }) => sum + memoryOfNodes(nodes), 0)
  }

  has(sessionId: string): boolean {
    return this.#kept.some((kept) => kept.sessionId === sessionId)
  }

  /** The machines that fit, which are then the caller's; undefined when none do. */
  take(wanted: Wanted): WarmFleet | undefined {
    const found = this.#kept.find(({ track, nodes }) => track === wanted.track && nodes === wanted.nodes)
    this.#kept = this.#kept.filter((kept) => kept !== found)
    return found
  }

  /** Starts what is missing, one after another, as long as memory and the settings allow it. Returns at once. */
  fill(track: ExamTrack): void {
    this.#filling ??= this.#fill(track)
      .catch((error: unknown) => this.#parts.logger.warn('no machines are kept ready for the next practice', error))
      .finally(() => {
        this.#filling = undefined
      })
  }

  /** Takes all of them away; nothing is started until the next `fill`. */
  async drop(): Promise<void> {
    this.#stop.abort()
    const dropped = this.#kept
    this.#kept = []
    await Promise.all(dropped.map((kept) => kept.drop()))
    await this.#filling
    this.#stop = new AbortController()
  }

  async #fill(track: ExamTrack): Promise<void> {
    const { signal } = this.#stop
    const useless = this.#kept.filter((kept) => kept.track !== track)
    this.#kept = this.#kept.filter((kept) => kept.track === track)
    await Promise.all(useless.map((kept) => kept.drop()))
    for (const nodes of SHAPES) {
      if (signal.aborted) return
      if (this.#kept.some((kept) => kept.nodes === nodes)) continue
      if (!(await this.#parts.machines.mayKeep(nodes)) || signal.aborted) return
      const kept = this.#start({ track, nodes })
      this.#kept.push(kept)
      await kept.opened
        .then(({ ready }) => ready(TASK))
        .catch(async (error: unknown) => {
          if (!this.#kept.includes(kept)) return // somebody has taken it, and tries again where it failed
          this.#kept = this.#kept.filter((one) => one !== kept)
          await kept.drop()
          throw error
        })
    }
  }

  #start(wanted: Wanted): Kept {
    const { sandbox, newId, logger } = this.#parts
    const sessionId = newId()
    const host = drawHosts(sessionId, [{ id: TASK, track: wanted.track }]).get(TASK) ?? ''
    const stop = new AbortController()
    const steps = new Steps()
    const request = { sessionId, clusters: [{ id: TASK, host, nodes: wanted.nodes }], isWaiting: true }
    const opened = sandbox.createFleet(request, steps.tell, stop.signal)
    opened.catch(() => undefined) // told to whoever takes it, and to `fill`
    const end = (signal: AbortSignal) => stop.abort(signal.reason)
    return {
      ...wanted,
      sessionId,
      host,
      opened,
      take: async (progress, signal) => {
        signal.addEventListener('abort', () => end(signal), { once: true })
        steps.listen(progress)
        const taken = await opened
        await taken.fleet.begin()
        return taken
      },
      drop: async () => {
        stop.abort()
        await opened.catch(() => undefined) // what it has made by then is removed with the rest
        await sandbox
          .removeSession(sessionId)
          .catch((error: unknown) => logger.warn(`machines that were kept ready (${sessionId}) are left for the next start`, error))
      },
    }
  }
}

/** Pure: what a practice of this scenario asks for; undefined when no machines of its shape are ever kept. */
export function warmWanted(catalog: Catalog, scenario: string): Wanted | undefined {
  const found = catalog.scenarios.get(scenario)
  const cluster = found?.file.cluster
  return found && cluster && hasUsualShape(cluster) && SHAPES.includes(cluster.nodes)
    ? { track: found.track, nodes: cluster.nodes }
    : undefined
}

/** Pure: the exam that the candidate is at. `attempts`: newest first. */
export function likelyTrack(catalog: Catalog, attempts: readonly Pick<AttemptSummary, 'source'>[]): ExamTrack {
  const tracks = attempts.map(({ source }) => catalog.scenarios.get(source)?.track ?? catalog.exams.get(source)?.blueprint.track)
  return tracks.find((track) => track === 'cka' || track === 'cks') ?? 'cka'
}

/** Pure: a practice that is set up leaves room for the next one to be made ready. */
export function isCalm({ kind, tasks }: SessionState): boolean {
  return kind === 'practice' && tasks.every(({ readyAt }) => readyAt !== undefined)
}

/** Pure: the only task of a practice goes by the name that its machines have. */
export function onHost(state: SessionState, host: string | undefined): SessionState {
  return host === undefined ? state : { ...state, tasks: state.tasks.map((task) => ({ ...task, host })) }
}

/** Steps that nobody hears yet: the newest of each is told to the one who comes. */
class Steps {
  readonly #newest = new Map<string, StepUpdate>()
  #listener: Progress | undefined

  readonly tell: Progress = (update) => {
    if (this.#listener) this.#listener(update)
    else this.#newest.set(update.id, update)
  }

  listen(listener: Progress): void {
    this.#listener = listener
    for (const update of this.#newest.values()) listener(update)
  }
}
