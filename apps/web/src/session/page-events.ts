// What the page itself sees for the habit log, sent in batches: never one request per event.
import type { PageEvent } from '@unflunk/shared/habits'

const SEND_AFTER = 2000 // ms
const LARGEST_BATCH = 100 // the route's limit
const MOST_KEPT = 500 // while the network is cut; older ones go first

type Send = (events: PageEvent[], keepalive: boolean) => Promise<unknown>

/** Events wait up to two seconds, survive a cut network, and leave at once when the page is hidden. */
export function createPageEvents(send: Send) {
  let waiting: PageEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending = false

  const flush = async (keepalive = false) => {
    clearTimeout(timer)
    timer = undefined
    if (sending || waiting.length === 0) return
    const batch = waiting.slice(0, LARGEST_BATCH)
    waiting = waiting.slice(LARGEST_BATCH)
    sending = true
    try {
      await send(batch, keepalive)
    } catch {
      // Not lost: they go with the next batch, once the grader answers again.
      waiting = [...batch, ...waiting].slice(-MOST_KEPT)
    } finally {
      sending = false
      if (waiting.length > 0) schedule()
    }
  }

  const schedule = () => {
    timer ??= setTimeout(() => void flush(), SEND_AFTER)
  }

  return {
    add(event: PageEvent) {
      waiting.push(event)
      schedule()
    },
    flush,
    dispose() {
      void flush(true)
      clearTimeout(timer)
    },
  }
}
