// How much of the curriculum was attempted and solved, by weight, and when each domain was practised last.
import type { BulletState, DomainCoverage, TrackCoverage } from '@unflunk/shared/history'
import type { Curriculum } from '@unflunk/shared/scenario'
import { type Offered, trackOf, type Work } from './past.ts'

/** Work on tasks that are not in the catalogue any more counts for its domain's last day, and for no bullet. */
export function coverageOf(curriculum: Curriculum, work: readonly Work[], offered: readonly Offered[]): TrackCoverage {
  const { track } = curriculum
  const ownWork = work.filter(({ scenario }) => trackOf(scenario) === track)
  const ownTasks = offered.filter((task) => task.track === track)
  const domains = curriculum.domains.map((domain) => domainCoverage(domain, ownWork, ownTasks))
  const total = (which: 'solved' | 'attempted' | 'offered') => domains.reduce((sum, domain) => sum + domain[which], 0)
  return { track, solved: total('solved'), attempted: total('attempted'), offered: total('offered'), domains }
}

function domainCoverage(
  { key, title, weight, bullets }: Curriculum['domains'][number],
  work: readonly Work[],
  offered: readonly Offered[],
): DomainCoverage {
  const tasks = offered.filter(({ domain }) => domain === key)
  const states = bullets.map((bullet) => ({ ...bullet, state: bulletState(bullet.key, tasks, work) }))
  const share = bullets.length === 0 ? 0 : weight / bullets.length
  const weightOf = (...wanted: BulletState[]) => share * states.filter(({ state }) => wanted.includes(state)).length
  const times = work.filter(({ domain }) => domain === key).map(({ at }) => at)
  return {
    key,
    title,
    weight,
    solved: weightOf('solved'),
    attempted: weightOf('solved', 'attempted'),
    offered: weightOf('solved', 'attempted', 'never'),
    ...(times.length === 0 ? {} : { lastAt: Math.max(...times) }),
    bullets: states,
  }
}

function bulletState(bullet: string, tasks: readonly Offered[], work: readonly Work[]): BulletState {
  const own = tasks.filter(({ bullets }) => bullets.includes(bullet))
  if (own.length === 0) return 'no-task'
  const tries = work.filter(({ scenario }) => own.some(({ id }) => id === scenario))
  if (tries.length === 0) return 'never'
  return tries.some(({ share }) => share >= 1) ? 'solved' : 'attempted'
}

/** The exam that is prepared for: as planned, else the one whose tasks were worked on most. */
export function focusOf(work: readonly Work[], planned: 'cka' | 'cks' | undefined): 'cka' | 'cks' {
  if (planned) return planned
  const cks = work.filter(({ scenario }) => trackOf(scenario) === 'cks').length
  return cks > work.length - cks ? 'cks' : 'cka'
}
