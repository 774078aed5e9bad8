import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installedGo } from './go-toolchain.ts'
import { RECIPE_DIR } from './prepare-images.ts'
import { readVersions } from './versions.ts'

const go = await installedGo(readVersions(RECIPE_DIR).go.minimum)

// The first run compiles Go's own library.
test.skipIf(go === undefined)('the registry server passes its tests, where there is a Go to run them', { timeout: 600_000 }, () => {
  const run = spawnSync(go ?? '', ['test', './...'], { cwd: join(RECIPE_DIR, 'registry'), encoding: 'utf8' })
  expect(run.status, run.stdout + run.stderr).toBe(0)
})
