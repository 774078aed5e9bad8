// Turns a command line into the calls it makes: kubectl, ssh, editors, anything. Understands intent only; what really changed comes from effects.
import { type Command, forEachChild, parse, type SyntaxNode } from 'unbash'
import { type KubectlCall, kubectlCall } from './kubectl-call.ts'
import { EDITORS, NEUTRAL, SHELLS, SSH_VALUE_FLAGS, toolChanges, WRAPPER_VALUE_FLAGS, WRAPPERS } from './tools.ts'

export interface Call {
  /** The program without its folder; the alias `k` reads as `kubectl`. */
  readonly tool: string
  readonly argv: readonly string[]
  readonly kubectl?: KubectlCall
  /** Set for what `ssh host cmd` runs there, and for the bare `ssh host` itself. */
  readonly host?: string
  /** Files that an editor opens. */
  readonly files: readonly string[]
  /** Files that a redirection of this call writes. */
  readonly writes: readonly string[]
  /** undefined: not known (a script, an unknown tool), so nothing may be concluded from it. */
  readonly changing: boolean | undefined
  readonly dryRun: boolean
}

/** Words that the candidate defined earlier: `export do="--dry-run=client -o yaml"`, `alias kn='kubectl -n'`. */
export interface Dictionary {
  readonly variables: ReadonlyMap<string, string>
  readonly aliases: ReadonlyMap<string, string>
}

/** What every host of the exam has, and the two variables that nearly everybody defines. */
export const usualWords: Dictionary = {
  variables: new Map([
    ['do', '--dry-run=client -o yaml'],
    ['now', '--force --grace-period=0'],
  ]),
  aliases: new Map([['k', 'kubectl']]),
}

/** `ssh` in `bash -c` in `ssh` ...: deeper than this nobody types. */
const MAX_NESTING = 4

/** The calls of a line in the order they stand. Never throws: what cannot be parsed gives the calls read so far. */
export function readLine(line: string, words: Dictionary = usualWords): Call[] {
  return read(line, words, 0)
}

/** The dictionary after a line that defined variables or aliases; the same object when it did not. */
export function learn(line: string, words: Dictionary): Dictionary {
  if (!line.includes('=')) return words
  const variables = new Map(words.variables)
  const aliases = new Map(words.aliases)
  for (const command of commandsOf(line)) {
    const tool = command.name?.value
    for (const assignment of [...command.prefix, ...command.suffix]) {
      if (assignment.type === 'Assignment' && assignment.value.type === 'Word') variables.set(assignment.name, assignment.value.value)
      if (assignment.type !== 'Word' || (tool !== 'alias' && tool !== 'export')) continue
      const at = assignment.value.indexOf('=')
      if (at > 0) (tool === 'alias' ? aliases : variables).set(assignment.value.slice(0, at), assignment.value.slice(at + 1))
    }
    if (tool === 'alias')
      for (const argument of command.args)
        if (argument.type === 'Assignment' && argument.value.type === 'Word') aliases.set(argument.name, argument.value.value)
  }
  return { variables, aliases }
}

function read(line: string, words: Dictionary, depth: number): Call[] {
  if (depth > MAX_NESTING) return []
  return commandsOf(line).flatMap((command) => callsOf(command, words, depth))
}

/** Every simple command of a line: in pipes, lists, loops, subshells and substitutions. */
function commandsOf(line: string): Command[] {
  const found: Command[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') found.push(node)
    forEachChild(node, visit)
  }
  try {
    visit(parse(line))
  } catch {
    // The parser is tolerant; should it fail on some line nevertheless, that line says nothing, and rules go by effects.
  }
  return found.toSorted((one, other) => one.pos - other.pos)
}

function callsOf(command: Command, words: Dictionary, depth: number): Call[] {
  const argv = wordsOf(command, words)
  const writes = command.redirects.flatMap((redirect) =>
    redirect.type === 'Redirect' && ['>', '>>', '>|', '&>', '&>>'].includes(redirect.operator) && redirect.target
      ? [redirect.target.value]
      : [],
  )
  return fromWords(argv, writes, words, depth)
}

