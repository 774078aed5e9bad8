// The shell of a control plane for tests on the real engine: as candidate and as root, and waiting for what a command should say.
import type { Machine } from './machine.ts'
import { candidateOn, eventually } from './test-fleet.ts'

export interface TestShell {
  /** As the candidate types it; see `candidateOn`. */
  readonly run: ReturnType<typeof candidateOn>
  /** As root. Fails the test when the command fails. */
  root(script: string): Promise<string>
  /** As the candidate, again and again until the answer matches. */
  says(line: string, expected: RegExp, seconds?: number): Promise<void>
}

export function shellOf(machines: Readonly<Record<string, Machine>>): TestShell {
  const { controlplane } = machines
  if (controlplane === undefined) throw new RangeError('a cluster has a control plane')
  const run = candidateOn(machines)
  return {
    run,
    async root(script) {
      const { stdout, stderr, exitCode } = await controlplane.exec(['bash', '-euo', 'pipefail', '-c', script], { timeoutMs: 120_000 })
      if (exitCode !== 0) throw new Error(`${script}\nexit ${exitCode}: ${stdout}${stderr}`)
      return stdout.trim()
    },
    async says(line, expected, seconds = 90) {
      let said = ''
      const matches = async () => {
        said = await run(line)
        return expected.test(said)
      }
      await eventually(`${line} to say ${expected}`, seconds, matches).catch((cause: unknown) => {
        throw new Error(`${line} said to the end: ${said}`, { cause })
      })
    },
  }
}
