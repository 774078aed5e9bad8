// Turns a command line into the calls it makes: kubectl, ssh, editors, anything. Understands intent only; what really changed comes from effects.
import type { Redirection } from 'unbash'
import { commandsOf, type FoundCommand } from './commands-of.ts'
import { DEFINES, type Dictionary, expand, learnFrom, usualWords } from './dictionary.ts'
import { type HelmCall, helmCall } from './helm-call.ts'
import { type KubectlCall, kubectlCall } from './kubectl-call.ts'
import { EDITORS, HIDDEN, NEUTRAL, SHELLS, toolChanges } from './tools.ts'
import { executedByFind, type Inner, isWrapper, sshWords, unwrap } from './unwrap.ts'

export interface Call {
  /** The program without its folder; the alias `k` reads as `kubectl`. */
  readonly tool: string
  readonly argv: readonly string[]
  readonly kubectl?: KubectlCall
  readonly helm?: HelmCall
  /** Set for what `ssh host cmd` runs there, and for the bare `ssh host` itself. */
  readonly host?: string
  /** Files that an editor opens. */
  readonly files: readonly string[]
  /** Files that a redirection of this call, or `tee`, writes. */
  readonly writes: readonly string[]
  /** undefined: not known (a script, an unknown tool), so nothing may be concluded from it. */
  readonly changing: boolean | undefined
  readonly dryRun: boolean
  /** A shell whose lines marks tell, or something inside which nothing is told: a script, tmux, a shell in a pod. */
  readonly opens?: 'shell' | 'unseen'
}

/** `ssh` in `bash -c` in `ssh` ...: deeper than this nobody types. */
const MAX_NESTING = 4
/** Of all that a line holds, scripts within it included. */
const MOST_CALLS = 150
const MOST_SCRIPTS = 12
const MOST_CHARACTERS = 6000

/** The calls of a line in the order they stand. Never throws: what cannot be parsed gives the calls read so far. */
export function readLine(line: string, words: Dictionary = usualWords): Call[] {
  return new Reader().script(line, words, 0)
}

interface Where {
  readonly writes: readonly string[]
  /** The text of a heredoc that it gets. */
  readonly input: string | undefined
  /** It reads what another command prints, or a file. */
  readonly fed: boolean
  readonly kubeconfig: string | undefined
  readonly words: Dictionary
  readonly depth: number
}

class Reader {
  #calls = MOST_CALLS
  #scripts = MOST_SCRIPTS
  #characters = MOST_CHARACTERS

  script(whole: string, words: Dictionary, depth: number): Call[] {
    if (depth > MAX_NESTING || this.#scripts <= 0 || this.#characters <= 0) return []
    const text = whole.slice(0, this.#characters)
    this.#scripts -= 1
    this.#characters -= text.length
    const lines = commandsOf(text)
    const known = DEFINES.test(text) ? learnFrom(lines, words) : words
    return lines.commands.flatMap((found) => this.#command(found, known, depth))
  }

  #command({ command, bound, around, piped }: FoundCommand, words: Dictionary, depth: number): Call[] {
    const variables = new Map([...words.variables, ...bound])
    const name = command.name
    if (name === undefined || this.#calls <= 0) return []
    this.#calls -= 1
    const alias = name.parts === undefined ? words.aliases.get(name.text) : undefined
    const argv = [
      ...(alias?.split(/\s+/) ?? expand(name, variables)),
      ...command.args.flatMap((argument) => (argument.type === 'Word' ? expand(argument, variables) : [argument.text])),
    ].filter((word) => word !== '')
    const redirects = [...command.redirects, ...around]
    const kubeconfig = command.prefix.find((one) => one.type === 'Assignment' && one.name === 'KUBECONFIG')
    return this.#run(argv, {
      writes: redirects.flatMap((redirect) => written(redirect, variables)),
      input: redirects.find((redirect) => redirect.type === 'HereDoc')?.body.text,
      fed: piped || redirects.some((redirect) => redirect.type === 'Redirect' && redirect.operator === '<'),
      kubeconfig: kubeconfig?.type === 'Assignment' && kubeconfig.value.type === 'Word' ? kubeconfig.value.value : undefined,
      words: { ...words, variables },
      depth,
    })
  }

  #run(argv: readonly string[], where: Where): Call[] {
    const [first, ...rest] = argv
    if (first === undefined || where.depth > MAX_NESTING) return []
    const { words, depth } = where
    const deeper = { ...where, depth: depth + 1 }
    const tool = first.slice(first.lastIndexOf('/') + 1)
    const body = words.functions.get(tool)
    if (body !== undefined) return this.script(body, withArguments(words, rest), depth + 1)
    const alias = words.aliases.get(tool)?.split(/\s+/)
    if (alias !== undefined && alias[0] !== tool) return this.#run([...alias, ...rest], deeper)
    if (tool === 'ssh') return this.#ssh(rest, where)
    if (SHELLS.has(tool)) return this.#shell(tool, rest, where)
    if (isWrapper(tool)) return this.#inner(unwrap(tool, rest), call(tool, rest, where), deeper)
    const inner = tool === 'find' ? executedByFind(rest) : []
    return [call(tool, rest, where), ...this.#run(inner, { ...deeper, writes: [] })]
  }

  #inner(inner: Inner | undefined, itself: Call, where: Where): Call[] {
    if (inner === undefined) return [call(itself.tool, itself.argv, where, false)]
    if ('shell' in inner) return [opened(itself, inner.shell === 'marked' && !where.fed)]
    if ('script' in inner) return this.script(inner.script, where.words, where.depth)
    const kubeconfig = itself.argv.find((word) => word.startsWith('KUBECONFIG='))?.slice('KUBECONFIG='.length)
    return this.#run(inner.words, kubeconfig === undefined ? where : { ...where, kubeconfig })
  }

