// A search field over its results: typed, walked with the arrows, opened with Enter. Used by the panel and by the look-up drill.
import { type DocsPage, isAllowed } from '@unflunk/shared/docs'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { classes } from '../ui/classes.ts'
import { Icon } from '../ui/Icon.tsx'
import { EmptyState } from '../ui/State.tsx'
import type { Bookmark } from './bookmarks.ts'
import styles from './DocsSearch.module.css'
import { type Row, rowsFor, ruleInWords } from './rows.ts'
import { createSearch } from './search-pages.ts'

/** Typing has settled when no key came for this long. */
const SETTLED_AFTER = 700 // ms

type DocsSearchProps = {
  pages: readonly DocsPage[]
  allowed: readonly string[]
  quickReference?: readonly { url: string; title: string }[]
  /** Absent where bookmarks are not allowed. */
  bookmarks?: readonly Bookmark[]
  onBookmark?: (bookmark: Bookmark) => void
  onOpen: (row: Row, query: string) => void
  /** Once per settled query. */
  onSearched?: (query: string, found: number) => void
  /** Once per settled address outside the list. */
  onRefused?: (url: string) => void
  /** Under the results. */
  children?: ReactNode
}

export function DocsSearch(props: DocsSearchProps) {
  const { pages, allowed, quickReference = [], bookmarks, onBookmark, onOpen, onSearched, onRefused, children } = props
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const reachable = useMemo(() => pages.filter(({ url }) => isAllowed(url, allowed)), [pages, allowed])
  const search = useMemo(() => createSearch(reachable), [reachable])
  const { rows, refused } = useMemo(
    () => rowsFor(query, { search, allowed, quickReference, ...(bookmarks ? { bookmarks } : {}) }),
    [query, search, allowed, quickReference, bookmarks],
  )
  const settled = useSettled(query, { found: rows.length, refused, onSearched, onRefused })

  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setActive(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  const open = (row: Row | undefined) => {
    settled.now()
    if (row) onOpen(row, query.trim())
  }
  const bookmarkRow = (row: Row | undefined) => {
    if (row && bookmarks) onBookmark?.({ url: row.url, title: row.title })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + 8),
      PageUp: () => go(active - 8),
      Enter: () => open(rows[active]),
    }
    const mark = event.altKey && event.code === 'KeyB'
    const step = mark ? () => bookmarkRow(rows[active]) : steps[event.key]
    if (!step || event.nativeEvent.isComposing) return
    event.preventDefault()
    step()
  }
  const marked = (url: string) => bookmarks?.some((bookmark) => bookmark.url === url) ?? false

  return (
    <div className={styles.search}>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label="Search the documentation"
          aria-expanded={rows.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={rows[active] ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          placeholder="Words of a title or heading, or an address"
          spellCheck={false}
          autoComplete="off"
          // biome-ignore lint/a11y/noAutofocus: it was opened to type into it
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setActive(0)
            list.current?.scrollTo({ top: 0 })
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.rows} role="listbox" id={`${id}-list`} aria-label="Pages" ref={list}>
        {rows.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field opens the active row
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
          <div
            key={`${row.from} ${row.url}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={classes(styles.row, row.heading && styles.heading)}
            onClick={() => open(row)}
            onMouseMove={() => setActive(index)}
          >
            <span className={styles.title}>{row.heading ? `# ${row.title}` : row.title}</span>
            <span className={styles.beside}>{row.beside}</span>
            {bookmarks && onBookmark && (
              // A pointer's shortcut; the key is Alt+B in the field.
              // biome-ignore lint/a11y/noStaticElementInteractions: an option may hold no button
              // biome-ignore lint/a11y/useKeyWithClickEvents: Alt+B in the field
              <span
                className={classes(styles.mark, marked(row.url) && styles.marked)}
                title={marked(row.url) ? 'Remove the bookmark (Alt+B)' : 'Bookmark (Alt+B)'}
                onClick={(event) => {
                  event.stopPropagation()
                  onBookmark({ url: row.url, title: row.title })
                }}
              >
                <Icon name="bookmark" size={14} />
                {marked(row.url) && <span className="sr-only">bookmarked</span>}
              </span>
            )}
          </div>
        ))}
      </div>
      <div className={styles.said} aria-live="polite">
        {refused !== undefined && (
          <p className={styles.refused}>
            <b>This page is not opened.</b> It is outside the list of this exam, which allows only {ruleInWords(allowed)}.
          </p>
        )}
        {refused === undefined && rows.length === 0 && query.trim() !== '' && (
          <EmptyState icon="search" title="No page has these words">
            The search knows titles and headings, not the texts. Try the name of the object or of the command.
          </EmptyState>
        )}
        {rows.length === 0 && query.trim() === '' && <p className={styles.hint}>Type to search {reachable.length} pages.</p>}
      </div>
      {children}
    </div>
  )
}

type Settling = {
  found: number
  refused: string | undefined
  onSearched: DocsSearchProps['onSearched']
  onRefused: DocsSearchProps['onRefused']
}

/** Tells of a query once, when typing has stopped or a page is opened. */
function useSettled(query: string, settling: Settling): { now: () => void } {
  const latest = useRef({ query, ...settling })
  const told = useRef('')
  useEffect(() => {
    latest.current = { query, ...settling }
  })
  const now = useRef(() => {
    const { query, found, refused, onSearched, onRefused } = latest.current
    const typed = query.trim()
    if (typed === '' || typed === told.current) return
    told.current = typed
    if (refused === undefined) onSearched?.(typed.slice(0, 200), found)
    else onRefused?.(refused.slice(0, 2000))
  }).current
  useEffect(() => {
    const timer = setTimeout(now, SETTLED_AFTER)
    return () => clearTimeout(timer)
  }, [query, now])
  return { now }
}
