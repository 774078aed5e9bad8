// Advice 1: the percent that was predicted before the score was shown, against the score.
import type { Finding } from '@unflunk/shared/habits'
import { type HabitContext, percentPerPoint } from '../context.ts'
import type { Reading } from '../reading.ts'
import type { Rule } from './rule.ts'
import { FULL_EXAM_TASKS, PREDICTION_CLOSE, PREDICTION_GAP } from './thresholds.ts'

export const predictionGap: Rule = (reading) => {
  const prediction = lastPrediction(reading)
  const score = percentScored(reading.context)
  if (!prediction || score === undefined || reading.context.tasks.length < FULL_EXAM_TASKS) return []
  const { percent, at, seq } = prediction
  const real = Math.round(score)
  const finding = (rest: Pick<Finding, 'kind' | 'says' | 'next'>): Finding[] => [
    { advice: '1', rule: 'prediction-gap', at, evidence: [seq], ...rest },
  ]
  if (percent - real >= PREDICTION_GAP) {
    return finding({
      kind: 'slip',
      says: `You predicted ${percent} %; it was ${real} %: ${percent - real} points less than you thought.`,
      next: 'Look where the points went: these are the tasks that felt done. Look at each of them once more before the end.',
    })
  }
  if (Math.abs(percent - real) <= PREDICTION_CLOSE) {
    return finding({ kind: 'kept', says: `You predicted ${percent} %; it was ${real} %: you know where you stand.` })
  }
  return finding({ kind: 'note', says: `You predicted ${percent} %; it was ${real} %.` })
}

/** Why advice 1 cannot be told from this attempt; undefined when it can. */
export function whyNotPredicted(reading: Reading): string | undefined {
  const prediction = lastPrediction(reading)
  const { kind, tasks } = reading.context
  if (prediction && tasks.length < FULL_EXAM_TASKS) {
    const real = percentScored(reading.context)
    const score = real === undefined ? '' : `; it was ${Math.round(real)} %`
    return `You predicted ${prediction.percent} %${score}. With fewer than ${FULL_EXAM_TASKS} tasks a gap says little, so it is not judged.`
  }
  if (prediction) return undefined
  if (kind === 'practice') return 'In practice you are not asked: one task says little of an exam.'
  const reason = reading.events('ended')[0]?.reason
  if (reason === 'candidate') return 'You gave no prediction when you ended the exam. It is one field, before the score is shown.'
  if (reason === 'time') return 'Time ended the exam, and no prediction was given before the score was shown.'
  return 'You were not asked: the exam did not come to its end.'
}

function lastPrediction(reading: Reading) {
  return reading.events('prediction').at(-1)
}

/** Percent of what could be judged, as the result shows it; undefined before there is any grade. */
function percentScored(context: HabitContext): number | undefined {
  if (context.tasks.every((task) => task.grade === undefined)) return undefined
  let earned = 0
  let judged = 0
  for (const task of context.tasks) {
    const errors = new Set((task.grade?.verdicts ?? []).flatMap((verdict) => (verdict.outcome === 'error' ? [verdict.checkId] : [])))
    const unknown = task.checks.reduce((sum, check) => sum + (!check.guard && errors.has(check.id) ? check.points : 0), 0)
    earned += (task.grade?.points ?? 0) * percentPerPoint(task)
    judged += task.weight - unknown * percentPerPoint(task)
  }
  return judged < 1e-6 ? undefined : (100 * earned) / judged
}
