// Finds pages and headings by words. Knows titles, headings and addresses only, so it ranks unlike a site's own search.
import type { DocsPage } from '@unflunk/shared/docs'
import MiniSearch from 'minisearch'

export type Found = {
  page: DocsPage
  /** The page's headings that fit, best first. */
  headings: DocsPage['headings']
}

type Entry = { id: string; page: number; heading: number; title: string; words: string; path: string }

const MOST_PAGES = 12
const MOST_HEADINGS = 3
const COMMON = new Set([
  'a',
  'an',
  'and',
  'are',
  'by',
  'for',
  'from',
  'how',
  'i',
  'in',
  'is',
  'of',
  'on',
  'or',
  'the',
  'to',
  'what',
  'with',
])

const entriesOf = (pages: readonly DocsPage[]): Entry[] =>
  pages.flatMap(({ url, title, headings }, page) => {
    const path = url.replace(/^https:\/\/[^/]+/, '').replace(/[/_-]/g, ' ')
    return [
      { id: `${page}`, page, heading: -1, title, words: '', path },
      ...headings.map((heading, index) => ({ id: `${page}#${index}`, page, heading: index, title, words: heading.title, path: '' })),
    ]
  })

/** Policies are found by `policy`; `class` and `ingress` keep their ends. */
const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/([^su])s$/, '$1')

/** Builds the index once; the returned function answers in a few milliseconds. */
export function createSearch(pages: readonly DocsPage[]): (query: string) => Found[] {
  const index = new MiniSearch<Entry>({
    fields: ['title', 'words', 'path'],
    storeFields: ['page', 'heading'],
    processTerm: (term) => {
      const word = term.toLowerCase()
      return COMMON.has(word) ? null : singular(word)
    },
    searchOptions: { boost: { title: 3, words: 2 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false) },
  })
  index.addAll(entriesOf(pages))
  return (query) => {
    // All words first; any of them when no page has all.
    const every = index.search(query, { combineWith: 'AND' })
    const hits = every.length > 0 ? every : index.search(query)
    const groups = new Map<number, Found>()
    for (const hit of hits) {
      const page = pages[Number(hit.page)]
      if (!page) continue
      const group = groups.get(hit.page) ?? { page, headings: [] }
      if (!groups.has(hit.page)) {
        if (groups.size === MOST_PAGES) continue
        groups.set(hit.page, group)
      }
      const heading = page.headings[Number(hit.heading)]
      if (heading && group.headings.length < MOST_HEADINGS) group.headings.push(heading)
    }
    return [...groups.values()]
  }
}
