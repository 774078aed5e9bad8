// What stands outside of nginx's servers because several may use it: upstreams, and variables that tell which choice is right.
import type { Match, Upstream } from './model.ts'
import { escapeRegex, headerVariable, literal, plain } from './nginx-text.ts'

export class HttpLevel {
  readonly #upstreams = new Map<string, Upstream>()
  /** Variable by the text of its definition. */
  readonly #variables = new Map<string, string>()

  lines(): string[] {
    return [
      ...[...this.#upstreams.values()].map(upstreamLine),
      ...[...this.#variables].map(([definition, variable]) => definition.replace('$NAME', variable)),
    ]
  }

  upstream(upstream: Upstream): string {
    this.#upstreams.set(upstream.name, upstream)
    return upstream.name
  }

  /** "1" when all conditions hold. */
  all(conditions: readonly Match[]): string {
    const [first = '', ...rest] = conditions.map((condition) => this.#holds(condition))
    if (rest.length === 0) return first
    return this.#variable('when', `map "${[first, ...rest].join('')}" $NAME { default 0; "${'1'.repeat(conditions.length)}" 1; }`)
  }

  /** One of the values, by chance, as often as its weight says. */
  chance(options: readonly { readonly weight: number; readonly value: string }[]): string {
    const total = options.reduce((sum, { weight }) => sum + weight, 0)
    const lines = options.map(({ weight, value }, index) => {
      const last = index === options.length - 1
      return `${last ? '*' : `${(Math.floor((weight / total) * 10_000) / 100).toFixed(2)}%`} ${value};`
    })
    return this.#variable('to', `split_clients "$request_id" $NAME { ${lines.join(' ')} }`)
  }

  /** The value of a request's header with one more appended. */
  appended(header: string, value: string): string {
    const before = headerVariable(header)
    return this.#variable('more', `map ${before} $NAME { "" "${plain(value)}"; default "${before},${plain(value)}"; }`)
  }

  #holds({ of, name, value }: Match): string {
    const [source, pattern] = sourceOf(of, name, value)
    return this.#variable('is', `map ${source} $NAME { default 0; ${literal(`~${pattern}`)} 1; }`)
  }

  #variable(kind: string, definition: string): string {
    const known = this.#variables.get(definition)
    if (known !== undefined) return known
    const variable = `$${kind}_${this.#variables.size}`
    this.#variables.set(definition, variable)
    return variable
  }
}

/**
 * In a rollout a request may meet one pod after the other that has just gone, all it knew of when it began: kube-proxy, asked last,
 * knows those of now.
 */
function upstreamLine({ name, servers, service }: Upstream): string {
  const lines = servers.map((server) => `server ${server} max_fails=0;`)
  if (service !== undefined) lines.push(`server ${service} max_fails=0 backup;`)
  return `upstream ${name} { ${lines.join(' ')} }`
}

/** Patterns, since a map compares plain text without regard to case. */
function sourceOf(of: Match['of'], name: string, value: string): [source: string, pattern: string] {
  if (of === 'method') return ['$request_method', `^${escapeRegex(value)}$`]
  if (of === 'header') return [headerVariable(name), `^${escapeRegex(value)}$`]
  return ['$args', `(?:^|&)${[name, value].map((part) => escapeRegex(encodeURIComponent(part))).join('=')}(?:&|$)`]
}
