// Steps on a terminal: one line each that is rewritten as it moves on; where there is no terminal, a line per change of state.
import type { Clock } from '../lib/clock.ts'
import type { Progress, StepUpdate } from '../lib/progress.ts'

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

interface Shown {
  readonly update: StepUpdate
  readonly startedAt: number
  readonly endedAt: number | undefined
}

const MARK = { waiting: ' ', running: '>', done: '+', failed: '!' } as const
const REDRAW = 200 // ms

export function stepPrinter(output: Output, clock: Clock): { progress: Progress; end(): void } {
  const steps = new Map<string, Shown>()
  let drawn = 0
  const draw = () => {
    const lines = [...steps.values()].map((step) => describe(step, clock.now()).slice(0, (output.columns ?? 100) - 1))
    output.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`)
    drawn = lines.length
  }
  const timer = output.isTTY ? setInterval(() => steps.size > 0 && draw(), REDRAW) : undefined
  timer?.unref()
  return {
    progress: (update) => {
      const before = steps.get(update.id)
      const now = clock.now()
      const over = update.state === 'done' || update.state === 'failed'
      const startedAt = before === undefined || before.update.state === 'waiting' ? now : before.startedAt
      const step = { update, startedAt, endedAt: over ? now : undefined }
      steps.set(update.id, step)
      if (!output.isTTY && before?.update.state !== update.state) output.write(`${describe(step, now)}\n`)
    },
    end: () => {
      clearInterval(timer)
      if (output.isTTY && steps.size > 0) draw()
    },
  }
}

function describe({ update, startedAt, endedAt }: Shown, now: number): string {
  const { title, state, done, total, unit, message } = update
  const seconds = state === 'waiting' ? '' : ` ${(((endedAt ?? now) - startedAt) / 1000).toFixed(1)} s`
  const count = done === undefined ? '' : ` ${done}${total === undefined ? '' : `/${total}`}${unit === undefined ? '' : ` ${unit}`}`
  return `${MARK[state]} ${title}${count}${seconds}${message === undefined ? '' : `  ${message}`}`
}
