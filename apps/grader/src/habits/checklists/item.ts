// What the checklists share: how an item is made, and when a task was worked on.
import type { ChecklistItem } from '@unflunk/shared/checklist'
import type { Finding } from '@unflunk/shared/habits'
import type { HabitTask } from '../context.ts'
import type { Reading } from '../reading.ts'

/** An attempt as the checklists see it. */
export interface Evidence {
  readonly reading: Reading
  readonly findings: readonly Finding[]
  /** The present moment of a running attempt; undefined when it has ended. */
  readonly now: number | undefined
}

interface Moment {
  readonly at?: number
  readonly terminal?: string | undefined
}

export interface Item {
  done(because: string, moment?: Moment): ChecklistItem
  /** `hint`: what to do now, at the level of the coach. */
  missed(because: string, moment?: Moment, hint?: string): ChecklistItem
  /** Running: may still be kept. Ended: it was not, and why that cannot be told. */
  notYet(whenEnded: string, hint?: string): ChecklistItem
  notMeasured(because: string): ChecklistItem
}

export function item({ now }: Pick<Evidence, 'now'>, id: string, says: string): Item {
  const of = (state: ChecklistItem['state'], because?: string, moment?: Moment, hint?: string): ChecklistItem => ({
    id,
    says,
    state,
    ...(because === undefined ? {} : { because }),
    ...(moment?.at === undefined ? {} : { at: moment.at }),
    ...(moment?.terminal === undefined ? {} : { terminal: moment.terminal }),
    ...(hint === undefined ? {} : { hint }),
  })
  return {
    done: (because, moment) => of('done', because, moment),
    missed: (because, moment, hint) => of('missed', because, moment, now === undefined ? undefined : hint),
    notYet: (whenEnded, hint) => (now === undefined ? of('not-measured', whenEnded) : of('open', undefined, undefined, hint)),
    notMeasured: (because) => of('not-measured', because),
  }
}

export function slipOf(findings: readonly Finding[], ...rules: string[]): Finding | undefined {
  return findings.find((finding) => finding.kind === 'slip' && rules.includes(finding.rule))
}

export function keptOf(findings: readonly Finding[], ...rules: string[]): Finding | undefined {
  return findings.find((finding) => finding.kind === 'kept' && rules.includes(finding.rule))
}

/** "tasks 1, 3 and 4" */
export function tasksInWords(tasks: readonly HabitTask[]): string {
  const numbers = new Intl.ListFormat('en-GB').format(tasks.map((task) => String(task.number)))
  return `${tasks.length === 1 ? 'task' : 'tasks'} ${numbers}`
}
