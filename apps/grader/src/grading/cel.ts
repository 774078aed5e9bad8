// CEL over one object, with quantity(), condition() and ready(); a false expression is told part by part.
import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { parseQuantity } from '../lib/quantity.ts'
import type { KubeObject } from '../sandbox/kube.ts'
import type { Difference } from './match.ts'
import { condition, ready } from './ready.ts'

/** Functions see the object as CEL does (integers are bigint), so they get it back in plain numbers. */
const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
  .registerVariable('object', 'dyn')
  .registerFunction('quantity(dyn): double', (value: unknown) => quantity(value))
  .registerFunction('condition(dyn, string): bool', (object: unknown, type: string) => condition(toPlain(object), type))
  .registerFunction('ready(dyn): bool', (object: unknown) => ready(toPlain(object)))

/** Why an expression cannot be used; undefined when it can. */
export function celProblem(expression: string): string | undefined {
  const result = environment.check(expression)
  if (!result.valid) return `is not valid CEL: ${(result.error?.message ?? 'unknown').split('\n')[0]}`
  return result.type === 'bool' || result.type === 'dyn' ? undefined : `must be a yes or no, but is of type ${result.type}`
}

/** The parts of `a && b && c` that do not hold. Throws when the expression itself is broken (the loader checks it). */
export function celDifferences(expression: string, object: KubeObject): Difference[] {
  const context = { object: toCel(object) }
  return conjuncts(environment.parse(expression).ast).flatMap((part) => {
    const outcome = evaluate(source(part), context)
    if (outcome.ok && outcome.value === true) return []
    return [{ path: '', expected: source(part), observed: outcome.ok ? observe(part, context) : missing(outcome.message) }]
  })
}

/** Text and number literals of an expression, for the rule that every detail stands in the task text. */
export function celLiterals(expression: string): (string | number)[] {
  try {
    return literals(environment.parse(expression).ast)
  } catch {
    return [] // a broken expression is told by celProblem
  }
}

type Outcome = { ok: true; value: unknown } | { ok: false; message: string }

function evaluate(expression: string, context: { object: unknown }): Outcome {
  try {
    return { ok: true, value: environment.evaluate(expression, context) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function missing(message: string): string {
  const key = /No such key: (\S+)/.exec(message)?.[1]
  return key ? `${key} is not set` : (message.split('\n')[0] ?? message)
}

function conjuncts(node: ASTNode): ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node]
}

/** For `left == right` and its kin: what `left` is. */
function observe(node: ASTNode, context: { object: unknown }): string {
  if (!isComparison(node)) return 'it is not so'
  const left = evaluate(source(node.args[0]), context)
  return left.ok ? `${source(node.args[0])} is ${show(left.value)}` : missing(left.message)
}

type Comparison = Extract<ASTNode, { op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' }>

function isComparison(node: ASTNode): node is Comparison {
  return ['==', '!=', '<', '<=', '>', '>=', 'in'].includes(node.op)
}

function source(node: ASTNode): string {
  return node.input.slice(node.range.start, node.range.end)
}

/** Arguments of condition() and the like are the API's vocabulary; 0 and 1 are counts nobody needs to be told. */
function literals(node: ASTNode): (string | number)[] {
  switch (node.op) {
    case 'value':
      if (typeof node.args === 'string') return node.args === '' ? [] : [node.args]
      return typeof node.args === 'bigint' && node.args > 1n ? [Number(node.args)] : []
    case 'call':
      return node.args[0] === 'condition' || node.args[0] === 'has' ? [] : node.args[1].flatMap(literals)
    case 'rcall':
      return [node.args[1], ...node.args[2]].flatMap(literals)
    case 'list':
      return node.args.flatMap(literals)
    case 'map':
      return node.args.flat().flatMap(literals)
    case 'id':
      return []
    case '.':
    case '.?':
      return literals(node.args[0])
    case '[]':
    case '[?]':
      // An index is a place in the object (`annotations['x']`), which the candidate does have to know.
      return node.args.flatMap(literals)
    case '?:':
      return node.args.flatMap(literals)
    case '!_':
    case '-_':
      return literals(node.args)
    default:
      return node.args.flatMap(literals)
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)) ?? 'not set'
}

function quantity(value: unknown): number {
  const amount = parseQuantity(typeof value === 'bigint' ? Number(value) : value)
  if (amount === undefined) throw new Error(`${show(value)} is not a quantity`)
  return amount
}

/** CEL tells int and double apart: whole numbers become bigint. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(toCel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]))
}

/** The only objects that reach our functions are `object` and what an author selects from it. */
function toPlain(value: unknown): KubeObject {
  return JSON.parse(show(value)) as KubeObject
}
