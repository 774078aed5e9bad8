// `pnpm check`: types, lint and format, dead code, import walls. Each is one line of the result; all run even when one fails.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const projects = ['packages/shared', 'apps/grader', 'apps/web', 'e2e', 'scripts']

const checks: readonly [name: string, argv: readonly string[]][] = [
  ...projects.map((project): [string, string[]] => [`types of ${project}`, [bin('tsc'), '-p', project]]),
  ['lint and format', [bin('biome'), 'check', '--error-on-warnings', '.']],
  ['dead code and dependencies', [bin('knip')]],
  ['import walls', [process.execPath, 'scripts/check-walls.ts']],
]

let failed = 0
for (const [name, [command, ...args]] of checks) {
  const run = spawnSync(command ?? '', args, { cwd: root, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } })
  const ok = run.status === 0
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`)
  if (!ok) {
    failed += 1
    console.log(`${run.stdout}${run.stderr}`.trimEnd())
  }
}
console.log(`${checks.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
