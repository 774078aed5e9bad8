// Counts of tests, as the tools that ran them report.
import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** @param {string} output the last line `N passed, N failed` of a tool of ours @returns {Totals | undefined} */
export function ownTotals(output) {
  const [, passed, failed] = [...output.matchAll(/^(\d+) passed, (\d+) failed\b/gm)].at(-1) ?? []
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed), skipped: 0 }
}

/** @param {string} file @returns {() => Totals | undefined} reads vitest's JSON report */
export const vitestTotals = (file) => () => {
  if (!existsSync(file)) return undefined
  const report = JSON.parse(readFileSync(file, 'utf8'))
  // A file that fails to load counts no test of its own: count it as one failure.
  const broken = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ one) => one.status === 'failed' && one.assertionResults.length === 0,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
