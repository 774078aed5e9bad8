// `npm run scenario new|list|validate|schema|test`: write scenarios and prove them.
import { fileURLToPath } from 'node:url'
import { AppError } from '@unflunk/shared/error'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import type { Sandbox } from '../sandbox/fleet.ts'
import { listScenarios } from '../scenario/commands/list.ts'
import { newScenario } from '../scenario/commands/new.ts'
import { writeSchemas } from '../scenario/commands/schema.ts'
import { testScenarios } from '../scenario/commands/test.ts'
import { validateScenarios } from '../scenario/commands/validate.ts'
import { endQuietlyWithReader } from './closed-pipe.ts'
import { stepPrinter } from './step-printer.ts'

const USAGE = `npm run scenario -- COMMAND
  new TRACK/NAME      copies scenarios/_template to scenarios/TRACK/NAME (TRACK is cka or cks)
  list                what there is, with domain, minutes and points
  validate [ID...]    reads every file and tells each fault as file:line:column
  schema              writes scenarios/schema/*.json from the code
  test [ID...]        proves scenarios on real clusters: what changed since the last proof, and one more in turn
  test --all          proves all of them`

const root = fileURLToPath(new URL('../../../../scenarios', import.meta.url))
const stop = new AbortController()
endQuietlyWithReader()
process.once('SIGINT', () => stop.abort(new AppError('cancelled', 'stopped by Ctrl+C')))
process.once('SIGTERM', () => stop.abort(new AppError('cancelled', 'stopped')))
/** Loaded only for proofs: `list` and `validate` need no container engine. Builds what is missing. */
const openSandbox = async (): Promise<Sandbox> => {
  const sandbox = await import('../sandbox/open-sandbox.ts')
  const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
  const opened = await sandbox.openSandbox({ clock: systemClock, logger })
  const printer = stepPrinter(process.stdout, systemClock)
  try {
    if ((await opened.missing()) !== undefined) await opened.prepare(printer.progress, stop.signal)
  } finally {
    printer.end()
  }
  return opened
}
const print = (line: string) => process.stdout.write(`${line}\n`)

async function run([command, ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case 'new':
      return await newScenario(root, rest[0], print)
    case 'list':
      return await listScenarios(root, print)
    case 'validate':
      return await validateScenarios(root, rest, print)
    case 'schema':
      return await writeSchemas(root, print)
    case 'test':
      return await testScenarios({ root, args: rest, print, signal: stop.signal, openSandbox })
    default:
      print(USAGE)
      return command === undefined || command === 'help' || command === '--help' ? 0 : 2
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof AppError)) throw error
  print(error.next ? `${error.message}\n  try: ${error.next}` : error.message)
  process.exitCode = 1
}
