// Advice 3: the same YAML or field error twice in a row, or a minute and more to mend each one.
import type { Finding } from '@unflunk/shared/habits'
import type { Call } from '../command/read-line.ts'
import { type Complaint, complaintsByRun } from '../complaints.ts'
import { oncePerReading } from '../once.ts'
import { pageAt, type Reading, type Run } from '../reading.ts'
import { absolute, wasGiven } from '../run-paths.ts'
import { clockTime, count, type Rule, terminalOf } from './rule.ts'
import { FIXES_FOR_A_MEDIAN, PRAISE_FROM_FIXES, SLOW_FIX_MS } from './thresholds.ts'

/** One try of a command that may be refused: `kubectl apply -f web.yaml`. */
interface Try {
  readonly run: Run
  readonly complaint: Complaint | undefined
}

/** A refusal and the next try that was taken. */
interface Fix {
  readonly from: Try & { readonly complaint: Complaint }
  readonly to: Try
  /** How many tries it took. */
  readonly tries: number
}

export const sameErrorAgain: Rule = (reading) => {
  const series = triesOf(reading)
  const slips = [...repeats(reading, series), ...slowFixes(reading, series)]
  return slips.length > 0 ? slips : kept(series.flatMap((tries) => fixesIn(reading, tries)))
}

/** The tries of each command in their order; what asks for no change, is a dry run, or uses a file that the task gave, is left out. */
const triesOf = oncePerReading((reading): readonly (readonly Try[])[] => {
  const series = new Map<string, Try[]>()
  for (const run of reading.runs) {
    const call = run.calls.find(({ kubectl }) => kubectl?.changing)
    const key = call && keyOf(reading, run, call)
    if (key === undefined) continue
    const complaint = complaintsByRun(reading)
      .get(run.seq)
      ?.find((candidate) => isOurs(reading, run, candidate))
    const tries = series.get(key) ?? []
    tries.push({ run, complaint })
    series.set(key, tries)
  }
  return [...series.values()]
})

/** The same file, or the same object, on the same machine. */
function keyOf(reading: Reading, run: Run, { kubectl }: Call): string | undefined {
  if (!kubectl) return undefined
  const place = `${run.host} ${run.task ?? ''}`
  if (kubectl.file === undefined) return `${place} ${kubectl.verb} ${kubectl.resource} ${kubectl.name} ${kubectl.namespace}`
  const path = absolute(run, kubectl.file)
  const text = reading.tasks.get(run.task ?? '')?.text ?? ''
  const given = run.task !== undefined && wasGiven(reading, run.task, run.host, path)
  return given || text.includes(path) ? undefined : `${place} ${path}`
}

const REFUSALS = /refus|reject|den(y|ie)|forbid|admission|not be (allowed|accepted|able)|validat|policy|policies|quota|limit/i

/** A refusal by the cluster may be what the task asks for; a manifest that cannot be read never is. */
function isOurs(reading: Reading, run: Run, { about }: Complaint): boolean {
  if (about === 'yaml' || about === 'unknown-field') return true
  return about === 'invalid' && !REFUSALS.test(reading.tasks.get(run.task ?? '')?.text ?? '')
}

function repeats(reading: Reading, series: readonly (readonly Try[])[]): Finding[] {
  const pairs = series.flatMap((tries) =>
    tries.flatMap((second, index) => {
      const first = tries[index - 1]
      return first && isSame(first, second) ? [{ first, second }] : []
    }),
  )
  const [pair] = pairs
  if (!pair) return []
  const { first, second } = pair
  const more = pairs.length > 1 ? ` It happened ${pairs.length} times.` : ''
  const gap = Math.round((second.run.at - first.run.at) / 1000)
  return [
    slip(reading, second, `"${told(second)}" came again ${gap} s after the first time, at ${clockTime(reading, second.run.at)}.${more}`, [
      ...pairs.flatMap((one) => [one.first.run.seq, one.second.run.seq]),
    ]),
  ]
}

function isSame(first: Try, second: Try): boolean {
  const plain = (says: string) => says.replace(/\s+/g, ' ').trim()
  return (
    first.complaint !== undefined &&
    second.complaint !== undefined &&
    first.complaint.about === second.complaint.about &&
    plain(first.complaint.says) === plain(second.complaint.says)
  )
}

function slowFixes(reading: Reading, series: readonly (readonly Try[])[]): Finding[] {
  const fixes = series.flatMap((tries) => fixesIn(reading, tries))
  const median = medianOf(fixes)
  const slowest = fixes.toSorted((one, other) => msOf(other) - msOf(one))[0]
  if (!slowest || fixes.length < FIXES_FOR_A_MEDIAN || median <= SLOW_FIX_MS) return []
  const says = `From a refused manifest to one that was taken it took ${Math.round(median / 1000)} s in the median of ${fixes.length}; the longest was "${told(slowest.from)}", ${Math.round(msOf(slowest) / 1000)} s.`
  return [
    slip(
      reading,
      slowest.from,
      says,
      fixes.flatMap(({ from, to }) => [from.run.seq, to.run.seq]),
    ),
  ]
}

/** Only where the task's page stayed open: a manifest that was put off was not being mended. */
function fixesIn(reading: Reading, tries: readonly Try[]): Fix[] {
  const fixes: Fix[] = []
  let from: (Try & { readonly complaint: Complaint }) | undefined
  let count = 0
  for (const attempt of tries) {
    const { run, complaint } = attempt
    if (complaint) {
      from ??= { run, complaint }
      count++
    } else if (from && run.exitCode === 0) {
      if (isOneStay(reading, from.run.at, run.at)) fixes.push({ from, to: attempt, tries: count })
      from = undefined
      count = 0
    }
  }
  return fixes
}

function isOneStay(reading: Reading, from: number, to: number): boolean {
  return reading.visits.some((visit) => visit.from <= from && to <= visit.to)
}

function msOf({ from, to }: Fix): number {
  return to.run.at - from.complaint.at
}

function medianOf(fixes: readonly Fix[]): number {
  const times = fixes.map(msOf).toSorted((one, other) => one - other)
  const middle = times.length / 2
  return ((times[Math.ceil(middle) - 1] ?? 0) + (times[Math.floor(middle)] ?? 0)) / 2
}

function slip(reading: Reading, { run }: Try, says: string, evidence: number[]): Finding {
  const task = run.task ?? pageAt(reading, run.at)
  return {
    advice: '3',
    rule: 'same-error-again',
    kind: 'slip',
    ...(task === undefined ? {} : { task }),
    at: run.at,
    says,
    next: 'Read the message before the next try: kubectl explain KIND.spec --recursive shows how a field is written.',
    evidence: [...new Set(evidence)],
    ...terminalOf(run),
  }
}

function told({ complaint }: Try): string {
  const says = complaint?.says ?? ''
  return says.length > 90 ? `${says.slice(0, 89)}…` : says
}

function kept(fixes: readonly Fix[]): Finding[] {
  const [first] = fixes
  if (!first || fixes.length < PRAISE_FROM_FIXES || fixes.some((fix) => fix.tries > 1) || medianOf(fixes) > SLOW_FIX_MS) return []
  return [
    {
      advice: '3',
      rule: 'same-error-again',
      kind: 'kept',
      at: first.to.run.at,
      says: `${count(fixes.length, 'refused manifest')}, each right at the next try, ${Math.round(medianOf(fixes) / 1000)} s later in the median.`,
      evidence: fixes.flatMap(({ from, to }) => [from.run.seq, to.run.seq]),
      terminal: first.to.run.terminal,
    },
  ]
}
