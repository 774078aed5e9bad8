// The exam's remote desktop answers late, so a mock adds the same delay to every key unless it is switched off; kept in this browser.
const KEY = 'unflunk.exam-lag'

/** Milliseconds, as candidates report them. */
const EXAM_LAG = { min: 50, max: 100 }

export const examLagIsOn = (): boolean => localStorage.getItem(KEY) !== 'off'

export function switchExamLag(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off')
}

export const examLag = (): typeof EXAM_LAG | undefined => (examLagIsOn() ? EXAM_LAG : undefined)
