// The grader's process: reads its settings, listens until it is asked to end.
import { AppError } from '@unflunk/shared/error'
import { readConfig } from './config.ts'
import { systemClock } from './lib/clock.ts'
import { lineLogger } from './lib/logger.ts'
import { openSandbox } from './sandbox/open-sandbox.ts'
import { startGrader } from './start.ts'

/** Longer than any clean end takes; then the process ends anyway: everything that counts is on the disk at each change. */
const END_WITHIN_MS = 10_000

function fail(error: unknown): never {
  const next = error instanceof AppError && error.next !== undefined ? `\n${error.next}` : ''
  process.stderr.write(`Unflunk could not start: ${error instanceof Error ? error.message : String(error)}${next}\n`)
  process.exit(1)
}

const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
// A fault in one request or timer must not take the candidate's running exam down with it.
process.on('unhandledRejection', (error) => logger.error('a promise was rejected that nobody waited for', error))

async function run() {
  const config = readConfig(process.argv.slice(2), process.env)
  return await startGrader(config, { clock: systemClock, logger, sandbox: await openSandbox({ clock: systemClock, logger }) })
}

const grader = await run().catch(fail)
process.stdout.write(`Unflunk is ready: ${grader.address}\n`)

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), END_WITHIN_MS).unref()
    grader
      .stop()
      .catch((error: unknown) => logger.error('did not end cleanly', error))
      .finally(() => process.exit(0))
  })
}
