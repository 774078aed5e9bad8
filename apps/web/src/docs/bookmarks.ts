// The reader's own bookmarks, kept in this browser. Practice only: the exam allows none since 2022.
import { z } from 'zod'
import { createStore } from 'zustand/vanilla'

const Bookmark = z.object({ url: z.string(), title: z.string() })
export type Bookmark = z.infer<typeof Bookmark>

const KEY = 'unflunk.bookmarks'
const MOST = 100

/** What was kept; nothing when it cannot be read. */
export function keptBookmarks(text: string | null): Bookmark[] {
  try {
    return z.array(Bookmark).parse(JSON.parse(text ?? '[]'))
  } catch {
    return [] // another version's, or edited by hand
  }
}

export const bookmarkStore = createStore<{ bookmarks: readonly Bookmark[] }>(() => ({
  bookmarks: keptBookmarks(localStorage.getItem(KEY)),
}))

/** Adds it, or takes it away when it is there. */
export function toggleBookmark(bookmark: Bookmark): void {
  const { bookmarks } = bookmarkStore.getState()
  const without = bookmarks.filter(({ url }) => url !== bookmark.url)
  const next = without.length < bookmarks.length ? without : [...without, bookmark].slice(-MOST)
  bookmarkStore.setState({ bookmarks: next })
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // A full or closed store: they last as long as the page.
  }
}
