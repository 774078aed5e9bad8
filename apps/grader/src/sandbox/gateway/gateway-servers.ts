// Attached routes to servers: which host belongs to which listener, and in what order rules are tried.
import type { Bound } from './attach.ts'
import { bySpecificity, covers } from './hosts.ts'
import type { ListenerState } from './listeners.ts'
import type { Location, Server } from './model.ts'
import { keyOf } from './objects.ts'
import type { RouteEntry } from './route-rules.ts'

/** Ports of the data plane's pod. A Gateway's Service leads from the listener's port to one of them: several Gateways may have the same. */
const FIRST_PORT = 20_000
const PORTS = 10_000

export function podPortKey({ gateway, listener }: Pick<ListenerState, 'gateway' | 'listener'>): string {
  return `${keyOf(gateway.metadata)}:${listener.port}`
}

/** From the name, so that it stays when others come and go; of two that want the same the later by name moves on. */
export function podPorts(states: readonly ListenerState[]): Map<string, number> {
  const ports = new Map<string, number>()
  const taken = new Set<number>()
  for (const key of [...new Set(states.map(podPortKey))].sort()) {
    let port = FIRST_PORT + (hash(key) % PORTS)
    while (taken.has(port)) port = FIRST_PORT + ((port - FIRST_PORT + 1) % PORTS)
    taken.add(port)
    ports.set(key, port)
  }
  return ports
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7)
}

/** `entries`: of one route, in the order of its rules. Routes come oldest first. */
export function gatewayServers(
  states: readonly ListenerState[],
  bound: readonly Bound[],
  entries: (bound: Bound) => readonly RouteEntry[],
): Server[] {
  const served = states.filter((state) => state.served)
  const ports = podPorts(served)
  return served.flatMap((state) => {
    const here = bound.filter((one) => one.state === state)
    const rivals = served.filter((other) => podPortKey(other) === podPortKey(state))
    const hosts = [...new Set([state.listener.hostname, ...here.flatMap((one) => one.hosts)])].filter(
      (host) => ownerOf(host, rivals) === state,
    )
    return hosts.map((host): Server => {
      const routes = here.filter((one) => one.hosts.includes(host))
      return {
        ports: [{ number: ports.get(podPortKey(state)) ?? 0, tls: state.tls }],
        host,
        certificate: state.certificate,
        locations: locationsOf(routes.flatMap(entries), state),
      }
    })
  })
}

/** A request belongs to the listener that names its host most exactly. */
function ownerOf(host: string, states: readonly ListenerState[]): ListenerState | undefined {
  const covering = states.filter(({ listener }) => covers(listener.hostname, host))
  return covering.toSorted((a, b) => bySpecificity(a.listener.hostname, b.listener.hostname))[0]
}

/** For each path that a rule names, the choices there: its own rules, then those of shorter paths, for requests that meet no condition. */
function locationsOf(entries: readonly RouteEntry[], { tls, listener }: ListenerState): Location[] {
  const where = { scheme: tls ? 'https' : 'http', port: listener.port } as const
  const ordered = entries
    .toSorted(byPrecedence)
    .map(({ path, conditions, action }) => ({ path, choice: { conditions, action: action(where) } }))
  const paths = new Map(ordered.map(({ path }) => [`${path.kind} ${path.value}`, path]))
  return [...paths.values()].map((path) => ({
    path,
    choices: ordered.filter((one) => answersAt(one.path, path)).map(({ choice }) => choice),
  }))
}

function answersAt(rule: RouteEntry['path'], location: RouteEntry['path']): boolean {
  if (rule.kind === 'exact') return location.kind === 'exact' && rule.value === location.value
  return rule.value === '/' || location.value === rule.value || location.value.startsWith(`${rule.value}/`)
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule: what is equal in all of these stays in the order of age. */
function byPrecedence(a: RouteEntry, b: RouteEntry): number {
  const hasMethod = ({ conditions }: RouteEntry) => Number(conditions.some(({ of }) => of === 'method'))
  return (
    Number(b.path.kind === 'exact') - Number(a.path.kind === 'exact') ||
    b.path.value.length - a.path.value.length ||
    hasMethod(b) - hasMethod(a) ||
    b.headers - a.headers ||
    b.queries - a.queries
  )
}
