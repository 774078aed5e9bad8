// One measured figure, its target, and how it stands against the stored baseline.
import { z } from 'zod'

export interface Figure {
  readonly id: string
  readonly title: string
  readonly unit: 'ms' | 's' | 'MB' | '% of a core'
  readonly value: number
  /** Not above this, on a two-core machine that does nothing else (design targets). */
  readonly target?: number
}

/** Figures of one machine at one time, by id. */
export const Baseline = z.record(z.string(), z.number())
export type Baseline = z.infer<typeof Baseline>

/** A figure this much above its baseline is called slower: single runs on a small machine differ by a third. */
const TOLERANCE = 1.5
/** Below this, the noise of the clock and the scheduler is the whole figure. */
const FLOOR: Readonly<Record<Figure['unit'], number>> = { ms: 5, s: 0.5, MB: 20, '% of a core': 3 }

export type Standing = 'new' | 'as before' | 'slower' | 'faster'

export function standing({ id, unit, value }: Figure, baseline: Baseline): Standing {
  const before = baseline[id]
  if (before === undefined) return 'new'
  if (Math.abs(value - before) <= FLOOR[unit]) return 'as before'
  if (value > before * TOLERANCE) return 'slower'
  return value < before / TOLERANCE ? 'faster' : 'as before'
}

export function row(figure: Figure, baseline: Baseline): Record<string, string> {
  const show = (value: number) => `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${figure.unit}`
  const before = baseline[figure.id]
  return {
    figure: figure.title,
    measured: show(figure.value),
    target: figure.target === undefined ? '' : `${show(figure.target)} ${figure.value <= figure.target ? 'met' : 'MISSED'}`,
    baseline: before === undefined ? '' : show(before),
    standing: standing(figure, baseline),
  }
}
