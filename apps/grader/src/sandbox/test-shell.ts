// A node's shell for tests on the real engine: command lines as the candidate types them, and waiting for what they should say.
import { systemClock } from '../lib/clock.ts'
import type { Machine } from './machine.ts'
import { until } from './until.ts'

export interface TestShell {
  /** stdout without the last newline; `exit CODE: STDERR` when the command fails. */
  run(line: string, stdin?: string): Promise<string>
  /** The same, as root. Fails the test when the command fails. */
  root(script: string): Promise<string>
  /** Asks again until the answer matches. */
  says(line: string, expected: RegExp, seconds?: number): Promise<string>
}

const LIMIT = 120_000 // ms for one command

export function shellOf(machine: Machine | undefined): TestShell {
  if (machine === undefined) throw new RangeError('no such machine')
  const run = async (line: string, stdin = '') => {
    const options = { user: 'candidate', cwd: '/home/candidate', env: { HOME: '/home/candidate' }, stdin, timeoutMs: LIMIT }
    const { stdout, stderr, exitCode } = await machine.exec(['bash', '-c', line], options)
    return exitCode === 0 ? stdout.trim() : `exit ${exitCode}: ${stderr.trim()}`
  }
  return {
    run,
    async root(script) {
      const { stdout, stderr, exitCode } = await machine.exec(['bash', '-euo', 'pipefail', '-c', script], { timeoutMs: LIMIT })
      if (exitCode !== 0) throw new Error(`${script}\nexit ${exitCode}: ${stdout}${stderr}`)
      return stdout.trim()
    },
    async says(line, expected, seconds = 90) {
      let said = ''
      const matches = async () => {
        said = await run(line)
        return expected.test(said) ? said : undefined
      }
      const wait = { clock: systemClock, timeoutMs: seconds * 1000, what: `${line} to say ${expected}`, intervalMs: 1000 }
      return await until(matches, wait).catch((cause: unknown) => {
        throw new Error(`${line} said to the end: ${said}`, { cause })
      })
    },
  }
}
