// Claims about a text: every one that is present must hold.
import type { TextClaim } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'

/** Line ends and blanks at the end never cost points. */
export function textMismatches(claim: TextClaim | undefined, text: string, where: string): Mismatch[] {
  if (!claim) return []
  const plain = normal(text)
  const mismatch = (expected: string): Mismatch => ({ where, expected, observed: shorten(plain) })
  const found: Mismatch[] = []
  if (claim.equals !== undefined && plain !== normal(claim.equals)) found.push(mismatch(`the text ${shorten(normal(claim.equals))}`))
  for (const part of claim.contains ?? []) if (!plain.includes(part)) found.push(mismatch(`contains ${part}`))
  for (const part of claim.lacks ?? []) if (plain.includes(part)) found.push(mismatch(`does not contain ${part}`))
  if (claim.matches !== undefined && !new RegExp(claim.matches, 'm').test(plain)) found.push(mismatch(`matches /${claim.matches}/`))
  if (claim.lines) found.push(...lineMismatches(claim.lines, plain, where))
  return found
}

function lineMismatches(expected: readonly string[], text: string, where: string): Mismatch[] {
  const [wanted, there] = [linesOf(expected.join('\n')), linesOf(text)]
  const missing = without(wanted, there)
  const extra = without(there, wanted)
  if (missing.length === 0 && extra.length === 0) return []
  const observed = [missing.length > 0 ? `missing: ${missing.join(' | ')}` : '', extra.length > 0 ? `too much: ${extra.join(' | ')}` : '']
  return [
    {
      where,
      expected: `exactly these lines, in any order: ${shorten(wanted.join(' | '))}`,
      observed: shorten(observed.filter(Boolean).join('; ')),
    },
  ]
}

/** What of `list` is left when each item of `other` takes away one of its equals. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other]
  return list.filter((item) => {
    const index = rest.indexOf(item)
    if (index >= 0) rest.splice(index, 1)
    return index < 0
  })
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function normal(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n+$/, '')
}

/** A mismatch is read in one glance: 300 characters. */
export function shorten(text: string): string {
  if (text === '') return '(empty)'
  return text.length > 300 ? `${text.slice(0, 299)}…` : text
}
