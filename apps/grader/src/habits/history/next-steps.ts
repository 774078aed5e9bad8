// The next best 20 minutes: the same history always gives the same choice, and each choice says why.
import type { DrillId } from '@unflunk/shared/drill'
import { advices, type Finding } from '@unflunk/shared/habits'
import type { DomainCoverage, NextStep, TrackCoverage } from '@unflunk/shared/history'
import { days, daysSince, type Offered, type PastAttempt, type Work } from './past.ts'
import { COSTLY_SLIP, DRILL_MINUTES, DUE_CARDS, STALE_DAYS, STALE_LOSES, STEP_MINUTES } from './thresholds.ts'

/** A drill that can be played here. `lastAt`: the end of its last round. */
export interface KnownDrill {
  readonly drill: DrillId
  readonly due: number
  readonly lastAt?: number | undefined
}

export interface Situation {
  /** Oldest first. */
  readonly past: readonly PastAttempt[]
  readonly work: readonly Work[]
  /** Of the exam that is prepared for. */
  readonly coverage: TrackCoverage
  readonly offered: readonly Offered[]
  readonly drills: readonly KnownDrill[]
  readonly now: number
}

const STEPS_SHOWN = 3

/**
 * The best first: a habit that cost points the last time, then cards of a drill that are due, then domains (untouched, stale or weak)
 * by weight, then habits that slipped without a proven cost.
 */
export function nextSteps(situation: Situation): NextStep[] {
  if (situation.work.length === 0) return firstSteps(situation)
  const habits = slippedHabits(situation)
  const costly = habits.filter(({ points }) => points >= COSTLY_SLIP).map(({ step }) => step)
  const cheap = habits.filter(({ points }) => points < COSTLY_SLIP).map(({ step }) => step)
  const all = [...costly, ...dueDrills(situation), ...domainSteps(situation), ...cheap]
  return all.filter((step, index) => all.findIndex((other) => sameStart(step, other)) === index).slice(0, STEPS_SHOWN)
}

function sameStart(one: NextStep, other: NextStep): boolean {
  return JSON.stringify(one.start) === JSON.stringify(other.start)
}

function practice(task: Offered, reason: NextStep['reason'], why: string): NextStep {
  return { reason, title: task.title, why, minutes: task.minutes, start: { kind: 'practice', scenario: task.id } }
}

function fits({ minutes }: Offered): boolean {
  return minutes <= STEP_MINUTES
}

/** The shortest task is the best one to look around with. */
function firstSteps({ offered, coverage }: Situation): NextStep[] {
  const [task] = offered
    .filter((one) => one.track === coverage.track && fits(one))
    .toSorted((one, other) => one.minutes - other.minutes || one.id.localeCompare(other.id))
  if (!task) return []
  return [
    practice(task, 'first', `A first task of ${task.minutes} minutes, with hints and without a clock: it shows how everything here works.`),
  ]
}

/** Slips of the newest attempt that measured the advice, unless their task was solved again since; those that cost most first. */
function slippedHabits(situation: Situation): { points: number; step: NextStep }[] {
  const habits = advices.flatMap((advice) => {
    const measured = situation.past.findLast(({ report }) =>
      report.cards.some((card) => card.advice === advice.advice && card.state !== 'not-measured'),
    )
    const card = measured?.report.cards.find((one) => one.advice === advice.advice)
    const slip = card?.findings.filter(({ kind }) => kind === 'slip').toSorted((one, other) => (other.points ?? 0) - (one.points ?? 0))[0]
    if (!measured || card?.state !== 'slipped' || !slip) return []
    const step = drillFor(measured, slip, situation) ?? redo(measured, slip, situation)
    return step ? [{ points: slip.points ?? 0, step }] : []
  })
  return habits.toSorted((one, other) => other.points - one.points)
}

const DRILL_OF: Readonly<Partial<Record<string, DrillId>>> = { '5': 'look-up', '10': 'hosts' }
const DRILL_TITLE: Readonly<Record<DrillId, string>> = { 'look-up': 'Drill: find the page', hosts: 'Drill: hosts and contexts' }

