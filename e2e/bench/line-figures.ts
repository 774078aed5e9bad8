// What one command line costs the grader: reading what it means, and taking its secrets out. The slowest line counts.
import { LINES } from '../../apps/grader/src/habits/command/lines.table.ts'
import { readLine } from '../../apps/grader/src/habits/command/read-line.ts'
import { redact } from '../../apps/grader/src/habits/redact.ts'
import type { Figure } from './figure.ts'

const ROUNDS = 7
const LONG = 10_000

/** Nothing that anybody types, but a cat on the keyboard or a binary file in the clipboard may. */
const UNITS = [
  '$(',
  '`',
  '{',
  '(',
  '<(',
  '"',
  "'",
  '<<E\n',
  '((',
  '[[ ',
  'if ',
  'case x in ',
  'k get po; ',
  'k get po | ',
  'ssh h "',
  'eval "',
  "bash -c '",
]
const SECRETS = [
  'A',
  'Aa1',
  '-',
  'TOKEN',
  'PASSWORD',
  'curl -u ',
  'mysql -p',
  'https://',
  'echo x ',
  '--from-literal=a',
  'secret "data":{',
  'ey',
]

const manifest = `cat <<E | k apply -f -\n${'kind: Secret\nstringData:\n  pw: hunter2\n---\n'.repeat(80)}E`

/** The best of several rounds: the line's own cost, not that of a busy machine. */
function cost(work: (line: string) => unknown, line: string): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now()
    work(line)
    best = Math.min(best, performance.now() - begun)
  }
  return best
}

const slowest = (work: (line: string) => unknown, lines: readonly string[]) => Math.max(...lines.map((line) => cost(work, line)))

export async function lineFigures(): Promise<Figure[]> {
  const typed = LINES.flatMap(([, rows]) => rows.map(([line]) => line))
  const long = (units: readonly string[]) => [manifest, ...units.map((unit) => unit.repeat(LONG / unit.length))]
  return [
    {
      id: 'read-line',
      title: 'reading of a command line, the slowest of the table',
      unit: 'ms',
      value: slowest(readLine, typed),
      target: 5,
    },
    {
      id: 'read-long-line',
      title: 'reading of a line of 10 000 characters, the worst',
      unit: 'ms',
      value: slowest(readLine, long(UNITS)),
      target: 5,
    },
    {
      id: 'redact-line',
      title: 'secrets out of 10 000 characters, the worst',
      unit: 'ms',
      value: slowest(redact, long([...UNITS, ...SECRETS])),
      target: 5,
    },
  ]
}
