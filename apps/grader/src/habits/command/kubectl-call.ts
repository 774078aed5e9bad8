// Reads the words of one kubectl call.
import {
  CHANGING_SUBVERBS,
  CHANGING_VERBS,
  INTERACTIVE_VERBS,
  KNOWN_VERBS,
  kindOf,
  NODE_VERBS,
  POD_VERBS,
  TYPED_GENERATORS,
  takesValue,
  VERBS_WITH_SUBVERB,
} from './kubectl-words.ts'

/** What later calls of the same kubeconfig mean when they name no context and no namespace. */
export interface ContextSwitch {
  readonly context?: string
  /** Set by `set-context --current --namespace=x`: of the context that is in use. */
  readonly namespace?: string
}

export interface KubectlCall {
  readonly verb: string
  /** The word after the verb where the verb has one: `rollout undo`, `create deployment`. */
  readonly subverb: string | undefined
  /** The kind, as `Deployment`; a word that is not known stays as typed. */
  readonly resource: string | undefined
  /** The first name; the others are in `names`. */
  readonly name: string | undefined
  /** Empty where none was given, or only the shell knew them. */
  readonly names: readonly string[]
  readonly namespace: string | undefined
  readonly allNamespaces: boolean
  readonly context: string | undefined
  /** `--kubeconfig`, or KUBECONFIG in front of the call: it may reach any cluster. */
  readonly kubeconfig: string | undefined
  /** `config use-context`, `config set-context --current --namespace`, and what kubectx and kubens do. */
  readonly switches: ContextSwitch | undefined
  /** `-f`, `-k`: the first one. `-` is standard input. */
  readonly file: string | undefined
  readonly output: string | undefined
  readonly dryRun: boolean
  /** True when the call would write to the API server; undefined for a plugin, which may do anything. */
  readonly changing: boolean | undefined
  /** `--force` (of replace and delete). */
  readonly force: boolean
  /** A shell in a pod: nothing tells what is done there. */
  readonly interactive: boolean
}

interface Words {
  readonly plain: string[]
  readonly flags: Map<string, string>
  /** Behind `--`. */
  readonly command: readonly string[]
}

const LONG: Readonly<Record<string, string>> = {
  '-n': '--namespace',
  '-f': '--filename',
  '-k': '--kustomize',
  '-o': '--output',
  '-l': '--selector',
  '-c': '--container',
  '-s': '--server',
  '-A': '--all-namespaces',
  '-h': '--help',
  '-i': '--stdin',
}

