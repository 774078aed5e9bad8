import { describe, expect, it } from 'vitest'
import { Memory } from '../testing/memory.ts'
import { Story } from '../testing/story.ts'

const all = { 'cka/volume': 1, 'cka/claim': 1, 'cka/node': 1, 'cka/component': 1, 'cka/service': 1 }

/** Deployment web landed in default: an expensive slip of advice 10 in task 1. */
const wrongNamespace = () =>
  new Story()
    .opens(1)
    .ssh(1)
    .types('k create deploy web --image nginx')
    .makes(1, 'Deployment default/web')
    .exits()
    .fails(1, { web: 'other-namespace', answers: 'plain' })
    .ends(10)

describe('trends', () => {
  it('tell each advice and item per attempt, oldest first', () => {
    const { advices, checklists, attempts } = new Memory()
      .sits(0, { 'cka/service': 0.2 }, wrongNamespace())
      .sits(2, { 'cka/service': 1 }, new Story().opens(1).ends(10))
      .on(3)
    expect(attempts.map(({ id }) => id)).toEqual(['a1', 'a2'])
    expect(advices.find(({ advice }) => advice === '10')?.states).toEqual(['slipped', 'not-measured'])
    for (const { items } of checklists) for (const { states } of items) expect(states).toHaveLength(2)
  })

  it('say not measured for an attempt from before a checklist was thought of', () => {
    const memory = new Memory().sits(0, { 'cka/service': 1 }).on(1)
    const [list] = memory.checklists
    expect(list?.items.length).toBeGreaterThan(0)
    const older = new Memory().sits(0, { 'cka/service': 1 }, Object.assign(new Story(), { report: () => ({ cards: [], checklists: [] }) }))
    expect(older.on(1).advices.every(({ states }) => states[0] === 'not-measured')).toBe(true)
    expect(older.on(1).checklists).toEqual([])
  })
})

describe('coverage', () => {
  it('spreads the weight of a domain over its bullets, and a task over all that it practises', () => {
    const [cka] = new Memory().sits(0, { 'cka/service': 1 }).practises(1, 'cka/node', 0.5).on(2).coverage
    expect(cka).toMatchObject({ track: 'cka', solved: 60, attempted: 70, offered: 90 })
    const bullets = cka?.domains.find(({ key }) => key === 'troubleshooting')?.bullets.map(({ key, state }) => `${key} ${state}`)
    expect(bullets).toEqual(['nodes attempted', 'components never', 'no-task-yet no-task'])
  })

  it('counts a task that was solved once as solved, and the last day whatever came out', () => {
    const [cka] = new Memory().practises(0, 'cka/volume', 1).practises(5, 'cka/volume', 0).on(6).coverage
    expect(cka?.solved).toBe(5)
    expect(cka?.domains[0]?.lastAt).toBe(Date.UTC(2026, 0, 6, 9))
  })

  it('does not take a glance for an attempt', () => {
    const glance = new Memory().sits(0, { 'cka/volume': 1, 'cka/node': 0 }).on(1).coverage[0]
    expect(glance?.attempted).toBe(15)
    expect(new Memory().on(1).coverage[0]?.attempted).toBe(0)
  })
})

describe('standing over weeks', () => {
  const rules: [string, Memory, number, string, string][] = [
    [
      'a week without a domain',
      new Memory().sits(0, all).practises(6, 'cka/service', 1),
      7,
      'stale-domain',
      'slipped: Troubleshooting (30 % of the exam) was not practised for 7 days, and 1 more.',
    ],
    [
      'six days are no week',
      new Memory().sits(0, all),
      6,
      'stale-domain',
      'kept: Every domain that you have begun was practised within 6 days.',
    ],
    ['nothing was practised', new Memory(), 30, 'stale-domain', 'not-measured: No domain has been practised yet.'],
    [
      'weight that was never tried',
      new Memory().practises(0, 'cka/volume', 1),
      7,
      'uncovered-weight',
      'slipped: You have tried tasks for 5 % of the exam, of 90 % that there are tasks for here.',
    ],
    [
      'it is too early to leave something out',
      new Memory().practises(0, 'cka/volume', 1),
      6,
      'uncovered-weight',
      'not-measured: Too early to tell: it is judged 7 days after your first task.',
    ],
    [
      'all that can be tried was',
      new Memory().sits(0, all),
      20,
      'uncovered-weight',
      'kept: You have tried tasks for 90 % of the exam, of 90 % that there are tasks for here.',
    ],
    [
      'no full mock can be sat here',
      new Memory().sits(0, all),
      40,
      'no-mock',
      'not-measured: No full mock (15 tasks or more) is installed yet; short ones do not count.',
    ],
    [
      'two weeks without a mock',
      new Memory().hasFullMock().sits(0, all),
      14,
      'no-mock',
      'slipped: You have practised for 14 days, and have not sat a full mock.',
    ],
    [
      'thirteen days are no two weeks',
      new Memory().hasFullMock().sits(0, all),
      13,
      'no-mock',
      'not-measured: Too early to tell: it is judged 14 days after your first task.',
    ],
    [
      'a mock that is long ago',
      new Memory().hasFullMock().sits(0, all, undefined, { tasks: 17 }),
      15,
      'no-mock',
      'slipped: Your last full mock was 15 days ago.',
    ],
    [
      'a practice exam is no mock, however long',
      new Memory().hasFullMock().sits(0, all, undefined, { tasks: 17, level: 'strict' }),
      15,
      'no-mock',
      'slipped: You have practised for 15 days, and have not sat a full mock.',
    ],
    [
      'a mock last week',
      new Memory().hasFullMock().sits(0, all, undefined, { tasks: 17 }),
      7,
      'no-mock',
      'kept: Your last full mock was 7 days ago.',
    ],
    [
      'the exam is near',
      new Memory().hasFullMock().plans({ examDate: '2026-01-10' }).sits(0, all),
      1,
      'no-mock',
      'slipped: Your exam is in 8 days, and you have not sat a full mock.',
    ],
  ]
  it.each(rules)('%s', (_, memory, today, rule, expected) => {
    expect(memory.standing(rule, today)).toBe(expected)
  })
})

