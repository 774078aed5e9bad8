// Judges one change that an object watch saw against the round that is open: right, elsewhere, not yet, or none of its business.
import { match } from '../grading/match.ts'
import type { KubeObject } from '../sandbox/kube.ts'
import { type DrillState, openRound, type Round } from './round.ts'

export interface SeenChange {
  /** Whose cluster it was. */
  readonly task: string
  readonly change: 'added' | 'modified' | 'deleted'
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}

export type Judgement =
  | { is: 'right' }
  | { is: 'elsewhere'; says: string; seen: string; object: string; place: string }
  /** The right place, not yet the right change. */
  | { is: 'not-yet'; says: string }
  | { is: 'nothing' }

/** Pure. `hosts`: the host of each task. `object` is what the watch saw, its last state when it was deleted. */
export function judge(drill: DrillState, seen: SeenChange, object: KubeObject, hosts: ReadonlyMap<string, string>): Judgement {
  const round = openRound(drill)
  if (!round) return { is: 'nothing' }
  if (isTarget(round, seen)) return isDone(round, seen.change === 'deleted' ? undefined : object) ? { is: 'right' } : notYet(seen)
  if (isOfEarlier(drill, seen)) return { is: 'nothing' }
  const otherCluster = seen.task !== round.task
  // Only what lies in namespaces can lie in the wrong one.
  const otherNamespace = round.namespace !== undefined && seen.namespace !== undefined && seen.namespace !== round.namespace
  if (!otherCluster && !otherNamespace) return notYet(seen)
  const place = placeOf(seen)
  // Once per place: what follows from one slip is not another.
  if (round.wrong.some((write) => write.place === place)) return { is: 'nothing' }
  const host = hosts.get(seen.task) ?? seen.task
  const says = otherCluster
    ? `That landed on ${host}: the round is on ${round.host}.`
    : `That landed in namespace ${seen.namespace}: the round is in ${round.namespace}.`
  const where = seen.namespace === undefined ? host : `${host}, namespace ${seen.namespace}`
  return { is: 'elsewhere', says, seen: `${nameOf(seen)} ${DONE[seen.change]} on ${where}`, object: objectOf(seen), place }
}

/** Whether the round's object is as asked; undefined: there is no such object. */
export function isDone({ wanted }: Round, object: KubeObject | undefined): boolean {
  if (wanted.is === 'gone') return object === undefined
  return object !== undefined && match(wanted.fields, object).length === 0
}

const DONE = { added: 'created', modified: 'changed', deleted: 'deleted' } as const

function isTarget(round: Round, seen: SeenChange): boolean {
  return seen.task === round.task && seen.kind === round.kind && seen.name === round.name && seen.namespace === round.namespace
}

/** A second Enter on a round that is over, or the undoing of a slip. */
function isOfEarlier({ rounds }: DrillState, seen: SeenChange): boolean {
  const object = objectOf(seen)
  return rounds.some(
    (round) =>
      (round.phase !== 'waiting' && round.phase !== 'open' && isTarget(round, seen)) ||
      round.wrong.some((write) => write.object === object),
  )
}

function notYet(seen: SeenChange): Judgement {
  return { is: 'not-yet', says: `${nameOf(seen)} ${DONE[seen.change]} in the right place, but not as asked yet.` }
}

const nameOf = ({ kind, name }: SeenChange): string => `${kind.toLowerCase()}/${name}`
const placeOf = ({ task, namespace = '' }: SeenChange): string => `${task}/${namespace}`
const objectOf = (seen: SeenChange): string => `${placeOf(seen)}/${seen.kind}/${seen.name}`
