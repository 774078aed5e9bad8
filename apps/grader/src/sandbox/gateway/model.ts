// What a data plane serves, in words that know neither Kubernetes nor nginx: servers, their locations, and what each answers.

export interface Server {
  readonly ports: readonly { readonly number: number; readonly tls: boolean }[]
  /** '' is every host that no other server of the port has. */
  readonly host: string
  /** File of certificate and key. A port with TLS but no file refuses the handshake. */
  readonly certificate?: string | undefined
  readonly locations: readonly Location[]
}

/** `prefix` ends at a slash or the end of the path; `start` anywhere; `pattern` is a regular expression, tried in the order of the server. */
export interface Path {
  readonly kind: 'exact' | 'prefix' | 'start' | 'pattern'
  readonly value: string
}

/** The first choice whose conditions all hold answers; without one it is 404. */
export interface Location {
  readonly path: Path
  readonly choices: readonly Choice[]
}

export interface Choice {
  readonly conditions: readonly Match[]
  readonly action: Action
}

/** One property of a request that must equal `value`. */
export interface Match {
  readonly of: 'method' | 'header' | 'query'
  readonly name: string
  readonly value: string
}

export type Action = Answer | Redirect | Forward

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
}

export interface Redirect {
  readonly kind: 'redirect'
  readonly status: number
  readonly scheme: string
  /** undefined: the one that was asked for. */
  readonly host: string | undefined
  /** undefined: none is written. */
  readonly port: number | undefined
  readonly path: PathChange | undefined
}

/** `prefix`: `from` at the beginning of the path becomes `to`. `pattern`: what matches becomes `to`, with $1 to $9. */
export type PathChange =
  | { readonly kind: 'full'; readonly to: string }
  | { readonly kind: 'prefix' | 'pattern'; readonly from: string; readonly to: string }

export interface Forward {
  readonly kind: 'forward'
  /** At least one, each with a weight above 0. */
  readonly targets: readonly { readonly weight: number; readonly target: Target }[]
  readonly tlsToBackend?: boolean
  /** Over plain HTTP the answer is a redirect to https. */
  readonly httpsOnly?: boolean
  readonly host?: string | undefined
  readonly path?: PathChange | undefined
  readonly request?: HeaderEdit
  readonly response?: HeaderEdit
}

export interface HeaderEdit {
  readonly set: readonly { readonly name: string; readonly value: string }[]
  readonly add: readonly { readonly name: string; readonly value: string }[]
  readonly remove: readonly string[]
}

/** Endpoints of one port of a Service, or the status that stands for what is not there. */
export type Target = Upstream | Answer

export interface Upstream {
  readonly kind: 'upstream'
  /** Letters, digits, dashes and underscores. */
  readonly name: string
  /** `address:port`, at least one. */
  readonly servers: readonly string[]
  /** `address:port` of the Service itself, for a request to which no server answers; undefined: it has no address. */
  readonly service: string | undefined
}
