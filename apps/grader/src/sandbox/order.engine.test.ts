// In which order the clusters of a fleet come up, and that one whose start fails holds up no other.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dockerEngine } from './docker-engine.ts'
import type { Fleet } from './fleet.ts'
import { nameOf } from './labels.ts'
import { openTestFleet } from './test-fleet.ts'

const IDS = ['first', 'second', 'third', 'fourth']
const SESSION = 'test-order'

let fleet: Fleet
/** In the order in which their first start began. */
const started: string[] = []
let ready: Awaited<ReturnType<typeof openTestFleet>>['ready']

beforeEach(async () => {
  started.length = 0
  const opened = await openTestFleet(
    'order',
    IDS.map((id, index) => ({ id, host: `cka510${index}`, nodes: 1 })),
  )
  fleet = opened.fleet
  started.push(...IDS.filter((id) => fleet.clusters.get(id)?.state === 'starting'))
  fleet.onClusterState((id, state) => {
    if (state === 'starting' && !started.includes(id)) started.push(id)
  })
  ready = opened.ready
})

afterEach(async () => {
  await fleet.dispose()
})

/** One test: its parts build on each other, and a cluster starts only once. */
test('the next is the one that is asked for; one that fails says so, holds up no other, and a reset brings it up', async () => {
  const engine = dockerEngine()
  fleet.hurry('fourth')
  await expect.poll(() => started, { timeout: 120_000, interval: 50 }).toContain('fourth')
  const machine = nameOf(SESSION, 'fourth', 'controlplane')
  await expect.poll(async () => (await engine.container(machine))?.status, { timeout: 60_000, interval: 50 }).toBe('running')
  await engine.kill(machine)
  await expect(ready('fourth')).rejects.toThrow(/cka5103/)
  expect(fleet.clusters.get('fourth')?.state).toBe('failed')
  await ready('third')
  expect(started).toEqual(['first', 'second', 'fourth', 'third'])
  await fleet.clusters.get('fourth')?.reset()
  expect(IDS.map((id) => fleet.clusters.get(id)?.state)).toEqual(['ready', 'ready', 'ready', 'ready'])
})