/** A habit that has a drill is drilled once it has slipped; after that its task is done again. */
function drillFor(attempt: PastAttempt, slip: Finding, { drills }: Situation): NextStep | undefined {
  const drill = drills.find((one) => one.drill === DRILL_OF[slip.advice])
  if (!drill || (drill.lastAt ?? 0) > attempt.summary.at) return undefined
  return drillStep(drill.drill, 'habit', `Last time: ${slip.says}`)
}

function drillStep(drill: DrillId, reason: NextStep['reason'], why: string): NextStep {
  return { reason, title: DRILL_TITLE[drill], why, minutes: DRILL_MINUTES, start: { kind: 'drill', drill } }
}

function redo(attempt: PastAttempt, slip: Finding, { offered, work }: Situation): NextStep | undefined {
  const scenario = attempt.tasks.find(({ id }) => id === slip.task)?.scenario
  const task = offered.find(({ id }) => id === scenario)
  if (!task || !fits(task)) return undefined
  const mended = work.some(({ scenario: done, at, share }) => done === scenario && at > attempt.summary.at && share >= 1)
  return mended ? undefined : practice(task, 'habit', `Last time: ${slip.says} Do it once more from its start.`)
}

function dueDrills({ drills }: Situation): NextStep[] {
  return drills
    .filter(({ due }) => due >= DUE_CARDS)
    .map(({ drill, due }) => drillStep(drill, 'drill', `${due} cards that you missed, or have not seen for a while, are due.`))
}

/** The domain with most at stake first: its weight, less what of it was solved and is fresh. */
function domainSteps(situation: Situation): NextStep[] {
  const needs = situation.coverage.domains
    .filter(({ offered }) => offered > 0)
    .map((domain) => ({ domain, ...needOf(domain, situation) }))
    .filter(({ atStake }) => atStake > 0)
    .toSorted((one, other) => other.atStake - one.atStake)
  return needs.flatMap(({ domain, why }) => {
    const task = taskFor(domain, situation)
    return task ? [practice(task, 'domain', why)] : []
  })
}

function needOf(domain: DomainCoverage, { work, offered, coverage, now }: Situation): { atStake: number; why: string } {
  const { key, title, weight, lastAt } = domain
  const weighs = `${title} is ${weight} % of the ${coverage.track.toUpperCase()}`
  if (lastAt === undefined) return { atStake: weight, why: `${weighs}, and you have not touched it yet.` }
  const tasks = offered.filter((task) => task.domain === key && task.track === coverage.track)
  const solved = tasks.filter(({ id }) => (latest(id, work)?.share ?? 0) >= 1).length
  const open = 1 - solved / tasks.length
  const idle = daysSince(lastAt, now)
  if (idle >= STALE_DAYS) {
    return { atStake: weight * Math.max(STALE_LOSES, open), why: `${weighs}, and you last practised it ${days(idle)} ago.` }
  }
  const ofTasks = `of its ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'} here you solved ${solved === 0 ? 'none' : solved} the last time`
  return { atStake: weight * open, why: `${weighs}; ${ofTasks}.` }
}

function latest(scenario: string, work: readonly Work[]): Work | undefined {
  return work.filter((one) => one.scenario === scenario).toSorted((one, other) => other.at - one.at)[0]
}

/** Never tried before not solved before longest ago. */
function taskFor(domain: DomainCoverage, { offered, work, coverage }: Situation): Offered | undefined {
  const place = (task: Offered): [number, number] => {
    const last = latest(task.id, work)
    if (!last) return [0, 0]
    return last.share < 1 ? [1, last.at] : [2, last.at]
  }
  return offered
    .filter((task) => task.domain === domain.key && task.track === coverage.track && fits(task))
    .map((task) => ({ task, place: place(task) }))
    .toSorted((one, other) => one.place[0] - other.place[0] || one.place[1] - other.place[1] || one.task.id.localeCompare(other.task.id))[0]
    ?.task
}
