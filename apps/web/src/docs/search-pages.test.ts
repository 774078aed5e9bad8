import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DocsSite, isAllowed, pagesOf } from '@unflunk/shared/docs'
import { judgeOpened, LookUpFile } from '@unflunk/shared/drill'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createSearch } from './search-pages.ts'

const scenarios = join(import.meta.dirname, '../../../../scenarios')
const filesOf = (folder: string) =>
  readdirSync(join(scenarios, folder)).map((name): unknown => parse(readFileSync(join(scenarios, folder, name), 'utf8')))
const sites = filesOf('docs').map((file) => DocsSite.parse(file))
const files = filesOf('drills/look-up').map((file) => LookUpFile.parse(file))

/** As the panel lists them: each page, then its headings. */
const addresses = (search: ReturnType<typeof createSearch>, words: string) =>
  search(words).flatMap(({ page, headings }) => [page.url, ...headings.map(({ anchor }) => `${page.url}#${anchor}`)])

describe.each(files)('look-up questions of the $track', ({ track, questions }) => {
  const allowed = sites.filter((site) => site.tracks.includes(track))
  const search = createSearch(allowed.flatMap(pagesOf))

  it.each(questions.map(({ id, words, answers }) => [id, words, answers] as const))(
    '%s: "%s" finds the right page near the top',
    (_, words, answers) => {
      const found = addresses(search, words)
      const at = found.findIndex((url) => judgeOpened(answers, url) === 'right')
      expect(at, found.slice(0, 8).join('\n')).toBeGreaterThanOrEqual(0)
      expect(at).toBeLessThan(8)
    },
  )

  it('finds allowed pages only', () => {
    const bases = allowed.map(({ base }) => base)
    expect(addresses(search, 'security').filter((url) => !isAllowed(url, bases))).toEqual([])
  })
})

it('a page is found by the beginning of a word, and with a slip of the finger', () => {
  const search = createSearch(sites.flatMap(pagesOf))
  expect(search('taints toler')[0]?.page.title).toBe('Taints and Tolerations')
  expect(search('network policy deny')[0]?.page.title).toBe('Network Policies')
  expect(search('daemnset').map(({ page }) => page.title)).toContain('DaemonSet')
  expect(search('zzzz')).toEqual([])
})
