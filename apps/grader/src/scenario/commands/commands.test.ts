import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listScenarios } from './list.ts'
import { newScenario } from './new.ts'
import { validateScenarios } from './validate.ts'

const real = fileURLToPath(new URL('../../../../../scenarios', import.meta.url))
let root: string
let lines: string[]
const print = (line: string) => void lines.push(...line.split('\n'))

beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'unflunk-commands-')), 'scenarios')
  lines = []
  for (const folder of ['_template', 'curriculum']) await cp(join(real, folder), join(root, folder), { recursive: true })
})

afterEach(async () => {
  await rm(join(root, '..'), { recursive: true })
})

it('a new scenario is valid from its first minute', async () => {
  expect(await newScenario(root, 'cka/first-try', print)).toBe(0)
  expect(await validateScenarios(root, ['cka/first-try'], print)).toBe(0)
  expect(lines.at(-1)).toBe('1 scenarios are well formed, 0 problems')
})

it('new refuses an id that is none, and a folder that is there', async () => {
  await expect(newScenario(root, 'my task', print)).rejects.toThrow('"my task" is no scenario id')
  await newScenario(root, 'cks/once', print)
  await expect(newScenario(root, 'cks/once', print)).rejects.toThrow('scenarios/cks/once exists already')
})

it('list shows what a scenario is worth', async () => {
  await newScenario(root, 'cka/first-try', print)
  lines = []
  expect(await listScenarios(root, print)).toBe(0)
  expect(lines).toMatchInlineSnapshot(`
    [
      "id             title                                      domain                    time   worth",
      "-------------  -----------------------------------------  ------------------------  -----  --------",
      "cka/first-try  Keep a settings map and count the writers  Workloads and Scheduling  4 min  3 points",
    ]
  `)
})

it('a script that bash does not understand is told at its line', async () => {
  await newScenario(root, 'cka/first-try', print)
  await writeFile(join(root, 'cka/first-try/solutions/manifest.sh'), 'true\nif true; then\n')
  lines = []
  expect(await validateScenarios(root, [], print)).toBe(1)
  expect(lines[0]).toMatch(/^scenarios\/cka\/first-try\/solutions\/manifest\.sh:\d:1: bash: .*syntax error/)
})

it('an id that does not exist is told', async () => {
  expect(await validateScenarios(root, ['cka/nope'], print)).toBe(1)
  expect(lines[0]).toBe('there is no scenario cka/nope')
})
