// Builds histories that read as stories, for the tests of what is seen over weeks: `day(3)` is three days after the first.
import type { HistoryAttempt, Plan } from '@unflunk/shared/history'
import type { Curriculum } from '@unflunk/shared/scenario'
import { historyOf, type Memories } from '../history/history.ts'
import { DAY, type Offered, type PastAttempt, type PastTask, trackOf, type Work } from '../history/past.ts'
import { Story } from './story.ts'

const FIRST_DAY = Date.UTC(2026, 0, 1, 9)
export const day = (number: number): number => FIRST_DAY + number * DAY

/** Storage weighs 10 over two bullets, troubleshooting 30 over three, one of which nobody can practise. */
const curriculum: Curriculum = {
  track: 'cka',
  version: '1.35',
  domains: [
    { key: 'storage', title: 'Storage', weight: 10, bullets: [bullet('volumes'), bullet('claims')] },
    {
      key: 'troubleshooting',
      title: 'Troubleshooting',
      weight: 30,
      bullets: [bullet('nodes'), bullet('components'), bullet('no-task-yet')],
    },
    { key: 'networking', title: 'Networking', weight: 60, bullets: [bullet('services'), bullet('policies')] },
  ],
}

function bullet(key: string) {
  return { key, title: key }
}

const offered: readonly Offered[] = [
  task('cka/volume', 'storage', ['volumes'], 6),
  task('cka/claim', 'storage', ['claims'], 7),
  task('cka/node', 'troubleshooting', ['nodes'], 8),
  task('cka/component', 'troubleshooting', ['components'], 9),
  task('cka/service', 'networking', ['services', 'policies'], 5),
]

function task(id: string, domain: string, bullets: string[], minutes: number): Offered {
  return { id, track: trackOf(id), title: `Task ${id}`, domain, bullets, minutes }
}

const clean = new Story().opens(1).ends(10)

/** Attempts, oldest first, and what history makes of them on `today`. */
export class Memory {
  readonly #past: PastAttempt[] = []
  readonly #practised: Work[] = []
  #plan: Plan = {}
  #drills: Memories['drills'] = []
  #exams: Memories['exams'] = [{ tasks: 6 }]

  /** `tasks`: scenario to the share of its points, in the order t1, t2, ...; the story tells its habits. */
  sits(on: number, tasks: Readonly<Record<string, number>>, story: Story = clean, summary: Partial<HistoryAttempt> = {}): this {
    const done = Object.entries(tasks).map(([scenario, share], index): PastTask => pastTask(`t${index + 1}`, scenario, share))
    const score = Math.round((100 * done.reduce((sum, { share }) => sum + share, 0)) / done.length)
    const id = `a${this.#past.length + 1}`
    this.#past.push({
      summary: { id, kind: done.length > 1 ? 'exam' : 'practice', title: id, at: day(on), score, tasks: done.length, ...summary },
      tasks: done,
      report: story.report(),
    })
    return this
  }

  practises(on: number, scenario: string, share: number): this {
    this.#practised.push({ scenario, domain: pastTask('t1', scenario, share).domain, share, at: day(on) })
    return this
  }

  plans(plan: Plan): this {
    this.#plan = plan
    return this
  }

  hasDrills(...drills: Memories['drills']): this {
    this.#drills = drills
    return this
  }

  hasFullMock(): this {
    this.#exams = [{ tasks: 17 }]
    return this
  }

  on(today: number) {
    return historyOf({
      past: this.#past,
      practised: this.#practised,
      curricula: [curriculum],
      offered,
      exams: this.#exams,
      drills: this.#drills,
      plan: this.#plan,
      now: day(today),
      dayOf: (at) => new Date(at).toISOString().slice(0, 10),
    })
  }

  /** `slipped: Storage (10 % ...` */
  standing(rule: string, today: number, advice?: string): string | undefined {
    const found = this.on(today)
      .advices.flatMap(({ standings }) => standings)
      .find((one) => one.rule === rule && (advice === undefined || one.advice === advice))
    return found && `${found.state}: ${found.says}`
  }

  /** `cka/volume (domain): Storage is ...` */
  next(today: number): string[] {
    return this.on(today).next.map(({ start, reason, why }) => `${Object.values(start)[1]} (${reason}): ${why}`)
  }
}

function pastTask(id: string, scenario: string, share: number): PastTask {
  const domain = offered.find((one) => one.id === scenario)?.domain ?? 'storage'
  return { id, scenario, domain, minutesSpent: 5, share }
}
