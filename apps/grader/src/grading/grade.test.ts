import { Check } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import type { Verdict } from '@unflunk/shared/grading'
import { describe, expect, it } from 'vitest'
import { ApiServerDown, type KubeObject, KubeRefusal } from '../sandbox/kube.ts'
import { gradeTask } from './grade.ts'
import { steppingClock } from './test-clock.ts'
import { testCluster } from './test-cluster.ts'

const START = Date.parse('2026-01-01T10:00:00Z')

function deployment(name: string, namespace: string, { replicas = 1, at = '2026-01-01T10:05:00Z', owned = false } = {}): KubeObject {
  const metadata = {
    name,
    namespace,
    creationTimestamp: at,
    ...(owned ? { ownerReferences: [{ kind: 'App', name: 'x', controller: true }] } : {}),
  }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas } }
}

const wanted = Check.parse({
  id: 'web-runs',
  kind: 'resource',
  points: 2,
  within: 0,
  says: 'Deployment web has three replicas',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apollo', name: 'web' },
  match: { spec: { replicas: 3 } },
})
const there = Check.parse({ ...wanted, id: 'web-is-there', points: 1, says: 'Deployment web is there', match: undefined })

const grade = (options: Omit<Parameters<typeof gradeTask>[0], 'clock' | 'checks'>, checks = [wanted, there]) =>
  gradeTask({ checks, clock: steppingClock(), since: START, ...options })

describe('verdicts', () => {
  it('right work earns the points', async () => {
    const cluster = testCluster({ objects: [deployment('web', 'apollo', { replicas: 3 })] })
    expect(await grade({ cluster })).toMatchObject({ points: 3, of: 3, verdicts: [{ outcome: 'pass' }, { outcome: 'pass' }] })
    expect(cluster.leases.held).toBe(0)
  })

  it('half right work earns half, and the reason names object, cluster, expected and observed', async () => {
    const { points, verdicts } = await grade({ cluster: testCluster({ objects: [deployment('web', 'apollo', { replicas: 2 })] }) })
    expect(points).toBe(1)
    expect(verdicts[0]).toMatchObject({
      outcome: 'fail',
      mismatches: [{ where: 'Deployment web in namespace apollo on cka1111', expected: 'spec.replicas: 3', observed: '2' }],
    })
  })

  it('each verdict is told once, as soon as it is known', async () => {
    const told: Verdict[] = []
    await grade({ cluster: testCluster({}), onVerdict: (verdict) => told.push(verdict) })
    expect(told.map(({ checkId }) => checkId).sort()).toEqual(['web-is-there', 'web-runs'])
  })
})

describe('whose fault', () => {
  const outcome = async (options: Parameters<typeof testCluster>[0]) =>
    (await grade({ cluster: testCluster(options) }, [there])).verdicts[0]

  it('an API server that is down while its node answers is the candidate’s broken cluster', async () => {
    expect(await outcome({ kubeFault: new ApiServerDown('connection refused') })).toMatchObject({
      outcome: 'fail',
      mismatches: [{ nearMiss: 'api-down', where: 'API server of cka1111' }],
    })
  })

  it('an API server that answers as soon as the checks have failed was late, and its lateness is ours', async () => {
    expect(await outcome({ kubeFault: new ApiServerDown('socket hang up'), kubeReady: true })).toMatchObject({
      outcome: 'error',
      code: 'timeout',
    })
  })

  it('when the node does not answer either, it is ours', async () => {
    const machineFault = new AppError('machine-unreachable', 'stopped')
    expect(await outcome({ kubeFault: new ApiServerDown('connection refused'), machineFault })).toMatchObject({
      outcome: 'error',
      code: 'machine-unreachable',
    })
  })

  it.each([500, 503, 401, 403])('an API server that answers %i to its admin is broken', async (status) => {
    expect(await outcome({ kubeFault: new KubeRefusal(status, 'no') })).toMatchObject({
      outcome: 'fail',
      mismatches: [{ nearMiss: 'api-down' }],
    })
  })

  it('a request that the API server finds wrong is our fault', async () => {
    expect(await outcome({ kubeFault: new KubeRefusal(422, 'invalid') })).toMatchObject({ outcome: 'error', code: 'internal' })
  })

  it('an API server that hangs is broken, as its node answers', async () => {
    expect(await outcome({ kubeFault: new AppError('timeout', 'no answer in 10 s') })).toMatchObject({ outcome: 'fail' })
  })

  it('a cluster that cannot be woken is our fault, for every check, and costs nothing', async () => {
    const acquireFault = new AppError('engine-unavailable', 'Docker does not answer')
    const { verdicts, points } = await grade({ cluster: testCluster({ acquireFault }) })
    expect(verdicts.map((verdict) => verdict.outcome)).toEqual(['error', 'error'])
    expect(points).toBe(0)
  })

  it('a newer request stops the older one and gives the cluster back', async () => {
    const cluster = testCluster({ objects: [] })
    const stop = new AbortController()
    const running = grade({ cluster, signal: stop.signal }, [{ ...there, within: 30 }])
    stop.abort(new AppError('cancelled', 'a newer request'))
    await expect(running).rejects.toThrow('a newer request')
    expect(cluster.leases.held).toBe(0)
  })
})

describe('near misses', () => {
  const mismatch = async (objects: KubeObject[], others: KubeObject[] = []) => {
    const { verdicts } = await grade({ cluster: testCluster({ objects }), others: [testCluster({ host: 'cka2222', objects: others })] }, [
      wanted,
    ])
    const [verdict] = verdicts
    return verdict?.outcome === 'fail' ? verdict.mismatches[0] : undefined
  }

  it('the same name in another namespace', async () => {
    expect(await mismatch([deployment('web', 'default', { replicas: 3 })])).toMatchObject({
      nearMiss: 'other-namespace',
      hint: 'Deployment web is in namespace default',
    })
  })

  it('a mistyped name', async () => {
    expect(await mismatch([deployment('wbe', 'apollo')])).toMatchObject({ nearMiss: 'other-name', hint: 'there is Deployment wbe instead' })
    expect(await mismatch([deployment('ewb2', 'apollo')])).not.toHaveProperty('nearMiss')
    expect(await mismatch([deployment('webb', 'apollo')])).toMatchObject({
      nearMiss: 'other-name',
      hint: 'there is Deployment webb instead',
    })
  })

  it('another name with the right shape', async () => {
    expect(await mismatch([deployment('frontend', 'apollo', { replicas: 3 })])).toMatchObject({ nearMiss: 'other-name' })
    expect(await mismatch([deployment('frontend', 'apollo', { replicas: 1 })])).not.toHaveProperty('nearMiss')
  })

  it('on another cluster, in this namespace or in default', async () => {
    expect(await mismatch([], [deployment('web', 'apollo')])).toMatchObject({
      nearMiss: 'other-cluster',
      hint: 'Deployment web in namespace apollo is on cka2222',
    })
    expect(await mismatch([], [deployment('web', 'default')])).toMatchObject({ nearMiss: 'other-cluster' })
    expect(await mismatch([], [deployment('web', 'another-task')])).not.toHaveProperty('nearMiss')
  })

  it('never what was there from the start, nor what a controller made', async () => {
    expect(await mismatch([deployment('web', 'default', { at: '2026-01-01T09:00:00Z' })])).not.toHaveProperty('nearMiss')
    expect(await mismatch([deployment('web', 'default', { owned: true })])).not.toHaveProperty('nearMiss')
  })
})
