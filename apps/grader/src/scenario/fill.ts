// Fills `{{name}}` in any text of a scenario, before anything else reads the text: yaml, markdown, manifests, scripts.
import type { Values } from './parameters.ts'

const MARK = /\{\{([a-zA-Z][a-zA-Z0-9]*)\}\}/g

/** Words of Go templates that look like a parameter and are left alone (`-o go-template=...{{end}}`). */
const GO_TEMPLATE = new Set(['end', 'else', 'break', 'continue'])

export interface Filled {
  readonly text: string
  /** The offset in the text as written, for an offset in the filled text. */
  original(offset: number): number
}

/** Marks without a value stay as they are; `marksIn` finds them. */
export function fill(text: string, values: Values): Filled {
  const shifts: { at: number; original: number }[] = []
  let out = ''
  let last = 0
  for (const match of text.matchAll(MARK)) {
    const value = values[match[1] ?? '']
    if (value === undefined) continue
    out += text.slice(last, match.index)
    shifts.push({ at: out.length, original: match.index })
    out += String(value)
    last = match.index + match[0].length
    shifts.push({ at: out.length, original: last })
  }
  out += text.slice(last)
  return {
    text: out,
    original: (offset) => {
      const shift = shifts.findLast((candidate) => candidate.at <= offset)
      return shift ? shift.original + (offset - shift.at) : offset
    },
  }
}

/** Every `{{name}}` of a text with its offset. */
export function marksIn(text: string): { name: string; offset: number }[] {
  return [...text.matchAll(MARK)]
    .map((match) => ({ name: match[1] ?? '', offset: match.index }))
    .filter((mark) => !GO_TEMPLATE.has(mark.name))
}

/** The text with every mark replaced by a word of the same length: parses as yaml with all offsets unchanged. */
export function withPlaceholders(text: string): string {
  return text.replace(MARK, (_mark, name: string) => `x_${name}_x`)
}
