// `npm test`: the same set-up as `npm start`, then every stage of the suite. Runs all stages even when one fails and closes with
// the true totals. `npm test -- unit check` runs only the stages named.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { prepare } from './setup/prepare.mjs'
import { reportFailure } from './setup/steps.mjs'
import { node, root } from './setup/toolchain.mjs'
import { ownTotals, vitestTotals } from './setup/totals.mjs'

const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name)
const results = join(root, '.cache/test-results')

/** @typedef {import('./setup/totals.mjs').Totals} Totals */

/** @param {string} file @returns {() => Totals | undefined} reads Playwright's JSON report */
const playwrightTotals = (file) => () => {
  if (!existsSync(file)) return undefined
  const { stats } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
}

const unitReport = join(results, 'unit.json')
const engineReport = join(results, 'engine.json')
const e2eReport = join(results, 'e2e.json')

/** @type {{ name: string, argv: string[], totals: (output: string) => Totals | undefined, env?: Record<string, string> }[]} */
const stages = [
  { name: 'check', argv: [node, 'scripts/check.ts'], totals: ownTotals },
  {
    name: 'unit',
    argv: [bin('vitest'), 'run', '--project', 'unit', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
    totals: vitestTotals(unitReport),
  },
  {
    name: 'engine',
    argv: [bin('vitest'), 'run', '--project', 'engine', '--reporter=verbose', '--reporter=json', `--outputFile.json=${engineReport}`],
    totals: vitestTotals(engineReport),
  },
  { name: 'scenarios', argv: [node, 'apps/grader/src/cli/scenario.ts', 'test'], totals: ownTotals },
  {
    name: 'e2e',
    argv: [join(root, 'e2e/node_modules/.bin/playwright'), 'test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    totals: playwrightTotals(e2eReport),
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport },
  },
]

/** @param {(typeof stages)[number]} stage @returns {Promise<Totals>} */
function runStage({ name, argv, totals, env }) {
  console.log(`\n== ${name}`)
  const [command = '', ...args] = argv
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', PATH: `${dirname(node)}:${process.env.PATH}`, ...env },
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        process.stdout.write(chunk)
      })
    }
    child.on('error', (error) => console.error(error))
    child.on('close', (code) => {
      const counted = totals(output) ?? { passed: 0, failed: 0, skipped: 0 }
      // A stage that ended badly without naming a failed test is a failure of its own.
      if (code !== 0 && counted.failed === 0) counted.failed = 1
      resolve(counted)
    })
  })
}

try {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
  const chosen = stages.filter((stage) => asked.length === 0 || asked.includes(stage.name))
  await prepare({ browser: chosen.some((stage) => stage.name === 'e2e') })
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  /** @type {(Totals & { stage: string, seconds: number })[]} */
  const rows = []
  for (const stage of chosen) {
    const begun = Date.now()
    rows.push({ stage: stage.name, ...(await runStage(stage)), seconds: Math.round((Date.now() - begun) / 1000) })
  }
  console.log('')
  console.table(rows)
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => rows.reduce((total, row) => total + row[key], 0)
  process.exitCode = sum('failed') === 0 ? 0 : 1
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}`)
} catch (error) {
  reportFailure(error)
  console.log('0 passed, 1 failed')
}
