// Reads one yaml file against a zod schema; every fault is told at its line and column, all of them at once.
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'
import type { z } from 'zod'
import { fill } from './fill.ts'
import type { Values } from './parameters.ts'
import { fieldName, type Problem, placeOf } from './problem.ts'

export interface YamlFile<T> {
  /** undefined when there are problems. */
  readonly value: T | undefined
  readonly problems: Problem[]
  /** A problem at a field of this file. */
  problemAt(path: readonly PropertyKey[], message: string): Problem
}

/** `file` is the name for messages. The text is filled with `values` before it is parsed; places are those of the text as written. */
export function parseYamlFile<S extends z.ZodType>(file: string, text: string, schema: S, values: Values = {}): YamlFile<z.output<S>> {
  const filled = fill(text, values)
  const document = parseDocument(filled.text, { prettyErrors: false, logLevel: 'error' })
  const at = (offset: number) => placeOf(text, filled.original(offset))
  const problemAt = (path: readonly PropertyKey[], message: string, key?: string): Problem => ({
    file,
    ...at(offsetOf(document, path, key)),
    field: fieldName(path),
    message,
  })
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ file, ...at(error.pos[0]), field: '', message: yamlMessage(error.message) }))
    return { value: undefined, problems, problemAt }
  }
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { value: parsed.data, problems: [], problemAt }
  const problems = flatten(parsed.error.issues).map(({ path, message, key }) => problemAt(path, message, key))
  return { value: undefined, problems, problemAt }
}

function yamlMessage(message: string): string {
  return message.includes('flow') || message.includes('{') ? `${message} (is a {{parameter}} missing its quotes, or unknown?)` : message
}

interface FlatIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Point at this key of the map at `path`. */
  readonly key?: string
}

function flatten(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[] = []): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path, message: `unknown field "${key}"`, key }))
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return flatten(nearestBranch(issue.errors), path)
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
      return [{ path, message: `is missing (${issue.expected})` }]
    }
    return [{ path, message: issue.message }]
  })
}

/** The branch that the author most likely meant: the one whose own keys fit best, then the one with fewest issues. */
function nearestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const foreign = (issue: z.core.$ZodIssue) =>
    issue.path.length === 0 || (issue.path.length === 1 && issue.message.endsWith('received undefined'))
  const misfit = (branch: readonly z.core.$ZodIssue[]) => branch.filter(foreign).length * 100 + branch.length
  return [...branches].sort((a, b) => misfit(a) - misfit(b))[0] ?? []
}

/** Where a field begins; for a missing field, where its nearest existing parent begins. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], key?: string): number {
  let node: unknown = document.contents
  let offset = startOf(document.contents) ?? 0
  for (const part of path) {
    const child = childOf(document, node, part)
    if (child === undefined) return offset
    node = child
    offset = startOf(child) ?? offset
  }
  if (key === undefined || !isMap(node)) return offset
  return startOf(node.items.find((pair) => keyText(pair.key) === key)?.key) ?? offset
}

function childOf(document: Document.Parsed, node: unknown, part: PropertyKey): unknown {
  const target = isAlias(node) ? node.resolve(document) : node
  if (isMap(target)) return target.items.find((pair) => keyText(pair.key) === String(part))?.value ?? undefined
  if (isSeq(target)) return target.items[Number(part)]
  return undefined
}

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : typeof key === 'string' ? key : undefined
}

function startOf(node: unknown): number | undefined {
  const range = isNode(node) ? node.range : undefined
  return range?.[0]
}
