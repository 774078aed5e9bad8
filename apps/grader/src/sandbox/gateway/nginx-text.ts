// Text as nginx's configuration language reads it. It has no escape for a dollar sign, so a variable of ours holds one.

export const DOLLAR = 'geo $dollar { default "$"; }'

/** Taken as it is: paths of locations, keys of maps, regular expressions. */
export function literal(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

/** Where nginx looks for variables: `text` has none of its own. */
export function plain(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replaceAll('$', '$' + '{dollar}')
}

/** Like `plain`, but $1 to $9 are what a pattern has caught. */
export function withCaptures(text: string): string {
  return plain(text).replace(/\$\{dollar\}([1-9])/g, '$$$1')
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** nginx reads words of up to 4096 bytes; each letter may take three, and a backslash. */
const LONGEST = 1_000 // letters

/** What may stand in a configuration at all: no control characters, and not too much. */
export function isWritable(text: string): boolean {
  return text.length <= LONGEST && /^\P{Cc}*$/u.test(text)
}

/** A header that nginx can name in a variable. */
export function isHeaderName(name: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(name)
}

export function headerVariable(name: string): string {
  return `$http_${name.toLowerCase().replaceAll('-', '_')}`
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
