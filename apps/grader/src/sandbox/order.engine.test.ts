// In which order the clusters of a fleet come up, and that one whose start fails holds up no other.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dockerEngine } from './docker-engine.ts'
import type { Fleet } from './fleet.ts'
import { nameOf } from './labels.ts'
import { openTestFleet } from './test-fleet.ts'

const IDS = ['first', 'second', 'third', 'fourth']
const SESSION = 'test-order'

let fleet: Fleet
let ready: Awaited<ReturnType<typeof openTestFleet>>['ready']

beforeAll(async () => {
  const opened = await openTestFleet(
    'order',
    IDS.map((id, index) => ({ id, host: `cka510${index}`, nodes: 1 })),
  )
  fleet = opened.fleet
  ready = opened.ready
})

afterAll(async () => {
  await fleet.dispose()
})

const statesNow = () => IDS.map((id) => fleet.clusters.get(id)?.state)

test('two start at once, the next is the one that is asked for', async () => {
  expect(statesNow()).toEqual(['starting', 'starting', 'waiting', 'waiting'])
  fleet.hurry('fourth')
  await Promise.race([ready('first'), ready('second')])
  await expect.poll(statesNow).toEqual([expect.any(String), expect.any(String), 'waiting', 'starting'])
})

test('one that fails says so, a reset brings it up, and the others come up without it', async () => {
  const engine = dockerEngine()
  const machine = nameOf(SESSION, 'fourth', 'controlplane')
  await expect.poll(async () => (await engine.container(machine))?.status, { timeout: 60_000 }).toBe('running')
  await engine.kill(machine)
  await expect(ready('fourth')).rejects.toThrow(/cka5103/)
  expect(fleet.clusters.get('fourth')?.state).toBe('failed')
  await ready('third')
  await fleet.clusters.get('fourth')?.reset()
  expect(statesNow()).toEqual(['ready', 'ready', 'ready', 'ready'])
})
