// The level that practice is started with; kept in this browser. Practice is for learning, so a coach is there unless sent away.
import { Level } from '@unflunk/shared/checklist'

const KEY = 'unflunk.practice-level'

export function practiceLevel(): Level {
  return Level.safeParse(localStorage.getItem(KEY)).data ?? 'coach'
}

export function keepPracticeLevel(level: Level): void {
  localStorage.setItem(KEY, level)
}