/** Alias and variables filled in; a variable that holds several words becomes several words. */
function wordsOf(command: Command, words: Dictionary): string[] {
  const name = command.name?.value
  if (name === undefined) return []
  const rest = command.args.flatMap((argument) => expand(argument.type === 'Word' ? argument.value : argument.text, words))
  return [...(words.aliases.get(name)?.split(/\s+/) ?? expand(name, words)), ...rest].filter((word) => word !== '')
}

function expand(word: string, words: Dictionary): string[] {
  const name = /^\$\{?(\w+)\}?$/.exec(word)?.[1]
  const value = name === undefined ? undefined : words.variables.get(name)
  return value === undefined ? [word] : value.split(/\s+/)
}

function fromWords(argv: readonly string[], writes: readonly string[], words: Dictionary, depth: number): Call[] {
  const [first, ...rest] = argv
  if (first === undefined || depth > MAX_NESTING) return []
  const tool = first.slice(first.lastIndexOf('/') + 1)
  const alias = words.aliases.get(tool)
  if (alias !== undefined && alias.split(/\s+/)[0] !== tool) return fromWords([...alias.split(/\s+/), ...rest], writes, words, depth + 1)
  if (WRAPPERS.has(tool)) {
    const inner = unwrap(tool, rest)
    return inner.length > 0 ? fromWords(inner, writes, words, depth + 1) : [call(tool, rest, writes)]
  }
  const script = SHELLS.has(tool) ? rest[rest.indexOf('-c') + 1] : undefined
  if (script !== undefined && rest.includes('-c')) return read(script, words, depth + 1)
  if (tool === 'ssh') return sshCalls(rest, writes, words, depth)
  return [call(tool, rest, writes)]
}

/** `sudo -u root -E X=1 kubectl get pods` to `kubectl get pods`. */
function unwrap(tool: string, argv: readonly string[]): string[] {
  const withValue = WRAPPER_VALUE_FLAGS[tool] ?? new Set()
  let index = 0
  while (index < argv.length) {
    const word = argv[index] ?? ''
    if (withValue.has(word)) index += 2
    else if (word.startsWith('-') || /^\w+=/.test(word)) index += 1
    else break
  }
  if (tool === 'timeout') index += 1
  return argv.slice(index)
}

function sshCalls(argv: readonly string[], writes: readonly string[], words: Dictionary, depth: number): Call[] {
  let index = 0
  while (index < argv.length && (argv[index] ?? '').startsWith('-')) index += SSH_VALUE_FLAGS.has(argv[index] ?? '') ? 2 : 1
  const host = (argv[index] ?? '').replace(/^.*@/, '')
  const remote = argv.slice(index + 1).join(' ')
  if (remote === '') return [{ ...call('ssh', argv, writes), ...(host === '' ? {} : { host }), changing: false }]
  return read(remote, words, depth + 1).map((inner) => (inner.host === undefined ? { ...inner, host } : inner))
}

function call(tool: string, argv: readonly string[], writes: readonly string[]): Call {
  const files = EDITORS.has(tool) ? argv.filter((word) => !/^[-+]/.test(word)) : []
  const base = { tool, argv, files, writes: writes.filter((path) => path !== '/dev/null'), dryRun: false }
  if (tool === 'kubectl') {
    const kubectl = kubectlCall(argv)
    return { ...base, kubectl, changing: kubectl.changing, dryRun: kubectl.dryRun }
  }
  return { ...base, changing: toolChanges(tool, argv, base.writes.length > 0) }
}

/** Say nothing about what the candidate made. */
const NOT_A_LOOK: ReadonlySet<string> = new Set([
  '',
  'config',
  'completion',
  'version',
  'explain',
  'api-resources',
  'api-versions',
  'options',
  'help',
])

/** Shows the candidate something of the task. Neutral words (cd, exit, ssh) do not; unknown tools might, so they count. */
export function isLook(call: Call): boolean {
  if (call.kubectl) return !call.dryRun && !NOT_A_LOOK.has(call.kubectl.verb) && (!call.kubectl.changing || call.kubectl.verb === 'edit')
  if (call.tool === 'ssh' || call.tool === 'sudo' || NEUTRAL.has(call.tool) || call.tool === '') return false
  return call.changing !== true
}
