// What a candidate may say of an exam before its score is shown: the expected percent, sleep, place. All of it may be left out.
import type { Place, SelfReport, Sleep } from '@unflunk/shared/self-report'
import { useId } from 'react'
import { Choice } from '../ui/Choice.tsx'
import styles from './SelfReportFields.module.css'

const sleeps: readonly { value: Sleep; label: string }[] = [
  { value: 'good', label: 'well' },
  { value: 'short', label: 'short' },
  { value: 'bad', label: 'badly' },
]
const places: readonly { value: Place; label: string }[] = [
  { value: 'quiet', label: 'quiet' },
  { value: 'noisy', label: 'noisy' },
]

/** Whole percents within 0 and 100; an empty field says nothing. */
function percentFrom(text: string): number | undefined {
  const number = Number.parseInt(text, 10)
  return Number.isNaN(number) ? undefined : Math.min(100, Math.max(0, number))
}

type SelfReportFieldsProps = { report: SelfReport; onChange: (report: SelfReport) => void }

export function SelfReportFields({ report, onChange }: SelfReportFieldsProps) {
  const id = useId()
  return (
    <div className={styles.fields}>
      <div className={styles.row}>
        <label htmlFor={id}>What score do you expect?</label>
        <span className={styles.percent}>
          <input
            id={id}
            type="number"
            inputMode="numeric"
            min={0}
            max={100}
            step={1}
            value={report.prediction ?? ''}
            onChange={(event) => onChange({ ...report, prediction: percentFrom(event.target.value) })}
          />{' '}
          %
        </span>
      </div>
      <Choice label="You slept" options={sleeps} value={report.sleep} onChange={(sleep) => onChange({ ...report, sleep })} />
      <Choice label="The place was" options={places} value={report.place} onChange={(place) => onChange({ ...report, place })} />
      <p className={styles.note}>All of it is optional, stays on this machine and never counts.</p>
    </div>
  )
}
