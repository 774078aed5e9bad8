// What runs in the terminals of a session just now: how long, and what was typed and pasted into it meanwhile.
import { endedCommand, type OpenCommand } from '../habits/open-commands.ts'

interface Input {
  readonly typed: number
  readonly pasted: number
}

interface Running extends OpenCommand {
  readonly at: number
  readonly before: Input
}

/** Input of the whole session this far apart is worth an event. */
const IDLE_MS = 30_000

export class RunningCommands {
  readonly #open = new Map<string, Running[]>()
  readonly #input = new Map<string, { typed: number; pasted: number }>()
  #lastTouch: number | undefined

  started(terminal: string, command: OpenCommand, at: number): void {
    const open = this.#open.get(terminal) ?? []
    open.push({ ...command, at, before: { ...this.#inputOf(terminal) } })
    this.#open.set(terminal, open)
  }

  /** How long it ran and what it was given; nothing is known of a command that an earlier grader saw start. */
  finished(terminal: string, of: Pick<OpenCommand, 'host' | 'user'>, at: number): { ms: number } & Partial<Input> {
    const open = this.#open.get(terminal) ?? []
    const index = endedCommand(open, of)
    const [ended] = index < 0 ? [] : open.splice(index)
    if (!ended) return { ms: 0 }
    const { typed, pasted } = this.#inputOf(terminal)
    const given = { typed: typed - ended.before.typed, pasted: pasted - ended.before.pasted }
    // A paste comes as typed bytes too.
    return { ms: Math.round(at - ended.at), typed: Math.max(0, given.typed - given.pasted), pasted: given.pasted }
  }

  /** The innermost command that runs. */
  current(terminal: string): OpenCommand | undefined {
    return this.#open.get(terminal)?.at(-1)
  }

  typed(terminal: string, bytes: number): void {
    this.#inputOf(terminal).typed += bytes
  }

  pasted(terminal: string, bytes: number): void {
    this.#inputOf(terminal).pasted += bytes
  }

  /** Somebody was there. Gives how long nobody had been, where that is worth telling. */
  touched(at: number): number | undefined {
    const idle = this.#lastTouch === undefined ? 0 : at - this.#lastTouch
    this.#lastTouch = at
    return idle >= IDLE_MS ? Math.round(idle) : undefined
  }

  closed(terminal: string): void {
    this.#open.delete(terminal)
    this.#input.delete(terminal)
  }

  #inputOf(terminal: string): { typed: number; pasted: number } {
    const known = this.#input.get(terminal) ?? { typed: 0, pasted: 0 }
    this.#input.set(terminal, known)
    return known
  }
}
