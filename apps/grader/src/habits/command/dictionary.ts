// What the candidate's words stand for: variables, aliases and functions that were defined earlier, filled into the words of a command.
import type { Assignment, Word, WordPart } from 'unbash'
import { commandsOf, type FoundCommands } from './commands-of.ts'

/** `export do="--dry-run=client -o yaml"`, `alias kn='kubectl -n'`, `kn() { kubectl -n "$@"; }`. */
export interface Dictionary {
  readonly variables: ReadonlyMap<string, string>
  readonly aliases: ReadonlyMap<string, string>
  readonly functions: ReadonlyMap<string, string>
}

/** What every host of the exam has, and the two variables that nearly everybody defines. */
export const usualWords: Dictionary = {
  variables: new Map([
    ['do', '--dry-run=client -o yaml'],
    ['now', '--force --grace-period=0'],
  ]),
  aliases: new Map([['k', 'kubectl']]),
  functions: new Map(),
}

/** A line without any of these defines nothing. */
export const DEFINES = /=|\(\)|\bfunction\b|\bunalias\b|\bunset\b/

/** `{a,b}` with more parts than this stays as typed. */
const MOST_PARTS = 16

/** The dictionary after a line that defined variables, aliases or functions; the same object when it did not. */
export function learn(line: string, words: Dictionary): Dictionary {
  return DEFINES.test(line) ? learnFrom(commandsOf(line), words) : words
}

/** The same for a line that was taken apart already. */
export function learnFrom(found: FoundCommands, words: Dictionary): Dictionary {
  const variables = new Map(words.variables)
  const aliases = new Map(words.aliases)
  for (const { command } of found.commands) {
    const tool = command.name?.value
    const given = [...command.prefix, ...command.suffix].flatMap((one) => (one.type === 'Assignment' || one.type === 'Word' ? [one] : []))
    for (const one of given) {
      const pair = pairOf(one)
      if (pair && tool === 'alias') aliases.set(...pair)
      else if (pair && (one.type === 'Assignment' || ['export', 'declare', 'local', 'readonly'].includes(tool ?? '')))
        variables.set(...pair)
      else if (tool === 'unalias' && one.type === 'Word') aliases.delete(one.value)
      else if (tool === 'unset' && one.type === 'Word') variables.delete(one.value)
    }
  }
  return { variables, aliases, functions: new Map([...words.functions, ...found.functions]) }
}

function pairOf(word: Word | Assignment): [string, string] | undefined {
  if (word.type === 'Assignment') return word.value.type === 'Word' ? [word.name, word.value.value] : undefined
  const at = word.value.indexOf('=')
  return at > 0 ? [word.value.slice(0, at), word.value.slice(at + 1)] : undefined
}

/** The words that a word becomes: a variable that holds several words becomes several, unless it is quoted; `x{,.bak}` becomes two. */
export function expand(word: Word, variables: Dictionary['variables']): string[] {
  if (word.parts === undefined) return [word.value]
  let made: string[] = ['']
  const append = (tails: readonly string[]) => {
    made = tails.length === 0 ? made : made.flatMap((head) => tails.map((tail) => head + tail)).slice(0, MOST_PARTS)
  }
  for (const part of word.parts) {
    if (part.type === 'BraceExpansion') append(braces(part.text))
    else if (part.type === 'DoubleQuoted') append([part.parts.map((inner) => textOf(inner, variables)).join('')])
    else {
      const value = textOf(part, variables)
      const split = part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion'
      // A variable in the middle of a word is not split: several words would be a mistake there.
      if (split && word.parts.length === 1) return value.split(/\s+/)
      append([value])
    }
  }
  return made
}

function textOf(part: WordPart, variables: Dictionary['variables']): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    case 'SimpleExpansion':
      return variables.get(part.text.slice(1)) ?? part.text
    case 'ParameterExpansion': {
      const known = variables.get(part.parameter)
      if (part.operation === undefined && part.prefix === undefined) return known ?? part.text
      const otherwise =
        part.operation?.type === 'Default' && /^:?[-=]$/.test(part.operation.operator) ? part.operation.operand.value : undefined
      return (otherwise === undefined ? undefined : (known ?? otherwise)) ?? part.text
    }
    default:
      return part.text
  }
}

/** `{a,b}` and `{1..3}`; what it cannot read stays as typed. */
function braces(text: string): string[] {
  const inner = text.slice(1, -1)
  const range = /^(\d+)\.\.(\d+)$/.exec(inner)
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])]
    return to < from || to - from >= MOST_PARTS ? [text] : Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
  }
  if (/[{}$'"`\\]/.test(inner) || !inner.includes(',')) return [text]
  const parts = inner.split(',')
  return parts.length > MOST_PARTS ? [text] : parts
}
