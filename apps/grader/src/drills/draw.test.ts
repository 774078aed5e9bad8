import { expect, test } from 'vitest'
import { allCards } from './changes.ts'
import { cardsInOrder, type DrawRequest, drawRounds } from './draw.ts'

const places: DrawRequest['places'] = [
  { task: 't1', host: 'cka1001' },
  { task: 't2', host: 'cka1002' },
  { task: 't3', host: 'cka1003' },
  { task: 't4', host: 'cka1004' },
]
const draw = (seed: string, count: number, style: 'ssh' | 'contexts' = 'ssh') =>
  drawRounds({ seed, style, count, places, cards: cardsInOrder(seed, [], 0) })

test('the same seed gives the same rounds, another seed others', () => {
  expect(draw('a', 10)).toEqual(draw('a', 10))
  expect(draw('a', 10)).not.toEqual(draw('b', 10))
})

test('a round names its place and one tiny change', () => {
  const rounds = [...draw('a', 10), ...draw('a', 10, 'contexts')]
  for (const { go, host, says } of rounds) {
    expect([`ssh ${host}`, `kubectl config use-context ${host}`]).toContain(go)
    expect(says).toMatch(/^[A-Z].*`.+`.*\.$/)
  }
})

test('no two rounds of a drill ask for the same thing, wherever it is: a slip in one never does the work of another', () => {
  for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const said = draw(seed, 30).map(({ says }) => says)
    expect(new Set(said).size, seed).toBe(said.length)
    expect(said).toHaveLength(30)
  }
})

test('the place changes nearly every time, and all clusters are visited', () => {
  const hosts = draw('a', 30).map(({ host }) => host)
  const stays = hosts.filter((host, index) => host === hosts[index - 1]).length
  expect(stays).toBeLessThan(12)
  expect(new Set(hosts).size).toBe(4)
})

test('what is due comes first, then what was never seen, then what is not due yet', () => {
  const known = [
    { card: 'label/default', box: 2, due: 50, seen: 3, missed: 1 },
    { card: 'taint/cluster', box: 0, due: 90, seen: 3, missed: 1 },
    { card: 'scale/default', box: 1, due: 500, seen: 3, missed: 1 },
  ]
  const order = cardsInOrder('a', known, 100)
  expect(order.slice(0, 2)).toEqual(['taint/cluster', 'label/default'])
  expect(order.at(-1)).toBe('scale/default')
  expect(order.toSorted()).toEqual(allCards.toSorted())
})