/** A name that only the shell knew: such a call may mean any. */
const UNKNOWN = /\$[\w({@*]|`/

/** Never throws; a call without a verb has the verb `''`. */
export function kubectlCall(argv: readonly string[], kubeconfig?: string): KubectlCall {
  const { plain, flags, command } = split(argv)
  const verb = plain.shift() ?? ''
  const subverb = VERBS_WITH_SUBVERB.has(verb) || (verb === 'apply' && plain[0]?.endsWith('-last-applied')) ? plain.shift() : undefined
  const { resource, names: given, namespace } = object(verb, subverb, plain)
  const names = given.filter((word) => !UNKNOWN.test(word))
  const dryRun = flags.has('--dry-run') && !['none', 'false'].includes(flags.get('--dry-run') ?? '')
  const changes = changing(verb, subverb, flags)
  return {
    verb,
    subverb,
    resource,
    name: names[0],
    names,
    namespace: flags.get('--namespace') ?? namespace,
    allNamespaces: flags.has('--all-namespaces'),
    context: flags.get('--context'),
    kubeconfig: flags.get('--kubeconfig') ?? kubeconfig,
    switches: switched(verb, subverb, names, flags),
    file: flags.get('--filename') ?? flags.get('--kustomize'),
    output: flags.get('--output'),
    dryRun,
    changing: changes === undefined ? undefined : changes && !dryRun,
    force: flags.has('--force'),
    interactive: INTERACTIVE_VERBS.has(verb) && flags.has('--stdin') && (command.length === 0 || isShell(command)),
  }
}

function changing(verb: string, subverb: string | undefined, flags: Words['flags']): boolean | undefined {
  if (flags.has('--help') || flags.has('--local')) return false
  if (subverb === 'view-last-applied') return false
  if (verb === 'create' && (subverb === 'token' || (subverb === undefined && !flags.has('--filename')))) return false
  if (verb === 'set' && subverb === 'env' && flags.has('--list')) return false
  if (verb !== '' && !KNOWN_VERBS.has(verb)) return undefined
  return CHANGING_VERBS.has(verb) || (CHANGING_SUBVERBS[verb]?.has(subverb ?? '') ?? false)
}

function switched(verb: string, subverb: string | undefined, names: readonly string[], flags: Words['flags']): ContextSwitch | undefined {
  const [name] = names
  if (verb === 'ctx' || (verb === 'config' && (subverb === 'use-context' || subverb === 'use')))
    return name === undefined ? undefined : { context: name }
  if (verb === 'ns') return name === undefined ? undefined : { namespace: name }
  const namespace = flags.get('--namespace')
  return verb === 'config' && subverb === 'set-context' && flags.has('--current') && namespace !== undefined ? { namespace } : undefined
}

function isShell(command: readonly string[]): boolean {
  const tool = (command[0] ?? '').replace(/^.*\//, '')
  return /^(?:ba|da|a|z|k)?sh$/.test(tool) && !command.includes('-c')
}

function split(argv: readonly string[]): Words {
  const plain: string[] = []
  const flags = new Map<string, string>()
  const put = (flag: string, value: string) => {
    const long = LONG[flag] ?? flag
    if (!flags.has(long)) flags.set(long, value)
  }
  let index = 0
  const next = () => argv[++index] ?? ''
  for (; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--') break
    if (!word.startsWith('-') || word === '-') plain.push(word)
    else if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      if (equals >= 0) put(word.slice(0, equals), word.slice(equals + 1))
      else put(word, takesValue(word, plain[0]) ? next() : '')
    } else shortFlags(word, plain[0], put, next)
  }
  return { plain, flags, command: argv.slice(index + 1) }
}

/** `-it`, `-Aowide`, `-itn apollo`, `-f=x`: letters up to the first that takes a value, which is the rest or the next word. */
function shortFlags(word: string, verb: string | undefined, put: (flag: string, value: string) => void, next: () => string): void {
  for (let at = 1; at < word.length; at++) {
    const flag = `-${word[at]}`
    const rest = word.slice(at + 1).replace(/^=/, '')
    const valued = takesValue(flag, verb)
    put(flag, !valued ? '' : at + 1 < word.length ? rest : next())
    if (valued || word[at + 1] === '=') return
  }
}

interface Named {
  readonly resource?: string
  readonly names: string[]
  /** Told by the words themselves: `cp apollo/web:/tmp/x .` */
  readonly namespace?: string
}

function object(verb: string, subverb: string | undefined, plain: readonly string[]): Named {
  const words = [...plain]
  if (['config', 'auth', 'cluster-info', 'ctx', 'ns', 'kustomize'].includes(verb)) return { names: words }
  if (verb === 'create' && subverb !== undefined) {
    if (TYPED_GENERATORS.has(subverb)) words.shift()
    return { resource: subverb === 'token' ? 'ServiceAccount' : kindOf(subverb), names: words.slice(0, 1) }
  }
  if (verb === 'certificate') return { resource: 'CertificateSigningRequest', names: words }
  if (verb === 'top') return { resource: kindOf(subverb ?? ''), names: words }
  if (verb === 'cp') return copied(words)
  if (NODE_VERBS.has(verb)) return { resource: 'Node', names: words.map(afterSlash) }
  // `set env deploy/web`, `set image deploy web`: as below.
  const first = words[0]
  if (first === undefined) return { names: [] }
  if (verb === 'explain') return { resource: kindOf(first), names: [] }
  if (first.includes('/')) return slashed(words)
  if (POD_VERBS.has(verb)) return { resource: 'Pod', names: [first] }
  return {
    resource: kindOf(first.split(',')[0] ?? first),
    names: words.slice(1).filter((word) => !isPair(verb, word)),
  }
}

function slashed(words: readonly string[]): Named {
  const kind = kindOf((words[0] ?? '').split('/')[0] ?? '')
  return { resource: kind, names: words.filter((word) => /^[\w.]+\/[^=:]+$/.test(word) && !word.endsWith('-')).map(afterSlash) }
}

/** `cp web:/etc/x .`, `cp ./x apollo/web:/tmp`. */
function copied(words: readonly string[]): Named {
  const inPod = words.find((word) => /^[^./][^:]*:/.test(word))?.split(':')[0]
  if (inPod === undefined) return { names: [] }
  const [first = '', second] = inPod.split('/')
  return second === undefined ? { resource: 'Pod', names: [first] } : { resource: 'Pod', names: [second], namespace: first }
}

/** `label node n1 tier=gold tier-`, `taint node n1 dedicated:NoSchedule`: what is put on an object or taken away is no name. */
function isPair(verb: string, word: string): boolean {
  return word.includes('=') || (['label', 'annotate', 'taint'].includes(verb) && (word.endsWith('-') || word.includes(':')))
}

function afterSlash(word: string): string {
  return word.slice(word.indexOf('/') + 1)
}
