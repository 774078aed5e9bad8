import { expect, it } from 'vitest'
import { rowsFor, ruleInWords } from './rows.ts'
import { createSearch } from './search-pages.ts'

const pages = [
  {
    url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
    title: 'Network Policies',
    site: 'Kubernetes',
    headings: [{ title: 'Default policies', anchor: 'default-policies' }],
  },
]
const choices = {
  search: createSearch(pages),
  allowed: ['https://kubernetes.io/docs/', 'https://helm.sh/docs'],
  quickReference: [{ url: 'https://kubernetes.io/docs/concepts/services-networking/service/', title: 'Service' }],
  bookmarks: [{ url: 'https://helm.sh/docs/helm/', title: 'Helm' }],
}
const lines = (query: string, given = choices) =>
  rowsFor(query, given).rows.map(({ from, title, heading }) => `${from} ${heading ? '# ' : ''}${title}`)

it('an empty search shows the quick reference and the own bookmarks', () => {
  expect(lines('  ')).toEqual(['quick-reference Service', 'bookmark Helm'])
})

it('an exam shows no bookmarks', () => {
  const { bookmarks: _, ...exam } = choices
  expect(rowsFor('', exam).rows.map(({ from }) => from)).toEqual(['quick-reference'])
})

it('words find a page and its headings', () => {
  expect(lines('default policies')).toEqual(['search Network Policies', 'search # Default policies'])
})

it('an allowed address is offered also when it is not in the index', () => {
  expect(lines('helm.sh/docs/topics/charts/')).toEqual(['search https://helm.sh/docs/topics/charts/'])
})

it('an address outside the list is refused, and the rule names what is allowed', () => {
  expect(rowsFor('https://stackoverflow.com/q/1', choices)).toEqual({ rows: [], refused: 'https://stackoverflow.com/q/1' })
  expect(ruleInWords(choices.allowed)).toBe('kubernetes.io/docs, helm.sh/docs')
})