  #shell(tool: string, argv: readonly string[], where: Where): Call[] {
    const at = argv.findIndex((word) => /^-[a-z]*c$/.test(word))
    if (at >= 0 && argv[at + 1] !== undefined) return this.script(argv[at + 1] ?? '', where.words, where.depth + 1)
    const itself = call(tool, argv, where)
    const file = argv.find((word) => !word.startsWith('-') || word === '-')
    if (file === undefined || argv.includes('-s')) {
      if (where.input !== undefined) return this.script(where.input, where.words, where.depth + 1)
      const marked = tool === 'bash' && !where.fed && !argv.some((word) => ['--norc', '--posix', '-s'].includes(word))
      return argv.includes('--version') ? [{ ...itself, changing: false }] : [opened(itself, marked)]
    }
    return [{ ...itself, changing: undefined, opens: 'unseen' }]
  }

  #ssh(argv: readonly string[], where: Where): Call[] {
    const { host, remote } = sshWords(argv)
    const itself = call('ssh', argv, where)
    // What it prints goes to a file here, whatever it does there.
    const kept: Call[] = itself.writes.length > 0 ? [{ ...itself, changing: true }] : []
    const there = (calls: Call[]) => calls.map((inner) => (inner.host === undefined ? { ...inner, host } : inner))
    if (remote === '' && where.input !== undefined) return [...kept, ...there(this.script(where.input, where.words, where.depth + 1))]
    if (remote === '') return [...kept, { ...opened(itself, !where.fed && host !== ''), writes: [], ...(host === '' ? {} : { host }) }]
    const script = where.input !== undefined && /^(?:sudo\s+)?(?:ba)?sh(?:\s+-s)?$/.test(remote) ? where.input : remote
    const calls = this.script(script, where.words, where.depth + 1)
    // Fed with a script, the shell there opens for nobody to see.
    return [...kept, ...there(where.fed ? calls.map((inner) => (inner.opens === 'shell' ? { ...inner, ...UNSEEN } : inner)) : calls)]
  }
}

const UNSEEN = { changing: undefined, opens: 'unseen' } as const

function opened(itself: Call, marked: boolean): Call {
  return marked ? { ...itself, changing: itself.writes.length > 0, opens: 'shell' } : { ...itself, ...UNSEEN }
}

/** `$1`, `$2`, `$@` inside a function. */
function withArguments(words: Dictionary, given: readonly string[]): Dictionary {
  const places = given.map((word, index) => [String(index + 1), word] as const)
  const all = given.join(' ')
  return { ...words, variables: new Map([...words.variables, ...places, ['@', all], ['*', all]]) }
}

function written(redirect: Redirection, variables: Dictionary['variables']): string[] {
  if (redirect.type !== 'Redirect' || !['>', '>>', '>|', '&>', '&>>'].includes(redirect.operator) || !redirect.target) return []
  return expand(redirect.target, variables)
}

function call(tool: string, argv: readonly string[], where: Where, known?: boolean): Call {
  const plain = argv.filter((word) => !/^[-+]/.test(word))
  const written = [...where.writes, ...(tool === 'tee' ? plain : [])]
  const base = {
    tool,
    argv,
    files: EDITORS.has(tool) ? plain : [],
    writes: written.filter((path) => path !== '/dev/null'),
    dryRun: false,
  }
  const kubectl = kubectlOf(tool, argv, where.kubeconfig)
  if (kubectl) {
    const unseen = kubectl.interactive || kubectl.changing === undefined ? { opens: 'unseen' as const } : {}
    return { ...base, tool: 'kubectl', kubectl, changing: kubectl.changing, dryRun: kubectl.dryRun, ...unseen }
  }
  if (tool === 'helm') {
    const helm = helmCall(argv)
    return { ...base, helm, changing: helm.changing, dryRun: helm.dryRun }
  }
  const changing = base.writes.length > 0 ? true : (known ?? toolChanges(tool, argv, false))
  return { ...base, changing, ...(changing === undefined || HIDDEN.has(tool) ? { opens: 'unseen' as const } : {}) }
}

/** kubectl under its own name or one of its well-known helpers'. */
function kubectlOf(tool: string, argv: readonly string[], kubeconfig: string | undefined): KubectlCall | undefined {
  if (tool === 'kubectl' || tool === 'kubecolor') return kubectlCall(argv, kubeconfig)
  if (tool === 'kubectx') return kubectlCall(['ctx', ...argv], kubeconfig)
  if (tool === 'kubens') return kubectlCall(['ns', ...argv], kubeconfig)
  return undefined
}

/** Say nothing about what the candidate made. */
const NOT_A_LOOK: ReadonlySet<string> = new Set([
  '',
  ...'config ctx ns completion version explain api-resources api-versions options help kustomize plugin'.split(' '),
])

/** Shows the candidate something of the task. Neutral words (cd, exit, ssh) do not; unknown tools might, so they count. */
export function isLook(call: Call): boolean {
  if (call.kubectl) {
    const { verb, changing } = call.kubectl
    return !call.dryRun && !NOT_A_LOOK.has(verb) && (changing !== true || verb === 'edit' || verb === 'debug')
  }
  if (call.opens === 'shell' || call.tool === 'ssh' || call.tool === 'sudo' || NEUTRAL.has(call.tool) || call.tool === '') return false
  return call.changing !== true
}
