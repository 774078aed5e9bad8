// Serves the Ingresses or Gateways of one cluster: watches, compiles, configures nginx, and writes what objects are told about themselves.
import type { Clock } from '../../lib/clock.ts'
import { type Kube, type KubeObject, KubeRefusal } from '../kube.ts'
import type { Machine } from '../machine.ts'
import { type Compiled, GATEWAY_KINDS, INGRESS_KINDS, type World } from './compiled.ts'
import { DataPlane, RefusedConfig } from './data-plane.ts'
import { compileGateways } from './gateway.ts'
import { compileIngresses } from './ingress.ts'
import { GATEWAY, INGRESS, type Plane } from './planes.ts'
import { includes } from './status.ts'

/** A rollout changes many objects at once: one configuration for all of them. */
const GATHER_MS = 100
/** A node or API server that does not answer (frozen, restarting) is asked again this often. */
const AGAIN_MS = 1_000

export interface GatewayAgentParts {
  readonly kube: Kube
  /** Where the pods of the data plane run. */
  readonly machine: Machine
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

interface Role {
  readonly plane: Plane
  readonly kinds: Readonly<Record<string, string>>
  readonly compile: (world: World, now: string) => Compiled
}

export const ROLES = {
  ingress: { plane: INGRESS, kinds: INGRESS_KINDS, compile: compileIngresses },
  gateway: { plane: GATEWAY, kinds: GATEWAY_KINDS, compile: compileGateways },
} as const satisfies Record<string, Role>
export type RoleName = keyof typeof ROLES

/** Until `signal` aborts; rejects with what ended it before. `onServed` is told whenever all that is known is served. */
export async function serveGateways(name: RoleName, parts: GatewayAgentParts, signal: AbortSignal, onServed: () => void): Promise<void> {
  const role: Role = ROLES[name]
  const world = new Map(Object.keys(role.kinds).map((kind) => [kind, new Map<string, KubeObject>()]))
  const turn = new Turn(role, parts)
  const listed = new Set<string>()
  let gathering = false
  let working: Promise<void> = Promise.resolve()

  const work = async () => {
    for (;;) {
      gathering = false
      const now = Object.fromEntries([...world].map(([kind, objects]) => [kind, [...objects.values()]]))
      if ((await turn.take(now, signal)) || signal.aborted) return onServed()
      await parts.clock.sleep(AGAIN_MS, signal)
      if (gathering) return // a newer world waits
    }
  }
  // Half of the objects would be a configuration in which the other half is missing.
  const changed = () => {
    if (gathering || listed.size < world.size) return
    gathering = true
    working = Promise.all([working, parts.clock.sleep(GATHER_MS, signal)])
      .then(work)
      .catch((error: unknown) => {
        gathering = false
        if (!signal.aborted) parts.onError(error)
      })
  }

  await Promise.all(
    Object.entries(role.kinds).map(([kind, apiVersion]) =>
      parts.kube.watch(
        { apiVersion, kind },
        (change, object) => {
          const key = `${object.metadata.namespace}/${object.metadata.name}`
          if (change === 'deleted') world.get(kind)?.delete(key)
          else world.get(kind)?.set(key, object)
          changed()
        },
        signal,
        () => {
          listed.add(kind)
          changed()
        },
      ),
    ),
  )
}

/** From one state of the objects to the data plane and back to the objects. */
class Turn {
  readonly #role: Role
  readonly #parts: GatewayAgentParts
  readonly #dataPlane: DataPlane
  #complaint = ''

  constructor(role: Role, parts: GatewayAgentParts) {
    this.#role = role
    this.#parts = parts
    this.#dataPlane = new DataPlane(role.plane, parts.machine)
  }

  /** Statuses come last: they tell what is served. False: to be tried again although nothing has changed. */
  async take(world: World, signal: AbortSignal): Promise<boolean> {
    const { plane, compile } = this.#role
    const { config, certificates, objects, statuses } = compile(world, rfc3339(this.#parts.clock.now()))
    try {
      await this.#dataPlane.load(config, certificates, podsOf(world, plane), signal)
    } catch (error) {
      if (signal.aborted) return true
      this.#complain(error)
      return error instanceof RefusedConfig
    }
    const missing = objects.filter((object) => !isThere(world, object))
    const made = await Promise.all(missing.map((object) => this.#write(() => this.#parts.kube.apply(object, { signal }), signal)))
    const told = await Promise.all(
      statuses.map((object) => this.#write(() => this.#parts.kube.apply(object, { subresource: 'status', signal }), signal)),
    )
    return [...made, ...told].every((done) => done)
  }

  /** What is refused (gone, a namespace that ends) is not asked for again; the next change will. */
  async #write(write: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
    try {
      await write()
      return true
    } catch (error) {
      if (signal.aborted) return true
      if (!(error instanceof KubeRefusal && [403, 404, 409].includes(error.status))) this.#complain(error)
      return error instanceof KubeRefusal
    }
  }

  #complain(error: unknown): void {
    const complaint = String(error)
    if (complaint !== this.#complaint) this.#parts.onError(error)
    this.#complaint = complaint
  }
}

function isThere(world: World, { kind, metadata, ...rest }: KubeObject): boolean {
  const found = world[kind]?.find((object) => object.metadata.name === metadata.name && object.metadata.namespace === metadata.namespace)
  return found !== undefined && includes(found, { ...rest, metadata: { labels: metadata.labels } })
}

/** Its pods, by the endpoints of its Service: another one is told what it may have missed while it started. */
function podsOf(world: World, { namespace, service }: Plane): string {
  const slices = (world.EndpointSlice ?? []).filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
  return JSON.stringify(slices.filter(({ metadata }) => metadata.namespace === namespace).map(({ endpoints }) => endpoints))
}

function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
