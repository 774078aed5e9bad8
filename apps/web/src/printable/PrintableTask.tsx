// One task of the printed report: its text, what each check saw, and the model solutions.
import type { TaskResult } from '@unflunk/shared/api'
import type { Verdict } from '@unflunk/shared/grading'
import { minutesLong } from '../ui/duration.ts'

const outcomes = { pass: 'Passed', fail: 'Failed', error: 'Could not be checked', open: 'Not checked' } as const

export function PrintableTask({ task }: { task: TaskResult }) {
  const { number, title, domainTitle, host, grade, checks, markdown, solutions, minutesSpent, minutesBudget } = task
  const verdicts = new Map(grade.verdicts.map((verdict) => [verdict.checkId, verdict]))
  return (
    <section className="task">
      <h3>
        {number}. {title}: {grade.points} of {grade.of} points
      </h3>
      <p className="dim">
        {domainTitle}, {host}, {minutesLong(minutesSpent)} of a budget of {minutesLong(minutesBudget)}
      </p>
      <ul>
        {checks.map(({ id, says }) => (
          <PrintedCheck key={id} says={says} verdict={verdicts.get(id)} />
        ))}
      </ul>
      <pre>{markdown}</pre>
      {solutions.map(({ name, script }) => (
        <div key={name}>
          <p className="dim">Model solution: {name}</p>
          <pre>{script}</pre>
        </div>
      ))}
    </section>
  )
}

function PrintedCheck({ says, verdict }: { says: string; verdict: Verdict | undefined }) {
  const outcome = verdict?.outcome ?? 'open'
  return (
    <li>
      <strong className={outcome === 'pass' ? 'ok' : outcome}>{outcomes[outcome]}</strong>: {says}
      {verdict?.outcome === 'fail' &&
        verdict.mismatches.map(({ where, expected, observed, hint }) => (
          <p key={`${where} ${expected} ${observed}`} className="dim">
            {where}: expected {expected}; observed {observed}. {hint}
          </p>
        ))}
      {verdict?.outcome === 'error' && <p className="dim">{verdict.message}</p>}
    </li>
  )
}
