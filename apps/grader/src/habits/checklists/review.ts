// Review: a look after the last change, flagged tasks seen again, nothing right made wrong.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import type { HabitTask } from '../context.ts'
import { type LastChange, lastChange } from '../last-change.ts'
import { firstOpened, pageAt, type Reading } from '../reading.ts'
import { clockTime, count, taskName } from '../rules/rule.ts'
import { type Evidence, item, slipOf, tasksInWords } from './item.ts'

export function review(evidence: Evidence): Checklist {
  return { id: 'review', title: 'Review', items: [looked(evidence), revisited(evidence), nothingBroken(evidence)] }
}

function looked(evidence: Evidence): ChecklistItem {
  const { reading, now } = evidence
  const it = item(evidence, 'looked', 'Look again after the last change')
  const changes = reading.context.tasks.flatMap((task) => {
    const last = lastChange(reading, task)
    return last ? [{ task, last }] : []
  })
  if (changes.length === 0) return it.notYet('Nothing was changed where commands are seen.')
  // At the open task the look may still come.
  const here = now === undefined ? undefined : pageAt(reading, now)
  const blind = changes.filter(({ task, last }) => !last.looked && task.id !== here)
  if (blind[0]) return it.missed(...withoutLook(reading, blind[0], blind.length))
  const seen = changes.filter(({ last }) => last.looked)
  if (!seen[0]) return it.notYet('')
  return it.done(`You looked again after the last change in ${tasksInWords(seen.map(({ task }) => task))}.`, seen[0].last.run)
}

function withoutLook(reading: Reading, { task, last }: { task: HabitTask; last: LastChange }, of: number) {
  const { run } = last
  const more = of > 1 ? ` (and in ${count(of - 1, 'more task')})` : ''
  const because = `${taskName(task)}: nothing was looked at after "${run.line.split('\n')[0]}" at ${clockTime(reading, run.at)}${more}.`
  return [because, run, `${taskName(task)}: look once at what you changed on ${task.host}; a get is enough.`] as const
}

function revisited(evidence: Evidence): ChecklistItem {
  const { reading } = evidence
  const it = item(evidence, 'revisited', 'Come back to what you flagged')
  const flagged = reading.context.tasks.flatMap((task) => {
    const event = reading.events('flagged').find((flag) => flag.task === task.id)
    return event ? [{ task, event }] : []
  })
  if (flagged.length === 0) return it.notYet('You flagged nothing.')
  const left = flagged.filter(({ task, event }) => !cameBack(reading, task.id, event.at))
  if (left.length === 0) return it.done(`You came back to ${tasksInWords(flagged.map(({ task }) => task))}.`, flagged[0]?.event)
  if (evidence.now !== undefined) return it.notYet('')
  return it.missed(`You did not come back to ${tasksInWords(left.map(({ task }) => task))}.`, left[0]?.event)
}

/** Also who takes the flag away has made up his mind about it. */
function cameBack(reading: Reading, task: string, flaggedAt: number): boolean {
  return (
    reading.visits.some((visit) => visit.task === task && visit.from > flaggedAt) ||
    reading.events('unflagged').some((event) => event.task === task && event.at > flaggedAt)
  )
}

/** Told by the final grade alone: while the attempt runs, what the grader knows stays sealed. */
function nothingBroken(evidence: Evidence): ChecklistItem {
  const { reading, findings, now } = evidence
  const it = item(evidence, 'nothing-broken', 'Break nothing that was right')
  if (now !== undefined) return it.notYet('')
  const slip = slipOf(findings, 'broke-it-later')
  if (slip) return it.missed(slip.says, slip)
  const banked = reading.context.tasks.filter(
    (task) =>
      Number.isFinite(firstOpened(reading, task.id)) &&
      reading.events('silent-grade').some((grade) => grade.task === task.id && grade.points > 0),
  )
  if (banked.length === 0) return it.notMeasured('No task was left with points in it before the end.')
  return it.done(`Whatever was right when you left ${tasksInWords(banked)} was right at the end.`)
}
