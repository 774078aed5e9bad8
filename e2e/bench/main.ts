// `npm run bench`: a table of figures beside their targets and the stored baseline; ends with 1 when one is slower than the baseline's
// tolerance. `npm run bench -- --save` stores what was measured; names pick groups: `npm run bench -- page`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../apps/grader/src/lib/clock.ts'
import { lineLogger } from '../../apps/grader/src/lib/logger.ts'
import type { Sandbox } from '../../apps/grader/src/sandbox/fleet.ts'
import { openSandbox } from '../../apps/grader/src/sandbox/open-sandbox.ts'
import { Baseline, type Figure, row, standing } from './figure.ts'
import { fleetFigures } from './fleet-figures.ts'
import { gradingFigure } from './grading-figure.ts'
import { lineFigures } from './line-figures.ts'
import { pageFigures } from './page-figures.ts'
import { reportFigures } from './report-figure.ts'
import { sandboxFigures } from './sandbox-figures.ts'
import { warmFigures } from './warm-figures.ts'

const file = join(import.meta.dirname, 'baseline.json')
const logger = lineLogger(systemClock, (line) => process.stderr.write(line))

const groups: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  lines: lineFigures,
  page: pageFigures,
  sandbox: async () => sandboxFigures(await sandbox()),
  warm: warmFigures,
  fleet: async () => fleetFigures(await sandbox()),
  grading: async () => [await gradingFigure(await sandbox())],
  // Needs no engine.
  report: async () => reportFigures(),
}

let opened: Promise<Sandbox> | undefined
function sandbox(): Promise<Sandbox> {
  opened ??= openSandbox({ clock: systemClock, logger, idleMs: Number.POSITIVE_INFINITY })
  return opened
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const chosen = Object.entries(groups).filter(([name]) => asked.length === 0 || asked.includes(name))
if (chosen.length === 0) {
  console.error(`There is no group ${asked.join(', ')}; there are ${Object.keys(groups).join(', ')}.`)
  process.exit(1)
}

const baseline = Baseline.parse(JSON.parse(readFileSync(file, 'utf8')))
const figures: Figure[] = []
for (const [name, measure] of chosen) {
  console.log(`measuring: ${name}`)
  figures.push(...(await measure()))
}
console.table(figures.map((figure) => row(figure, baseline)))
if (process.argv.includes('--save')) {
  const measured = Object.fromEntries(figures.map(({ id, value }) => [id, Math.round(value * 100) / 100]))
  writeFileSync(file, `${JSON.stringify({ ...baseline, ...measured }, null, 2)}\n`)
}
const slower = figures.filter((figure) => standing(figure, baseline) === 'slower')
for (const { title } of slower) console.error(`slower than the baseline: ${title}`)
process.exit(slower.length === 0 ? 0 : 1)
