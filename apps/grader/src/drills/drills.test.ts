import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { loadCatalog } from '../scenario/catalog.ts'
import { openStorage } from '../storage/open-storage.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { Drills } from './drills.ts'

const catalog = await loadCatalog(fileURLToPath(new URL('../../../../scenarios', import.meta.url)))
const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function drills() {
  const home = await mkdtemp(join(tmpdir(), 'unflunk-drills-'))
  cleanups.push(() => rm(home, { recursive: true }))
  const storage = await openStorage(home)
  cleanups.push(() => storage.close())
  const clock = new ManualClock()
  return { clock, drills: new Drills({ clock, storage, catalog, random: () => 0.5 }) }
}

const answer = (question: string, right: boolean) => ({ question, right, ms: 10_000 })

it('a round asks only questions of the chosen exam, and allows its pages alone', async () => {
  const { drills: service } = await drills()
  const { questions, allowedDocs } = await service.startLookUp('cks')
  expect(new Set(questions.map(({ track }) => track))).toEqual(new Set(['cks']))
  expect(allowedDocs).toContain('https://falco.org/docs/')
  expect(allowedDocs).not.toContain('https://helm.sh/docs/')
})

it('what was missed is asked first in the next round, and what was found not soon again', async () => {
  const { drills: service } = await drills()
  const first = (await service.startLookUp('cka')).questions.map(({ id }) => id)
  const [found = '', missed = ''] = first
  expect(await service.finishLookUp([answer(found, true), answer(missed, false)])).toEqual({ score: 50, comingBack: 1 })
  const second = (await service.startLookUp('cka')).questions.map(({ id }) => id)
  expect(second[0]).toBe(missed)
  expect(second).not.toContain(found)
})

it('the best score is that of the rounds before, and the summary shows it', async () => {
  const { drills: service, clock } = await drills()
  const [one = '', two = ''] = (await service.startLookUp('cka')).questions.map(({ id }) => id)
  await service.finishLookUp([answer(one, true), answer(two, false)])
  expect(await service.finishLookUp([answer(two, true)])).toEqual({ score: 100, best: 50, comingBack: 0 })
  const [lookUp] = await service.summaries()
  const at = clock.now()
  expect(lookUp).toEqual({
    drill: 'look-up',
    rounds: [
      { at, score: 50, ms: 20_000 },
      { at, score: 100, ms: 10_000 },
    ],
    best: 100,
    due: 0,
    seen: 2,
  })
})

it('an answer to a question that is not there is refused', async () => {
  const { drills: service } = await drills()
  await expect(service.finishLookUp([answer('gone', true)])).rejects.toMatchObject({ code: 'bad-request' })
})
