import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../sandbox/kube.ts'
import { missedChanges, remember, startDigests } from './missed-changes.ts'
import { logged } from './testing/logged.ts'

const KIND = { apiVersion: 'v1', kind: 'ConfigMap' }
const time = (second: number) => new Date(second * 1000).toISOString().replace('.000', '')

/** Made at second 1, and written by a manager at a later second. */
function config(name: string, data: string, by: [manager: string, second: number] = ['kubectl-create', 1], made = 1): KubeObject {
  const [manager, second] = by
  const managedFields = [{ manager, operation: 'Update', time: time(second) }]
  return {
    ...KIND,
    metadata: { name, namespace: 'apollo', uid: `u-${name}-${made}`, creationTimestamp: time(made), managedFields },
    data: { a: data },
  }
}

/** What the next grader finds, after a log that ended at second 10. */
function found(now: KubeObject[], more: HabitEventBody[] = []): string[] {
  const objects = startDigests(KIND, [config('app', 'old'), config('system:x', 'old')])
  const log = logged([{ type: 'objects-seen', task: 't1', cluster: 't1', objects }, ...more], 10_000 - more.length * 1000)
  const remembered = remember(log, 't1')
  return remembered
    ? missedChanges(KIND, now, remembered).map(({ change, name, namespace, by }) => `${change} ${namespace}/${name} ${by}`.trim())
    : ['nothing known']
}

describe('changes while no grader watched', () => {
  const edited: HabitEventBody = {
    type: 'object-changed',
    task: 't1',
    cluster: 't1',
    ...KIND,
    change: 'modified',
    namespace: 'apollo',
    name: 'app',
    by: 'kubectl-edit',
    digest: startDigests(KIND, [config('app', 'new')])['v1 ConfigMap apollo/app'] ?? '',
  }
  it.each<[string, KubeObject[], HabitEventBody[], string[]]>([
    ['none', [config('app', 'old')], [], []],
    ['changed', [config('app', 'new', ['kubectl-edit', 20])], [], ['modified apollo/app kubectl-edit']],
    ['changed before, as the log knows', [config('app', 'new', ['kubectl-edit', 5])], [edited], []],
    ['changed by a program', [config('app', 'new', ['kube-controller-manager', 20])], [], []],
    ['changed before by a program, which no log tells', [config('app', 'new', ['kubectl-edit', 5])], [], []],
    ['made', [config('app', 'old'), config('more', 'x', ['kubectl-create', 20], 20)], [], ['added apollo/more kubectl-create']],
    ['made anew', [config('app', 'old', ['kubectl-create', 20], 20)], [], ['added apollo/app kubectl-create']],
    ['deleted', [], [], ['deleted apollo/app']],
    ['after a reset nothing is known', [], [{ type: 'reset', task: 't1', cluster: 't1' }], ['nothing known']],
  ])('%s', (_, now, more, expected) => {
    expect(found(now, more)).toEqual(expected)
  })
})
