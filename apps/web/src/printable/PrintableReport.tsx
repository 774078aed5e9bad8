// The report of an attempt as one page to print or send: no script, nothing from elsewhere, everything open.
import type { AttemptResult } from '@unflunk/shared/api'
import { type ReactNode, useMemo } from 'react'
import { loss, nearestPoints, percent, scoreWithout, withinReach } from '../grading/points.ts'
import { clockTime } from '../grading/replay-source.ts'
import { type Fact, factsOf } from '../habits/facts.ts'
import { reasons } from '../habits/reasons.ts'
import { minutesLong } from '../ui/duration.ts'
import { PrintableTask } from './PrintableTask.tsx'
import { printableStyle } from './style.ts'

export interface PrintedRecording {
  readonly terminal: string
  /** asciicast v3. */
  readonly text: string
}

export function PrintableReport({ result, recordings }: { result: AttemptResult; recordings: readonly PrintedRecording[] }) {
  const { attempt, score, passMark, passed, minutesUsed, minutes, startedAt, habits } = result
  const exam = attempt.kind === 'exam'
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>{`${attempt.title}: ${score} %`}</title>
        <style>{printableStyle}</style>
      </head>
      <body>
        <p className="dim">
          Unflunk report, {new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(startedAt)}
        </p>
        <h1>
          {attempt.title}: {score} %
        </h1>
        <p>
          {exam && `${passed ? 'Passed' : 'Not passed'}, ${passMark} needed. `}
          {minutesLong(Math.round(minutesUsed))} of {minutesLong(minutes)} used.
        </p>
        {exam && !passed && <PrintedNearest result={result} />}
        {exam && <PrintedLedger result={result} />}
        <Part title="Checklists" rows={habits.checklists}>
          {habits.checklists.map(({ id, title, items }) => (
            <div key={id}>
              <h3>{title}</h3>
              <ul>
                {items.map((item) => (
                  <li key={item.id}>
                    <strong>{itemWords[item.state]}:</strong> {item.says}
                    {item.because && <span className="dim"> {item.because}</span>}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </Part>
        <Part title="By domain" rows={result.domains}>
          <table>
            <tbody>
              {result.domains.map(({ key, title, points, of }) => (
                <tr key={key}>
                  <td>{title}</td>
                  <td className="number">
                    {percent(points)} of {percent(of)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Part>
        <PrintedCards result={result} />
        <PrintedTimeline result={result} />
        <h2>Tasks</h2>
        {result.tasks.map((task) => (
          <PrintableTask key={task.id} task={task} />
        ))}
        <Part title="Recordings" rows={recordings}>
          <p className="dim">Play them with: asciinema play FILE. They hold everything that was on screen.</p>
          <ul>
            {recordings.map(({ terminal, text }) => (
              <li key={terminal}>
                <a download={`${terminal}.cast`} href={`data:application/x-asciicast;charset=utf-8,${encodeURIComponent(text)}`}>
                  {terminal}.cast
                </a>
              </li>
            ))}
          </ul>
        </Part>
      </body>
    </html>
  )
}

const itemWords = { done: 'Done', missed: 'Missed', open: 'Open', 'not-measured': 'Not measured' } as const

function Part({ title, rows, children }: { title: string; rows: readonly unknown[]; children: ReactNode }) {
  if (rows.length === 0) return null
  return (
    <>
      <h2>{title}</h2>
      {children}
    </>
  )
}

/** After a fail, first: the fewest rows that would have passed. */
function PrintedNearest({ result }: { result: AttemptResult }) {
  const rows = nearestPoints(result.habits.ledger, result.passMark)
  if (rows.length === 0) return null
  return (
    <p>
      The nearest points would have made it {percent(scoreWithout(result.habits.ledger, rows))}:{' '}
      {rows.map(({ title, points }) => `${title} (+${percent(points)})`).join(', ')}.
    </p>
  )
}

function PrintedLedger({ result }: { result: AttemptResult }) {
  const { ledger } = result.habits
  const near = withinReach(ledger)
  return (
    <Part title="Where your points went" rows={ledger}>
      <table>
        <tbody>
          {ledger.map((row, index) => (
            <tr key={`${row.task} ${row.reason} ${row.says}`}>
              <td>{index + 1}</td>
              <td className="number lost">{loss(row.points)}</td>
              <td>
                <strong>
                  {reasons[row.reason]}: {row.title}
                </strong>{' '}
                <span className="dim">{row.minutes} min on it</span>
                <p>{row.says}</p>
                {row.next && <p className="dim">{row.next}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {near.length > 0 && (
        <p>
          Without what habits cost: <strong className="ok">{percent(scoreWithout(ledger, near))}</strong>
        </p>
      )}
    </Part>
  )
}

function PrintedCards({ result }: { result: AttemptResult }) {
  const cards = result.habits.cards.filter(({ findings }) => findings.length > 0)
  return (
    <Part title="The thirteen ways to flunk" rows={cards}>
      {cards.map(({ advice, title, instead, findings }) => (
        <div key={advice}>
          <h3>
            {advice}. {title}
          </h3>
          <p className="dim">{instead}</p>
          <ul>
            {findings.map((finding) => (
              <li key={`${finding.rule} ${finding.kind} ${finding.at} ${finding.says}`}>
                <strong className={finding.kind === 'slip' ? 'lost' : 'ok'}>{findingWords[finding.kind]}</strong>{' '}
                {clockTime(result.startedAt, finding.at)} {finding.says} {finding.next && <span className="dim">{finding.next}</span>}{' '}
                {finding.points !== undefined && finding.points > 0 && <span className="lost">{loss(finding.points)}</span>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Part>
  )
}

const findingWords = { slip: 'Slip', kept: 'Kept', note: 'Note' } as const

/** Changes come by the hundred: they are in the JSON. Findings stand with their cards. */
const PRINTED: ReadonlySet<Fact['kind']> = new Set(['visit', 'banked', 'flag', 'error', 'hold', 'look-up'])

function PrintedTimeline({ result }: { result: AttemptResult }) {
  const facts = useMemo(() => factsOf(result).filter(({ kind }) => PRINTED.has(kind)), [result])
  const numbers = new Map(result.tasks.map(({ id, number }) => [id, number]))
  return (
    <Part title="Timeline" rows={facts}>
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Task</th>
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ at, task, says, kind }) => (
            <tr key={`${kind} ${task} ${at} ${says}`}>
              <td>{clockTime(result.startedAt, at)}</td>
              <td>{numbers.get(task ?? '')}</td>
              <td>{says}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}
