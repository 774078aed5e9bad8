import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { readAttempt } from '../reading.ts'
import { allRules } from '../rules/all-rules.ts'
import { Story, usualTasks } from '../testing/story.ts'
import { checklists } from './checklists.ts'

/** The items of a story by id; `running` reads the same log as it stands in the middle of an attempt. */
function itemsOf(story: Story, running = false) {
  const context = running ? { ...story.context, tasks: story.context.tasks.map((task) => ({ ...task, grade: undefined })) } : story.context
  const now = running ? story.now : undefined
  const reading = readAttempt(story.log, context, now)
  const findings = allRules.flatMap((rule) => rule(reading))
  return new Map(checklists(reading, findings, now).flatMap(({ items }) => items.map((item) => [item.id, item] as const)))
}

const stateOf = (story: Story, id: string, running = false) => itemsOf(story, running).get(id)?.state

const page = (from: 'quick-reference' | 'search'): HabitEventBody => ({
  type: 'docs-opened',
  task: 't1',
  url: 'https://kubernetes.io/docs/',
  from,
})
const search: HabitEventBody = { type: 'docs-searched', task: 't1', query: 'rbac', found: 3 }
const seen = (live: 'same' | 'differs'): HabitEventBody => ({
  type: 'manifest-seen',
  task: 't1',
  host: 'cka1',
  path: '/home/candidate/web.yaml',
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apollo', name: 'web', live }],
})

const skimmed = () => new Story().opens(1).opens(2).opens(3).opens(1)
const made = (story: Story) => story.ssh(1).types('k create deploy web -n apollo --image nginx').makes(1, 'Deployment apollo/web')
const edited = (story: Story) =>
  story
    .opens(1)
    .hasFiles(1, { '/etc/kubernetes/manifests/kube-apiserver.yaml': 'old' })
    .ssh(1)
    .types('sudo vim /etc/kubernetes/manifests/kube-apiserver.yaml')
    .finds(1, '/etc/kubernetes/manifests/kube-apiserver.yaml', 'old', 'new')

