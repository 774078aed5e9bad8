// The three levels in words, as they are chosen and shown.
import type { Level } from '@unflunk/shared/checklist'

export const levelNames: Readonly<Record<Level, string>> = { exam: 'Exam', coach: 'Coach', strict: 'Strict' }

export const levelWords: Readonly<Record<Level, string>> = {
  exam: 'Silent, as the real one. The checklists come with the result.',
  coach: 'A checklist beside the task ticks itself, and a short hint comes when an item is missed.',
  strict: "The habits are enforced: commands on another task's machine are held, a task over its budget asks, ending needs the review.",
}
