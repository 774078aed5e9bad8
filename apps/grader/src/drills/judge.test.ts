import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../sandbox/kube.ts'
import { isDone, judge, type SeenChange } from './judge.ts'
import type { DrillState, Round } from './round.ts'

const hosts = new Map([
  ['t1', 'cka7968'],
  ['t2', 'cka3391'],
])

const round = (changes: Partial<Round> = {}): Round => ({
  number: 1,
  phase: 'open',
  go: 'ssh cka7968',
  host: 'cka7968',
  namespace: 'apollo',
  says: 'Label deployment `web` with `team=oak`.',
  openedAt: 0,
  wrong: [],
  card: 'label/namespace',
  task: 't1',
  kind: 'Deployment',
  name: 'web',
  wanted: { is: 'there', fields: { metadata: { labels: { team: 'oak' } } } },
  ...changes,
})

const drill = (...rounds: Round[]): DrillState => ({ style: 'ssh', rounds })

function sees(state: DrillState, change: Partial<SeenChange> = {}, labels: Record<string, string> = { team: 'oak' }) {
  const seen: SeenChange = { task: 't1', change: 'modified', kind: 'Deployment', namespace: 'apollo', name: 'web', ...change }
  const metadata = { name: seen.name, labels, ...(seen.namespace === undefined ? {} : { namespace: seen.namespace }) }
  const object: KubeObject = { apiVersion: 'apps/v1', kind: seen.kind, metadata }
  return judge(state, seen, object, hosts)
}

describe('in the right place', () => {
  test('the change that was asked for is right', () => {
    expect(sees(drill(round()))).toEqual({ is: 'right' })
  })

  test('another value is not yet right, and no slip', () => {
    expect(sees(drill(round()), {}, { team: 'aok' })).toEqual({
      is: 'not-yet',
      says: 'deployment/web changed in the right place, but not as asked yet.',
    })
  })

  test('another object is not yet right, and no slip', () => {
    expect(sees(drill(round()), { name: 'api' }).is).toBe('not-yet')
  })

  test('a deletion is right when it was asked for, and only then', () => {
    const gone = round({ wanted: { is: 'gone' } })
    expect(sees(drill(gone), { change: 'deleted' }).is).toBe('right')
    expect(sees(drill(gone)).is).toBe('not-yet')
    expect(sees(drill(round()), { change: 'deleted' }).is).toBe('not-yet')
  })

  test('what belongs to no namespace is on the right cluster or not', () => {
    const { namespace: _, ...rest } = round({ kind: 'Node', name: 'controlplane' })
    expect(sees(drill(rest), { kind: 'Node', name: 'controlplane', namespace: undefined }).is).toBe('right')
    expect(sees(drill(rest), { kind: 'ConfigMap', name: 'x', namespace: 'default' }).is).toBe('not-yet')
  })
})

describe('in the wrong place', () => {
  test('the same object on another cluster is named with both places', () => {
    expect(sees(drill(round()), { task: 't2' })).toEqual({
      is: 'elsewhere',
      says: 'That landed on cka3391: the round is on cka7968.',
      seen: 'deployment/web changed on cka3391, namespace apollo',
      place: 't2/apollo',
      object: 't2/apollo/Deployment/web',
    })
  })

  test('the same object in another namespace too', () => {
    expect(sees(drill(round()), { namespace: 'default', change: 'added' })).toMatchObject({
      is: 'elsewhere',
      says: 'That landed in namespace default: the round is in apollo.',
      seen: 'deployment/web created on cka7968, namespace default',
    })
  })

  test('it counts once per place and round', () => {
    const slipped = round({ wrong: [{ at: 1, says: '', seen: '', place: 't2/apollo', object: 't2/apollo/Deployment/web' }] })
    expect(sees(drill(slipped), { task: 't2', name: 'api' }).is).toBe('nothing')
    expect(sees(drill(slipped), { task: 't2', namespace: 'default' }).is).toBe('elsewhere')
  })

  test('mending a slip of an earlier round is none', () => {
    const before = round({ phase: 'right', wrong: [{ at: 1, says: '', seen: '', place: 't2/apollo', object: 't2/apollo/Deployment/web' }] })
    expect(sees(drill(before, round({ number: 2, name: 'api' })), { task: 't2' }).is).toBe('nothing')
  })

  test('a second Enter on the round before is none', () => {
    const now = round({ number: 2, task: 't2', host: 'cka3391', name: 'api' })
    expect(sees(drill(round({ phase: 'right' }), now)).is).toBe('nothing')
  })
})

test('a round is done when its object is as asked, or gone where that was asked', () => {
  const web: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { team: 'oak' } } }
  expect([isDone(round(), web), isDone(round(), undefined)]).toEqual([true, false])
  const gone = round({ wanted: { is: 'gone' } })
  expect([isDone(gone, web), isDone(gone, undefined)]).toEqual([false, true])
})

test('nothing is judged while no round is open', () => {
  expect(sees(drill(round({ phase: 'late' })), { task: 't2' }).is).toBe('nothing')
})
