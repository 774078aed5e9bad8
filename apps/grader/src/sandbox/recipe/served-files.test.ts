import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeServedFiles } from './served-files.ts'

let recipeDir: string

beforeEach(() => {
  recipeDir = mkdtempSync(join(tmpdir(), 'unflunk-served-'))
})

afterEach(() => rmSync(recipeDir, { recursive: true }))

const paths = async () =>
  (await makeServedFiles({ recipeDir, dir: join(recipeDir, 'served'), programs: new Map() })).map(({ path }) => path)

test('a recipe without files serves none', async () => {
  expect(await paths()).toEqual(['content/files'])
})

test('a file of the recipe is served below its host, and one of an earlier build is not', async () => {
  mkdirSync(join(recipeDir, 'served/old.unflunk'), { recursive: true })
  mkdirSync(join(recipeDir, 'files/pkgs.unflunk/deb'), { recursive: true })
  writeFileSync(join(recipeDir, 'files/pkgs.unflunk/deb/Packages'), '')
  expect(await paths()).toEqual([
    'content/files',
    'content/files/pkgs.unflunk',
    'content/files/pkgs.unflunk/deb',
    'content/files/pkgs.unflunk/deb/Packages',
  ])
})

test('the packages of each minor are where pkgs.k8s.io has them', async () => {
  const repository = join(recipeDir, 'made')
  mkdirSync(repository)
  writeFileSync(join(repository, 'InRelease'), '')
  const files = await makeServedFiles({
    recipeDir,
    dir: join(recipeDir, 'served'),
    programs: new Map(),
    packages: new Map([['1.34', repository]]),
  })
  expect(files.map(({ path }) => path)).toContain('content/files/pkgs.unflunk/core:/stable:/v1.34/deb/InRelease')
})
