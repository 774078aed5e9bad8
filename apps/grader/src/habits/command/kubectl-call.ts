// Reads the words of one kubectl call.
import {
  CHANGING_SUBVERBS,
  CHANGING_VERBS,
  kindOf,
  NODE_VERBS,
  POD_VERBS,
  TYPED_GENERATORS,
  VALUE_FLAGS,
  VERBS_WITH_SUBVERB,
} from './kubectl-words.ts'

export interface KubectlCall {
  readonly verb: string
  /** The word after the verb where the verb has one: `rollout undo`, `create deployment`. */
  readonly subverb: string | undefined
  /** The kind, as `Deployment`; a word that is not known stays as typed. */
  readonly resource: string | undefined
  /** The first name; the others are in `names`. */
  readonly name: string | undefined
  readonly names: readonly string[]
  readonly namespace: string | undefined
  readonly allNamespaces: boolean
  readonly context: string | undefined
  /** `-f`, `-k`: the first one. `-` is standard input. */
  readonly file: string | undefined
  readonly output: string | undefined
  readonly dryRun: boolean
  /** True when the call would write to the API server. */
  readonly changing: boolean
  /** `--force` (of replace and delete). */
  readonly force: boolean
}

interface Words {
  readonly plain: string[]
  readonly flags: Map<string, string>
}

const SHORT: Readonly<Record<string, string>> = {
  '-n': '--namespace',
  '-f': '--filename',
  '-k': '--kustomize',
  '-o': '--output',
  '-l': '--selector',
  '-c': '--container',
  '-s': '--server',
  '-A': '--all-namespaces',
  '-h': '--help',
}

/** Never throws; a call without a verb has the verb `''`. */
export function kubectlCall(argv: readonly string[]): KubectlCall {
  const { plain, flags } = split(argv)
  const verb = plain.shift() ?? ''
  const subverb = VERBS_WITH_SUBVERB.has(verb) && !flags.has('--filename') ? plain.shift() : undefined
  const { resource, names } = object(verb, subverb, plain)
  const dryRun = flags.has('--dry-run') && flags.get('--dry-run') !== 'none'
  const help = flags.has('--help')
  const changes = CHANGING_VERBS.has(verb) || (CHANGING_SUBVERBS[verb]?.has(subverb ?? '') ?? false)
  const local = flags.has('--local') || (verb === 'apply' && names[0] === 'view-last-applied') || (verb === 'create' && subverb === 'token')
  return {
    verb,
    subverb,
    resource,
    name: names[0],
    names,
    namespace: flags.get('--namespace'),
    allNamespaces: flags.has('--all-namespaces'),
    context: flags.get('--context'),
    file: flags.get('--filename') ?? flags.get('--kustomize'),
    output: flags.get('--output'),
    dryRun,
    changing: changes && !dryRun && !help && !local,
    force: flags.has('--force'),
  }
}

function split(argv: readonly string[]): Words {
  const plain: string[] = []
  const flags = new Map<string, string>()
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--') break
    if (!word.startsWith('-') || word === '-') {
      plain.push(word)
      continue
    }
    const { flag, value } = flagOf(word)
    // `logs -p` is "previous"; everywhere else -p takes the patch.
    const takesValue = VALUE_FLAGS.has(flag) || VALUE_FLAGS.has(SHORT[flag] ?? '') || (flag === '-p' && plain[0] === 'patch')
    const next = argv[index + 1]
    const given = value ?? (takesValue ? next : undefined)
    if (value === undefined && takesValue && next !== undefined) index++
    const long = SHORT[flag] ?? flag
    if (!flags.has(long)) flags.set(long, given ?? '')
  }
  return { plain, flags }
}

function flagOf(word: string): { flag: string; value?: string } {
  const equals = word.indexOf('=')
  if (word.startsWith('--')) return equals < 0 ? { flag: word } : { flag: word.slice(0, equals), value: word.slice(equals + 1) }
  const flag = word.slice(0, 2)
  const rest = word.slice(2).replace(/^=/, '')
  // -nfoo, -oyaml, -f=x; -it and the like are booleans.
  return rest !== '' && VALUE_FLAGS.has(flag) ? { flag, value: rest } : { flag }
}

function object(verb: string, subverb: string | undefined, plain: readonly string[]): { resource?: string; names: string[] } {
  const words = [...plain]
  if (verb === 'config' || verb === 'auth' || verb === 'cluster-info') return { names: words }
  if (verb === 'create' && subverb !== undefined) {
    if (TYPED_GENERATORS.has(subverb)) words.shift()
    return { resource: subverb === 'token' ? 'ServiceAccount' : kindOf(subverb), names: words.slice(0, 1) }
  }
  if (verb === 'certificate') return { resource: 'CertificateSigningRequest', names: words }
  if (verb === 'top') return { resource: kindOf(subverb ?? ''), names: words }
  if (NODE_VERBS.has(verb)) return { resource: 'Node', names: words.map(afterSlash) }
  const first = words[0]
  if (first === undefined) return { names: [] }
  if (first.includes('/')) return slashed(words)
  if (POD_VERBS.has(verb)) return { resource: 'Pod', names: [first] }
  return {
    resource: kindOf(first.split(',')[0] ?? first),
    names: words.slice(1).filter((word) => !word.includes('=') && !isRemoval(verb, word)),
  }
}

function slashed(words: readonly string[]): { resource: string; names: string[] } {
  const kind = kindOf((words[0] ?? '').split('/')[0] ?? '')
  return { resource: kind, names: words.filter((word) => word.includes('/') && !word.includes('=')).map(afterSlash) }
}

/** `label node n1 tier-`: the last word takes a label away, it is no name. */
function isRemoval(verb: string, word: string): boolean {
  return ['label', 'annotate', 'taint'].includes(verb) && word.endsWith('-')
}

function afterSlash(word: string): string {
  return word.slice(word.indexOf('/') + 1)
}
