// The events of one session, numbered, with enough of the past at hand for a page that lost its connection for a while.
import type { SessionEvent } from '@unflunk/shared/session'
import type { Announcement } from './announce.ts'

/** Events kept for a page that comes back; beyond it the whole state is sent instead. */
const KEEP = 500

export type FeedListener = (event: SessionEvent) => void

export class Feed {
  readonly #past: SessionEvent[] = []
  readonly #listeners = new Set<FeedListener>()
  #seq: number

  /**
   * Numbers begin at the present time in milliseconds, so that those of a restarted grader are always above those of the one
   * before (which would have had to send a thousand events per second), and a page can never mistake one for the other.
   */
  constructor(now: number) {
    this.#seq = now
  }

  get seq(): number {
    return this.#seq
  }

  publish(announcement: Announcement): void {
    const event: SessionEvent = { ...announcement, seq: ++this.#seq }
    this.#past.push(event)
    if (this.#past.length > KEEP) this.#past.shift()
    for (const listener of this.#listeners) listener(event)
  }

  /** The events after `seq`; undefined when some of them are no longer at hand (or were never ours). */
  since(seq: number): SessionEvent[] | undefined {
    if (seq === this.#seq) return []
    const missed = this.#past.filter((event) => event.seq > seq)
    return missed[0]?.seq === seq + 1 ? missed : undefined
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
