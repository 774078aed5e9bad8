// What the rules know about an attempt besides its log: the tasks as they were set, and how they were graded in the end.
import type { Check } from '@unflunk/shared/check'
import type { TaskGrade } from '@unflunk/shared/grading'

export interface HabitTask {
  /** The session's id: `t1`, `t2`, ... */
  readonly id: string
  readonly number: number
  readonly title: string
  /** Percent of the exam; 100 in practice. The weights of an attempt add up to 100. */
  readonly weight: number
  /** Budget in minutes. */
  readonly minutes: number
  /** The ssh name, as `cka7968`. */
  readonly host: string
  /** Names of the other machines of its cluster: `node01`, ... Other tasks may have machines of the same names. */
  readonly nodes: readonly string[]
  /** Id of its cluster in the fleet. */
  readonly cluster: string
  /** Contexts of the kubeconfig on base that reach its cluster, where there are any: the older style of exam. */
  readonly contexts?: readonly string[]
  /** task.md with parameters filled in. */
  readonly text: string
  /** With parameters filled in. */
  readonly checks: readonly Check[]
  /** The final grade; undefined when there is none (abandoned, or not graded yet). */
  readonly grade: TaskGrade | undefined
}

export interface HabitContext {
  readonly kind: 'exam' | 'practice'
  /** In the order of the exam. */
  readonly tasks: readonly HabitTask[]
}

/** Of a cluster that several tasks share, a change is the task's that it was told for. */
export function happenedTo(task: HabitTask, event: { readonly cluster: string; readonly task?: string | undefined }): boolean {
  return event.cluster === task.cluster && (event.task === undefined || event.task === task.id)
}

/** What a context on base that reaches this task's cluster is called. */
export function contextsOf(task: HabitTask): readonly string[] {
  return task.contexts ?? [task.host]
}

/**
 * Namespaces that a task speaks of: where its objects belong, those that its text writes as `-n x`, namespace `x` or `x` namespace,
 * and those of its other checks that stand in backticks. A check may also probe places that the text says nothing of, as `default` or
 * `kube-system`: these do not count. Empty when the task means `default` by saying nothing.
 */
export function namespacesOf(task: HabitTask): ReadonlySet<string> {
  const inText = task.text.matchAll(/namespaces?:?\s+`([a-z0-9-]+)`|`([a-z0-9-]+)`\s+namespace|-n[= ]`?([a-z0-9-]+)/gi)
  const named = [...inText].flatMap((match) => match.slice(1).filter((name) => name !== undefined))
  const ofObjects = objectsOf(task).flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace]))
  const probed = namespacesInChecks(task).filter((name) => task.text.includes(`\`${name}\``))
  const plainDefault = /\bdefault namespace\b|\bnamespace default\b/i.test(task.text) ? ['default'] : []
  return new Set([...named, ...ofObjects, ...probed, ...plainDefault])
}

function namespacesInChecks(task: HabitTask): string[] {
  return task.checks
    .flatMap((check) => {
      switch (check.kind) {
        case 'resource':
          return [check.object.namespace]
        case 'absent':
          return [check.object, ...check.while].map((object) => object.namespace)
        case 'can-i':
          return check.all.map((claim) => claim.namespace)
        case 'connect':
          return check.all.map((claim) => ('pod' in claim.from ? claim.from.pod.namespace : undefined))
        case 'process':
          return [check.pod.namespace]
        case 'exec':
          return [typeof check.on === 'string' ? undefined : check.on.pod.namespace]
        default:
          return []
      }
    })
    .filter((name) => name !== undefined)
}

/** An object that a task is about: from its checks. `namespace` undefined: cluster-wide, or the default namespace. */
export interface NamedObject {
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

/** The objects that the checks of a task ask for by name, with the id of the check. */
export function objectsOf(task: HabitTask): (NamedObject & { check: string })[] {
  return task.checks.flatMap((check) =>
    check.kind === 'resource' && check.object.name !== undefined
      ? [{ kind: check.object.kind, name: check.object.name, namespace: check.object.namespace, check: check.id }]
      : [],
  )
}

/**
 * Whether the text asks for an object of this kind and name, though no check names it: the name in backticks, and the kind's word
 * (`ServiceAccount`, service account) anywhere.
 */
export function textAsksFor(task: HabitTask, kind: string, name: string): boolean {
  if (!task.text.includes(`\`${name}\``)) return false
  const words = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '\\s?')
  return new RegExp(`\\b${words}s?\\b`, 'i').test(task.text)
}

/** What one point of a task is worth, in percent of the exam. */
export function percentPerPoint(task: HabitTask): number {
  const of = task.checks.reduce((sum, check) => sum + (check.guard ? 0 : check.points), 0)
  return of === 0 ? 0 : task.weight / of
}

/** Ids of the checks that failed in the end (our own errors are no failures). */
export function failedChecks(task: HabitTask): ReadonlySet<string> {
  return new Set((task.grade?.verdicts ?? []).flatMap((verdict) => (verdict.outcome === 'fail' ? [verdict.checkId] : [])))
}