const table: [id: string, state: string, what: string, story: Story][] = [
  // timing
  ['skim', 'done', 'all pages were opened before the first change', made(skimmed()).ends()],
  ['skim', 'missed', 'a change came while two tasks were unread', made(new Story().opens(1)).opens(2).opens(3).ends()],
  ['skim', 'not-measured', 'practice has one task', made(new Story().practice().opens(1)).ends()],
  [
    'skim',
    'done',
    'a look at a host is no change',
    made(new Story().opens(1).ssh(1).types('k get po').exits().opens(2).opens(3).opens(1)).ends(),
  ],
  ['budget', 'done', 'each stay was short', made(skimmed()).after(4).ends()],
  ['budget', 'missed', 'nine minutes on a task of six', made(skimmed()).after(9).fails(1, { web: 'plain' }).ends()],
  [
    'budget',
    'done',
    'over it, but flagged',
    made(skimmed()).after(9).logs({ type: 'flagged', task: 't1' }).fails(1, { web: 'plain' }).ends(),
  ],
  ['budget', 'done', 'over it, but solved with every task read', made(skimmed()).after(9).ends()],
  ['budget', 'missed', 'over it and solved, while a task was never read', made(new Story().opens(1)).after(9).ends()],
  ['budget', 'done', 'over it by less than a minute', new Story().opens(1).after(6.5).opens(2).ends()],
  ['no-long-stay', 'missed', 'twelve minutes at a stretch', new Story().opens(1).after(12).opens(2).ends()],
  ['no-long-stay', 'done', 'the same in two visits', new Story().opens(1).after(6).opens(2).after(1).opens(1).after(6).ends()],
  ['late-review', 'done', 'reviewed five minutes before the end', made(skimmed()).after(20).reviews().after(5).ends()],
  ['late-review', 'done', 'ended early, right after the review', made(skimmed()).reviews().after(2).ends(20)],
  ['late-review', 'missed', 'reviewed early only', skimmed().reviews().after(30).ends()],
  ['late-review', 'missed', 'never reviewed', skimmed().after(30).ends()],
  // switching
  ['own-host', 'done', 'logged in where the open task is', made(skimmed()).ends()],
  ['own-host', 'missed', 'logged in to the host of a task that nobody had opened', new Story().opens(1).ssh(2).ends()],
  ['own-host', 'done', 'two tasks at once', new Story().opens(1).opens(2).opens(1).ssh(2).ends()],
  ['own-host', 'not-measured', 'no login', new Story().opens(1).types('ls').ends()],
  [
    'own-host',
    'missed',
    'a command was held',
    new Story()
      .opens(1)
      .logs({ type: 'held', task: 't2', terminal: 'x1', host: 'cka2', line: 'k delete po a', why: 'this task is on cka1', ran: false })
      .ends(),
  ],
  [
    'where-am-i',
    'done',
    'looked before the change',
    new Story().opens(1).ssh(1).types('k get po -n apollo').types('k create ns apollo').ends(),
  ],
  ['where-am-i', 'not-measured', 'changed at once, in the right place', made(new Story().opens(1)).ends()],
  ['namespace', 'done', 'made in the namespace of the task', made(new Story().opens(1)).ends()],
  [
    'namespace',
    'missed',
    'made in default',
    new Story().opens(1).ssh(1).types('k create deploy web --image nginx').makes(1, 'Deployment default/web').ends(),
  ],
  ['namespace', 'not-measured', 'nothing was changed', new Story().opens(1).ssh(1).types('k get po').ends()],
  ['back-to-base', 'done', 'exit, then the next', new Story().opens(1).ssh(1).exits().opens(2).ssh(2).ends()],
  ['back-to-base', 'done', 'each in its own terminal', new Story().opens(1).ssh(1).inTerminal('x2').opens(2).ssh(2).ends()],
  ['back-to-base', 'missed', 'from one host to the next', new Story().opens(1).ssh(1).opens(2).types('ssh cka2', 255).ends()],
  [
    'back-to-base',
    'done',
    'a worker is reached from its control plane',
    new Story().opens(1).ssh(1).ssh('node01').exits().exits().opens(2).ssh(2).ends(),
  ],
  ['back-to-base', 'not-measured', 'one host', new Story().opens(1).ssh(1).ends()],
  // bookmarks
  ['at-once', 'done', 'by Quick Reference', new Story().opens(1).logs(page('quick-reference')).ends()],
  ['at-once', 'done', 'by one search', new Story().opens(1).logs(search).logs(page('search')).ends()],
  ['at-once', 'missed', 'after two searches', new Story().opens(1).logs(search).logs(search).logs(page('search')).ends()],
  ['at-once', 'not-measured', 'no page', new Story().opens(1).ends()],
  ['in-time', 'done', 'a command soon after', new Story().opens(1).logs(page('quick-reference')).ssh(1).ends()],
  ['in-time', 'done', 'one long reading', new Story().opens(1).logs(page('quick-reference')).after(2).ssh(1).ends()],
  [
    'in-time',
    'missed',
    'three long ones, as in the rule slow-look-up',
    ['k get po', 'k get no', 'k get ns']
      .reduce((story, line) => story.logs(page('quick-reference')).after(2).types(line), new Story().opens(1).ssh(1))
      .ends(),
  ],
  [
    'allowed',
    'missed',
    'another site',
    new Story().opens(1).logs({ type: 'docs-refused', task: 't1', url: 'https://example.org/' }).ends(),
  ],
  ['allowed', 'done', 'only allowed ones', new Story().opens(1).logs(page('quick-reference')).ends()],
  // saving
  [
    'manifest',
    'done',
    'applied from a file',
    new Story().opens(1).ssh(1).types('k apply -f web.yaml').makes(1, 'Deployment apollo/web').ends(),
  ],
  ['manifest', 'not-measured', 'made by command', made(new Story().opens(1)).ends()],
  ['old-content', 'missed', 'a static pod edited without a copy', edited(new Story()).ends()],
  ['old-content', 'not-measured', 'nothing dangerous', made(new Story().opens(1)).ends()],
  ['applied', 'done', 'the manifest is what runs', made(new Story().opens(1)).logs(seen('same')).ends()],
  ['applied', 'not-measured', 'no manifest', made(new Story().opens(1)).ends()],
  // review
  ['looked', 'done', 'a get after the change', made(new Story().opens(1)).types('k get deploy -n apollo').ends()],
  ['looked', 'done', 'one late look', made(new Story().opens(1)).opens(2).opens(1).types('k get deploy -n apollo').ends()],
  ['looked', 'missed', 'no look', made(new Story().opens(1)).ends()],
  [
    'looked',
    'not-measured',
    'the change came from a script',
    new Story().opens(1).ssh(1).types('./make.sh').makes(1, 'Deployment apollo/web').ends(),
  ],
  ['revisited', 'done', 'opened again', new Story().opens(1).logs({ type: 'flagged', task: 't1' }).opens(2).opens(1).ends()],
  [
    'revisited',
    'done',
    'unflagged',
    new Story().opens(1).logs({ type: 'flagged', task: 't1' }).logs({ type: 'unflagged', task: 't1' }).ends(),
  ],
  ['revisited', 'missed', 'left flagged', new Story().opens(1).logs({ type: 'flagged', task: 't1' }).opens(2).ends()],
  ['revisited', 'not-measured', 'no flag', new Story().opens(1).ends()],
  ['nothing-broken', 'done', 'right then, right at the end', made(new Story().opens(1)).silently(1).opens(2).ends()],
  [
    'nothing-broken',
    'missed',
    'deleted later',
    made(new Story().opens(1))
      .silently(1)
      .opens(2)
      .types('k delete deploy web -n apollo')
      .deletes(1, 'Deployment apollo/web')
      .fails(1, { web: 'plain' })
      .ends(),
  ],
  ['nothing-broken', 'not-measured', 'nothing was right before the end', new Story().opens(1).silently(1, ['web', 'answers'], 0).ends()],
]

