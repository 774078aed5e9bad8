// The pages that listen to one session: the newest tab has it, an older one is told and let go.
import { SessionEvent } from '@unflunk/shared/session'
import type { SessionCore } from './core.ts'
import type { Page, PageSocket } from './join.ts'
import { viewOf } from './view.ts'

/** Gone for less than this is a reload, not a disconnection worth a note. */
const RELOAD_MS = 3_000

interface Listener {
  readonly tab: string
  readonly socket: PageSocket
  readonly leave: () => void
}

export class Listeners {
  readonly #core: SessionCore
  #current: Listener | undefined
  #goneSince: number | undefined

  constructor(core: SessionCore) {
    this.#core = core
  }

  join(page: Page, socket: PageSocket): void {
    this.#replace(page.tab)
    const send = (event: SessionEvent) => socket.send(JSON.stringify(event))
    const missed = page.after === undefined ? undefined : this.#core.feed.since(page.after)
    if (missed) for (const event of missed) send(event)
    else send(this.#wholeState())
    const leave = this.#core.feed.subscribe(send)
    const listener: Listener = { tab: page.tab, socket, leave }
    this.#current = listener
    this.#noteReturn()
    socket.onClose(() => {
      leave()
      if (this.#current !== listener) return
      this.#current = undefined
      this.#goneSince = this.#core.clock.now()
    })
  }

  dispose(): void {
    this.#current?.leave()
    this.#current?.socket.close()
    this.#current = undefined
  }

  /** The same tab that comes back after a cut is not told that somebody took over: it was itself. */
  #replace(tab: string): void {
    const older = this.#current
    if (!older) return
    this.#current = undefined
    older.leave()
    if (older.tab !== tab) older.socket.send(JSON.stringify({ type: 'taken-over', seq: this.#core.feed.seq } satisfies SessionEvent))
    older.socket.close()
  }

  /** Parsed, so that nothing beyond the promised shape can slip through to the page. */
  #wholeState(): SessionEvent {
    const { state, clock, feed } = this.#core
    return SessionEvent.parse({ type: 'state', seq: feed.seq, session: viewOf(state), serverNow: clock.now() })
  }

  #noteReturn(): void {
    const since = this.#goneSince
    this.#goneSince = undefined
    if (since === undefined || this.#core.state.phase !== 'running') return
    const ms = this.#core.clock.now() - since
    if (ms >= RELOAD_MS) this.#core.record({ type: 'disconnected', ms })
  }
}
