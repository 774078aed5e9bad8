// Reads the words of one helm call.

export interface HelmCall {
  readonly verb: string
  readonly release: string | undefined
  readonly chart: string | undefined
  readonly namespace: string | undefined
  readonly context: string | undefined
  readonly dryRun: boolean
  /** True when it would write to the API server or fetch files; undefined for a plugin. */
  readonly changing: boolean | undefined
}

const CHANGING: ReadonlySet<string> = new Set([
  'install',
  'upgrade',
  'uninstall',
  'delete',
  'un',
  'del',
  'rollback',
  'test',
  'pull',
  'fetch',
  'create',
  'package',
  'push',
])
const READING: ReadonlySet<string> = new Set(
  'completion dependency dep env get help history hist lint list ls plugin registry repo search show inspect status template verify version'.split(
    ' ',
  ),
)
const VALUE_FLAGS: ReadonlySet<string> = new Set(
  '-n --namespace --kube-context --kubeconfig -f --values --set --set-string --set-file --set-json --version --repo --timeout -o --output --description --username --password --ca-file --cert-file --key-file --history-max --revision --max --filter -d --destination --untardir --post-renderer -s --show-only --api-versions --kube-version'.split(
    ' ',
  ),
)

/** Never throws. */
export function helmCall(argv: readonly string[]): HelmCall {
  const plain: string[] = []
  const flags = new Map<string, string>()
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (!word.startsWith('-')) plain.push(word)
    else {
      const equals = word.indexOf('=')
      if (equals > 0) flags.set(word.slice(0, equals), word.slice(equals + 1))
      else flags.set(word, VALUE_FLAGS.has(word) ? (argv[++index] ?? '') : '')
    }
  }
  const [verb = '', ...rest] = plain
  const named = verb === 'get' || verb === 'show' ? rest.slice(1) : rest
  const [first, second] = flags.has('--generate-name') || flags.has('-g') || verb === 'show' ? [undefined, named[0]] : named
  const dryRun = flags.has('--dry-run') && !['none', 'false'].includes(flags.get('--dry-run') ?? '')
  const known = READING.has(verb) || CHANGING.has(verb) || verb === ''
  return {
    verb,
    release: verb === 'repo' || verb === 'search' ? undefined : first,
    chart: ['install', 'upgrade', 'template', 'show'].includes(verb) ? second : undefined,
    namespace: flags.get('-n') ?? flags.get('--namespace'),
    context: flags.get('--kube-context'),
    dryRun,
    changing: known ? CHANGING.has(verb) && !dryRun && !flags.has('--help') && !flags.has('-h') : undefined,
  }
}
