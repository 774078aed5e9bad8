// What the search shows, as one list that the arrows walk through: pages, their headings, quick references, bookmarks, an address.
import { addressIn, type DocsPage, isAllowed } from '@unflunk/shared/docs'
import type { Found } from './search-pages.ts'

export type From = 'quick-reference' | 'search' | 'bookmark'
export type Row = {
  url: string
  title: string
  from: From
  /** Small words beside the title: the site or the kind. */
  beside: string
  /** A heading of the page in the row above. */
  heading: boolean
}
export type Shown = { rows: Row[]; refused: string | undefined }
type Link = { url: string; title: string }

export type Choices = {
  search: (query: string) => Found[]
  allowed: readonly string[]
  quickReference: readonly Link[]
  /** Absent where there are none: in an exam, and in the drill. */
  bookmarks?: readonly Link[]
}

/** For an empty search the reader's own ways in; for an address the page, or its refusal; else what the words find. */
export function rowsFor(query: string, { search, allowed, quickReference, bookmarks = [] }: Choices): Shown {
  const typed = query.trim()
  const link =
    (from: From, beside: string) =>
    ({ url, title }: Link): Row => ({ url, title, from, beside, heading: false })
  if (typed === '') {
    const rows = [...quickReference.map(link('quick-reference', 'Quick Reference')), ...bookmarks.map(link('bookmark', 'bookmark'))]
    return { rows, refused: undefined }
  }
  const address = addressIn(typed)
  if (address !== undefined) {
    if (!isAllowed(address, allowed)) return { rows: [], refused: address }
    return { rows: [{ url: address, title: address, from: 'search', beside: 'allowed address', heading: false }], refused: undefined }
  }
  return {
    rows: search(typed).flatMap(({ page, headings }) => [pageRow(page), ...headings.map((heading) => headingRow(page, heading))]),
    refused: undefined,
  }
}

const pageRow = ({ url, title, site }: DocsPage): Row => ({ url, title, from: 'search', beside: site, heading: false })

const headingRow = ({ url }: DocsPage, { title, anchor }: DocsPage['headings'][number]): Row => ({
  url: `${url}#${anchor}`,
  title,
  from: 'search',
  beside: '',
  heading: true,
})

/** The rule, in words: which sites may be opened. */
export const ruleInWords = (allowed: readonly string[]): string =>
  allowed.map((one) => one.replace(/^https:\/\//, '').replace(/\/$/, '')).join(', ')
