// The index of the documentation pages that an exam allows: titles, headings and addresses, no texts. Parsed from scenarios/docs.
import { z } from 'zod'
import { ExamTrack } from './scenario.ts'

interface Address {
  readonly protocol: string
  readonly username: string
  readonly host: string
  readonly pathname: string
  readonly href: string
}
/** Node and every browser have it; this package's library types are neither's. */
declare const URL: { parse(text: string): Address | null }

/** scenarios/docs/*.yaml: one allowed site. Every address below `base` is allowed; `pages` are those that the panel finds. */
export const DocsSite = z.strictObject({
  site: z.string(),
  base: z.url().endsWith('/'),
  tracks: z.array(ExamTrack).min(1),
  pages: z
    .array(
      z.strictObject({
        /** Below `base`; `/` is the base itself. */
        path: z.string().regex(/^(\/|[^/].*\/)$/, 'must be "/" or end with "/" and not begin with it'),
        title: z.string().min(2),
        /** Bullets of the curriculum that the page serves, as `cka/rbac`. */
        bullets: z.array(z.string()).default([]),
        /** As on the page. The anchor follows from the words, unless `{#anchor}` stands behind them. */
        headings: z.array(z.string()).default([]),
      }),
    )
    .min(1),
})
export type DocsSite = z.infer<typeof DocsSite>

export const DocsPage = z.object({
  url: z.string(),
  title: z.string(),
  site: z.string(),
  headings: z.array(z.object({ title: z.string(), anchor: z.string() })),
})
export type DocsPage = z.infer<typeof DocsPage>

export function pagesOf(site: DocsSite): DocsPage[] {
  return site.pages.map(({ path, title, headings }) => ({
    url: path === '/' ? site.base : `${site.base}${path}`,
    title,
    site: site.site,
    headings: headings.map(headingOf),
  }))
}

/** As the sites' generators make them: small letters, no punctuation, a hyphen for each space. */
function headingOf(written: string): DocsPage['headings'][number] {
  const [, title = written, anchor] = /^(.*?)\s*(?:\{#(\S+)\})?$/.exec(written) ?? []
  const derived = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
  return { title, anchor: anchor ?? derived }
}

/** Whether an address is one of the allowed sites' (`allowed`: their first parts). Another scheme or a look-alike host is not. */
export function isAllowed(url: string, allowed: readonly string[]): boolean {
  const asked = urlOf(url)
  if (asked?.protocol !== 'https:' || asked.username !== '') return false
  return allowed.some((one) => {
    const base = urlOf(one)
    if (!base || asked.host !== base.host) return false
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`
    return asked.pathname === folder.slice(0, -1) || asked.pathname.startsWith(folder)
  })
}

/** The address in what was typed or pasted, completed with https; undefined when it is words to search for. */
export function addressIn(text: string): string | undefined {
  const typed = text.trim()
  if (/\s/.test(typed)) return undefined
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return urlOf(typed)?.href
  // A host has a dot and a known ending, or a path behind it: `kubelet.conf` and `v1.35` are words.
  return /^(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|sh|app|ai|me|co|edu|gov|info|wiki)(?:[/?#:].*)?$/i.test(typed)
    ? urlOf(`https://${typed}`)?.href
    : undefined
}

function urlOf(text: string): Address | undefined {
  return URL.parse(text) ?? undefined
}
