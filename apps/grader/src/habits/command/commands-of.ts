// Finds the simple commands of a line: in pipes, lists, loops, subshells, substitutions. Bounded: it reads at most so much of a line.
import { type Command, type For, forEachChild, parse, type Redirection, type SyntaxNode } from 'unbash'

export interface FoundCommand {
  readonly command: Command
  /** Loop variables around it, whose values are written in the line. */
  readonly bound: ReadonlyMap<string, string>
  /** Redirections of a group around it: `(a; b) > file`. */
  readonly around: readonly Redirection[]
  /** Its input is what another command prints. */
  readonly piped: boolean
}

export interface FoundCommands {
  readonly commands: readonly FoundCommand[]
  /** Bodies of functions that the line defines; they do not run here. */
  readonly functions: ReadonlyMap<string, string>
}

/** A line is longer than this only by what it holds for others (a manifest in a heredoc). 5 ms are enough for it. */
const MOST_READ = 4000 // characters
/** Groups, substitutions and quotes within each other: JSON may be ten deep, what people type is not. */
const DEEPEST = 24
/** `for n in 1 2 3 ...`: beyond this the body is read once, with its variable. */
const MOST_TURNS = 12
const MOST_COMMANDS = 100

/** Never throws: what cannot be parsed gives the commands found so far. */
export function commandsOf(line: string): FoundCommands {
  const walk = new Walk(line.slice(0, MOST_READ))
  try {
    if (!tooDeep(walk.text)) walk.visit(parse(walk.text), { bound: new Map(), around: [], piped: false })
  } catch {
    // The parser is tolerant; should it fail on some line nevertheless, that line says nothing, and rules go by effects.
  }
  return walk
}

type Surroundings = Omit<FoundCommand, 'command'>

class Walk implements FoundCommands {
  readonly text: string
  readonly commands: FoundCommand[] = []
  readonly functions = new Map<string, string>()

  constructor(text: string) {
    this.text = text
  }

  visit(node: SyntaxNode, where: Surroundings): void {
    if (this.commands.length >= MOST_COMMANDS) return
    switch (node.type) {
      case 'Command':
        this.commands.push({ ...where, command: node })
        this.#children(node, { ...where, around: [], piped: false })
        return
      case 'Function':
        this.functions.set(node.name.value, this.text.slice(node.body.pos, node.body.end))
        return
      case 'For':
        this.#turns(node, where)
        return
      case 'Redirected':
        this.#children(node, { ...where, around: [...where.around, ...node.redirects] })
        return
      case 'Pipeline':
        for (const [index, command] of node.commands.entries()) {
          const last = index === node.commands.length - 1
          this.visit(command, { ...where, around: last ? where.around : [], piped: index > 0 || where.piped })
        }
        return
      default:
        this.#children(node, where)
    }
  }

  #children(node: SyntaxNode, where: Surroundings): void {
    forEachChild(node, (child) => this.visit(child, where))
  }

  #turns(loop: For, where: Surroundings): void {
    const values = loop.wordlist?.map((word) => (word.parts === undefined ? word.value : undefined)) ?? []
    const known = values.length > 0 && values.length <= MOST_TURNS && values.every((value) => value !== undefined)
    if (!known) this.#children(loop, where)
    else for (const value of values) this.visit(loop.body, { ...where, bound: new Map([...where.bound, [loop.name.value, value ?? '']]) })
  }
}

/** Nesting without end costs the parser more than its length: such a line is no command that somebody typed. */
function tooDeep(text: string): boolean {
  let depth = 0
  let backticks = 0
  for (const character of text) {
    if (character === '(' || character === '{') depth += 1
    else if (character === ')' || character === '}') depth = Math.max(0, depth - 1)
    else if (character === '`') backticks += 1
    if (depth > DEEPEST || backticks > 2 * DEEPEST) return true
  }
  return false
}
