// Proves that the import walls of biome.json hold: plants one violation per wall (and one allowed import beside it)
// in a scratch folder, and fails when a planted violation is not reported or an allowed import is.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'

const grader = 'apps/grader/src'

/** File, import, and whether the wall must stop it. */
const plants: readonly [file: string, from: string, stopped: boolean][] = [
  [`${grader}/http/routes.ts`, '../grading/grade.ts', true],
  [`${grader}/http/routes.ts`, '../session/session.ts', false],
  [`${grader}/session/session.ts`, '../http/server.ts', true],
  [`${grader}/session/session.ts`, '../sandbox/docker-engine.ts', true],
  [`${grader}/session/session.ts`, '../sandbox/fleet.ts', false],
  [`${grader}/scenario/load.ts`, '../storage/store.ts', true],
  [`${grader}/scenario/load.ts`, '../grading/grade.ts', false],
  [`${grader}/grading/grade.ts`, 'dockerode', true],
  [`${grader}/grading/runners/node.ts`, '../../session/session.ts', true],
  [`${grader}/grading/runners/node.ts`, '../../sandbox/machine.ts', false],
  [`${grader}/terminal/terminal.ts`, '../habits/recorder.ts', true],
  [`${grader}/terminal/terminal.ts`, '@unflunk/shared/terminal', false],
  [`${grader}/habits/recorder.ts`, '../storage/store.ts', true],
  [`${grader}/habits/rules/early-end.ts`, 'node:fs', true],
  [`${grader}/habits/rules/early-end.ts`, '../thresholds.ts', false],
  [`${grader}/storage/store.ts`, '../session/session.ts', true],
  [`${grader}/storage/store.ts`, 'kysely', false],
  [`${grader}/sandbox/docker-engine.ts`, '../grading/grade.ts', true],
  [`${grader}/sandbox/docker-engine.ts`, 'dockerode', false],
  [`${grader}/lib/clock.ts`, '../habits/recorder.ts', true],
  [`${grader}/lib/clock.ts`, './dispose.ts', false],
  ['packages/shared/src/session.ts', 'node:fs', true],
  ['packages/shared/src/session.ts', './grading.ts', false],
  ['apps/web/src/session/store.ts', 'react', true],
  ['apps/web/src/session/reduce.ts', '@unflunk/shared/session', false],
]

const Report = z.object({
  diagnostics: z.array(z.object({ category: z.string().nullish(), location: z.object({ path: z.unknown() }) })),
})

const root = resolve(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'unflunk-walls-'))
try {
  const config: unknown = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(scratch, 'biome.json'), JSON.stringify({ ...z.looseObject({}).parse(config), vcs: undefined, $schema: undefined }))
  const files = plants.map(([file, from], index) => {
    const path = file.replace(/\.ts$/, `.plant${index}.ts`).replace(/(store|reduce)\.plant(\d+)\.ts$/, 'plant$2/$1.ts')
    mkdirSync(dirname(join(scratch, path)), { recursive: true })
    writeFileSync(join(scratch, path), `import * as planted from '${from}'\n\nconsole.log(planted)\n`)
    return path
  })
  const run = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: scratch,
    encoding: 'utf8',
  })
  const found = Report.parse(JSON.parse(run.stdout)).diagnostics.filter((one) => one.category === 'lint/style/noRestrictedImports')
  const reported = new Set(files.filter((file) => found.some((one) => JSON.stringify(one.location.path).includes(file))))
  const wrong = plants.flatMap(([file, from, stopped], index) => {
    if (reported.has(files[index] ?? '') === stopped) return []
    return [`${file}: importing '${from}' is ${stopped ? 'not stopped' : 'stopped, but must be allowed'}`]
  })
  for (const line of wrong) console.error(line)
  console.log(`import walls: ${plants.length - wrong.length} of ${plants.length} planted imports judged right`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
