// The agents of one cluster: started when it is given an add-on, found again after a restart of the grader, gone with a reset.
import type { Need } from '@unflunk/shared/scenario'
import { until } from '../until.ts'
import { type GatewayAgentParts, ROLES, type RoleName, serveGateways } from './agent.ts'

const SERVED_TIMEOUT = 120_000 // ms; the pod pulls its image meanwhile
/** While a cluster that is found again sleeps. */
const ASK_AGAIN = 1_000 // ms

const NAMES = Object.keys(ROLES) as RoleName[]

export class GatewayAgents {
  readonly #parts: GatewayAgentParts
  readonly #running = new Map<RoleName, { served: boolean }>()
  #stopping = new AbortController()

  constructor(parts: GatewayAgentParts) {
    this.#parts = parts
  }

  /** Resolves when what the cluster has by now is served. */
  async serve(needs: readonly Need[], signal?: AbortSignal): Promise<void> {
    const asked = NAMES.filter((name) => needs.includes(name))
    await Promise.all(
      asked.map((name) => {
        const running = this.#start(name)
        const served = async () => (running.served ? true : undefined)
        return until(served, { clock: this.#parts.clock, timeoutMs: SERVED_TIMEOUT, what: `${name} objects to be served`, signal })
      }),
    )
  }

  /** For a cluster of which only its machines are known: as soon as it answers, it tells what it has been given. */
  find(): void {
    const { signal } = this.#stopping
    this.#find(signal).catch((error: unknown) => this.#report(error, signal))
  }

  stop(): void {
    this.#stopping.abort()
    this.#stopping = new AbortController()
    this.#running.clear()
  }

  async #find(signal: AbortSignal): Promise<void> {
    const { kube, clock } = this.#parts
    const unknown = new Set(NAMES)
    for (;;) {
      for (const name of unknown) {
        const { namespace, service } = ROLES[name].plane
        try {
          const deployment = await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment' }, service, namespace, signal)
          signal.throwIfAborted()
          if (deployment) this.#start(name)
          unknown.delete(name)
        } catch {
          // Frozen, starting or broken by its candidate: all of these can end.
        }
      }
      if (unknown.size === 0) return
      await clock.sleep(ASK_AGAIN, signal)
    }
  }

  #start(name: RoleName): { served: boolean } {
    const known = this.#running.get(name)
    if (known) return known
    const running = { served: false }
    this.#running.set(name, running)
    const { signal } = this.#stopping
    const served = () => {
      running.served = true
    }
    serveGateways(name, this.#parts, signal, served).catch((error: unknown) => this.#report(error, signal))
    return running
  }

  #report(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) this.#parts.onError(error)
  }
}
