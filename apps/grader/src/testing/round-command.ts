// What a candidate would type for a round of the hosts drill, read from its text alone.
import type { HostsRound } from '@unflunk/shared/hosts-drill'

const COMMANDS: readonly [says: RegExp, command: (...parts: string[]) => string][] = [
  [/^Label deployment `(.+)` with `(.+)`/, (name, label) => `label deployment ${name} ${label}`],
  [/^Annotate configmap `(.+)` with `(.+)`/, (name, note) => `annotate configmap ${name} ${note}`],
  [/^Scale deployment `(.+)` to `(.+)`/, (name, replicas) => `scale deployment ${name} --replicas=${replicas}`],
  [/^Set the environment variable `(.+)` in deployment `(.+)`/, (variable, name) => `set env deployment/${name} ${variable}`],
  [/^Create configmap `(.+)` with `(.+)`/, (name, data) => `create configmap ${name} --from-literal=${data}`],
  [/^Create service account `(.+)`/, (name) => `create serviceaccount ${name}`],
  [/^Delete pod `(.+)`/, (name) => `delete pod ${name}`],
  [/^Delete configmap `(.+)`/, (name) => `delete configmap ${name}`],
  [/^Create namespace `(.+)`/, (name) => `create namespace ${name}`],
  [/^Taint node `(.+)` with `(.+)`/, (name, taint) => `taint node ${name} ${taint}`],
  [/^Label node `(.+)` with `(.+)`/, (name, label) => `label node ${name} ${label}`],
]

export function commandFor({ says, namespace }: Pick<HostsRound, 'says' | 'namespace'>): string {
  for (const [pattern, command] of COMMANDS) {
    const [found, ...parts] = pattern.exec(says) ?? []
    if (found !== undefined) return `kubectl ${namespace === undefined ? '' : `-n ${namespace} `}${command(...parts)}`
  }
  throw new Error(`no command is known for "${says}"`)
}