describe('after an attempt', () => {
  it.each(table)('%s is %s: %s', (id, state, _, story) => {
    expect(stateOf(story, id)).toBe(state)
  })

  it('leaves nothing open, and gives a reason with every item', () => {
    for (const [, , , story] of table) {
      for (const item of itemsOf(story).values()) {
        expect(item.state, item.id).not.toBe('open')
        expect(item.because, item.id).toBeTruthy()
        expect(item.hint, item.id).toBeUndefined()
      }
    }
  })
})

const running: [id: string, state: string, what: string, story: Story][] = [
  ['skim', 'open', 'nothing changed yet', new Story().opens(1).opens(2)],
  ['skim', 'done', 'all read', skimmed()],
  ['budget', 'open', 'within it so far', new Story().opens(1).after(3).logs({ type: 'review-opened' })],
  ['budget', 'missed', 'over it now', new Story().opens(1).after(9).logs({ type: 'review-opened' })],
  ['late-review', 'open', 'reviewed before the alert', skimmed().reviews()],
  ['late-review', 'done', 'reviewed after it', skimmed().logs({ type: 'alert', minutes: 15 }).reviews()],
  ['looked', 'open', 'changed, and still at the task', made(new Story().opens(1))],
  ['looked', 'missed', 'left without a look', made(new Story().opens(1)).opens(2)],
  ['looked', 'done', 'a late look makes it good', made(new Story().opens(1)).opens(2).types('k get deploy -n apollo')],
  ['revisited', 'open', 'flagged', new Story().opens(1).logs({ type: 'flagged', task: 't1' }).opens(2)],
  ['nothing-broken', 'open', 'what the grader knows stays sealed', made(new Story().opens(1)).silently(1).opens(2).silently(1, ['web'])],
  ['own-host', 'missed', 'a login elsewhere', new Story().opens(1).ssh(2)],
]

describe('while an attempt runs', () => {
  it.each(running)('%s is %s: %s', (id, state, _, story) => {
    expect(stateOf(story, id, true)).toBe(state)
  })

  it('says what to do now where an item is missed', () => {
    const hints = running.filter(([, state]) => state === 'missed').map(([id, , , story]) => `${id}: ${itemsOf(story, true).get(id)?.hint}`)
    expect(hints).toMatchInlineSnapshot(`
      [
        "budget: Task 1 is over its budget: flag it and take the next one.",
        "looked: Task 1: look once at what you changed on cka1; a get is enough.",
        "own-host: Task 1 is on cka1: exit, then ssh cka1",
      ]
    `)
  })

  it('asks for the review when five minutes are left', () => {
    const item = itemsOf(skimmed().logs({ type: 'alert', minutes: 5 }), true).get('late-review')
    expect(item).toMatchObject({ state: 'open', hint: 'Five minutes are left: open the review now, and look at what is flagged.' })
  })
})

it('gives five lists with the time and terminal of their evidence', () => {
  const story = new Story(Object.values(usualTasks)).opens(1).ssh(2).ends()
  expect(story.report().checklists.map(({ id }) => id)).toEqual(['timing', 'switching', 'bookmarks', 'saving', 'review'])
  expect(itemsOf(story).get('own-host')).toMatchObject({
    terminal: 'x1',
    because: 'With task 1 open you logged in to cka2 at 0:00:20; it is on cka1.',
  })
})