describe('the planner', () => {
  const plans: [string, Memory, '6' | '7', string][] = [
    ['no dates', new Memory(), '6', 'not-measured: It needs two dates in your plan: your exam, and the end of your registration.'],
    [
      'room for a second attempt',
      new Memory().plans({ examDate: '2026-02-01', expiresOn: '2026-04-02' }),
      '6',
      'kept: 60 days between your first attempt and the end of your registration.',
    ],
    [
      'too late for a second',
      new Memory().plans({ examDate: '2026-02-01', expiresOn: '2026-04-01' }),
      '6',
      'slipped: 59 days between your first attempt and the end of your registration.',
    ],
    [
      'after the end',
      new Memory().plans({ examDate: '2026-02-02', expiresOn: '2026-02-01' }),
      '6',
      'slipped: Your exam is 1 day after your registration has ended.',
    ],
    [
      'registered and idle',
      new Memory().plans({ registeredOn: '2026-01-11' }),
      '7',
      'slipped: You registered 10 days ago and have not practised since.',
    ],
    [
      'practised before registering only',
      new Memory().plans({ registeredOn: '2026-01-11' }).practises(2, 'cka/node', 1),
      '7',
      'slipped: You registered 10 days ago and have not practised since.',
    ],
    [
      'a pause',
      new Memory().plans({ registeredOn: '2026-01-01' }).practises(5, 'cka/node', 1),
      '7',
      'slipped: You have not practised for 15 days.',
    ],
    [
      'practising',
      new Memory().plans({ registeredOn: '2026-01-01' }).practises(18, 'cka/node', 1),
      '7',
      'kept: You last practised 2 days ago.',
    ],
    ['just registered', new Memory().plans({ registeredOn: '2026-01-15' }), '7', 'clear: You registered 6 days ago; a first task is due.'],
  ]
  it.each(plans)('%s', (_, memory, advice, expected) => {
    expect(memory.standing('planner', 20, advice)).toBe(expected)
  })

  it('turns red under 30 days', () => {
    const urgent = (expiresOn: string) =>
      new Memory()
        .plans({ examDate: '2026-02-01', expiresOn })
        .on(0)
        .advices.find(({ advice }) => advice === '6')?.standings[0]?.urgent
    expect([urgent('2026-03-03'), urgent('2026-03-02')]).toEqual([false, true])
  })
})

describe('the next best 20 minutes', () => {
  it('begin with the shortest task', () => {
    expect(new Memory().next(0)).toEqual([
      'cka/service (first): A first task of 5 minutes, with hints and without a clock: it shows how everything here works.',
    ])
  })

  it('mend what cost most the last time before new ground, and then the domains with most at stake', () => {
    const memory = new Memory().sits(0, { 'cka/service': 0, 'cka/node': 1 }, wrongNamespace())
    expect(memory.next(1).map((step) => step.split(':')[0])).toEqual([
      'cka/service (habit)',
      'cka/component (domain)',
      'cka/claim (domain)',
    ])
  })

  it('leave a habit alone once its task was solved again', () => {
    const memory = new Memory().sits(0, { 'cka/service': 0 }, wrongNamespace()).practises(1, 'cka/service', 1)
    expect(memory.next(2)[0]).toBe('cka/component (domain): Troubleshooting is 30 % of the CKA, and you have not touched it yet.')
  })

  it('drill what has a drill, until it was drilled', () => {
    const slipped = () => new Memory().sits(1, { 'cka/service': 0 }, wrongNamespace())
    expect(slipped().hasDrills({ drill: 'hosts', due: 0 }).next(2)[0]).toMatch(/^hosts \(habit\): Last time: /)
    expect(
      slipped()
        .hasDrills({ drill: 'hosts', due: 0, lastAt: Date.UTC(2026, 0, 2, 12) })
        .next(2)[0],
    ).toMatch(/^cka\/service \(habit\)/)
  })

  it('bring back cards that are due, once they are worth a round', () => {
    const memory = (due: number) => new Memory().practises(0, 'cka/service', 1).hasDrills({ drill: 'look-up', due })
    expect(memory(5).next(1)[0]).toBe('look-up (drill): 5 cards that you missed, or have not seen for a while, are due.')
    expect(memory(4).next(1)[0]).toMatch(/^cka\/component/)
  })

  it('say how stale a domain is', () => {
    const memory = new Memory().sits(0, all).practises(8, 'cka/node', 1).practises(8, 'cka/component', 1).practises(8, 'cka/volume', 1)
    expect(memory.next(9)[0]).toBe('cka/service (domain): Networking is 60 % of the CKA, and you last practised it 9 days ago.')
  })

  it('have nothing to offer when all is solved and fresh', () => {
    expect(new Memory().sits(0, all).next(1)).toEqual([])
  })
})
