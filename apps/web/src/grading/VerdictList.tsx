// What the checks say: passed, failed with expected and observed, or not run by our own fault.
import type { Mismatch, ShownCheck, Verdict } from '@unflunk/shared/grading'
import { Icon } from '../ui/Icon.tsx'
import { Mark } from '../ui/Mark.tsx'
import styles from './VerdictList.module.css'

const outcomes = {
  pass: { icon: 'check', tone: 'ok', word: 'passed' },
  fail: { icon: 'cross', tone: 'danger', word: 'failed' },
  error: { icon: 'warning', tone: 'warning', word: 'could not be checked' },
  open: { icon: 'clock', tone: 'neutral', word: 'not checked' },
} as const

function MismatchView({ mismatch }: { mismatch: Mismatch }) {
  return (
    <div className={styles.mismatch}>
      <dl>
        <dt>Expected</dt>
        <dd>{mismatch.expected}</dd>
        <dt>Observed</dt>
        <dd className={styles.observed}>{mismatch.observed}</dd>
        <dt>Where</dt>
        <dd>{mismatch.where}</dd>
      </dl>
      {mismatch.hint && (
        <p className={styles.hint}>
          <Icon name="bulb" size={14} />
          {mismatch.hint}
        </p>
      )}
    </div>
  )
}

function pointsOf(check: ShownCheck, outcome: keyof typeof outcomes): string {
  if (check.guard) return outcome === 'fail' ? `−${check.points}` : 'guard'
  return `${outcome === 'pass' ? check.points : 0} / ${check.points}`
}

function CheckRow({ check, verdict }: { check: ShownCheck; verdict: Verdict | undefined }) {
  const outcome = verdict?.outcome ?? 'open'
  return (
    <li className={styles.check}>
      <Mark icon={outcomes[outcome].icon} tone={outcomes[outcome].tone} />
      <div className={styles.body}>
        <p className={styles.says}>
          <span>
            <span className="sr-only">{outcomes[outcome].word}: </span>
            {check.says}
          </span>
          <span className={styles.points}>{pointsOf(check, outcome)}</span>
        </p>
        {verdict?.outcome === 'fail' &&
          verdict.mismatches.map((mismatch) => (
            <MismatchView key={`${mismatch.where} ${mismatch.expected} ${mismatch.observed}`} mismatch={mismatch} />
          ))}
        {verdict?.outcome === 'error' && <p className={styles.error}>Could not be checked, and does not count: {verdict.message}</p>}
      </div>
    </li>
  )
}

export function VerdictList({ checks, verdicts }: { checks: readonly ShownCheck[]; verdicts: readonly Verdict[] }) {
  const byId = new Map(verdicts.map((verdict) => [verdict.checkId, verdict]))
  return (
    <ul className={styles.list}>
      {checks.map((check) => (
        <CheckRow key={check.id} check={check} verdict={byId.get(check.id)} />
      ))}
    </ul>
  )
}
