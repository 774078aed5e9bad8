// A fault in a scenario's files, told as `file:line:column: field: message`.

export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** As `checks[1].object.name`; empty for the file as a whole. */
  readonly field: string
  readonly message: string
}

export function formatProblem(problem: Problem): string {
  const field = problem.field === '' ? '' : `${problem.field}: `
  return `${problem.file}:${problem.line}:${problem.column}: ${field}${problem.message}`
}

/** `checks[1].object.name` for `['checks', 1, 'object', 'name']`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`)).join('')
}

/** Line and column (from 1) of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
