import type { LookUpQuestion } from '@unflunk/shared/drill'
import { expect, it } from 'vitest'
import { asked, type Move, play, type Round, startRound } from './look-up-round.ts'

const question = (id: string, answer: string): LookUpQuestion => ({
  id,
  track: 'cka',
  asks: `Where is ${id}?`,
  bullet: 'cka/rbac',
  answers: [answer],
  words: id,
})
const questions = [question('a', 'https://x.io/a/'), question('b', 'https://x.io/b/#part'), question('c', 'https://x.io/c/')]
const opened = (url: string, query = ''): Move => ({ type: 'opened', url, query })
const playAll = (moves: readonly [number, Move][]): Round =>
  moves.reduce((round, [at, move]) => play(round, move, at * 1000), startRound(questions, 0))

it('the right page ends the question at once', () => {
  const round = playAll([[12, opened('https://x.io/a/', 'words')]])
  expect(round.answers).toEqual([{ question: 'a', right: true, ms: 12_000, url: 'https://x.io/a/', query: 'words' }])
  expect(asked(round)?.id).toBe('b')
})

it('a wrong page, and the right page without its section, leave the question open', () => {
  const round = playAll([
    [5, opened('https://x.io/a/')],
    [8, opened('https://x.io/c/')],
    [10, opened('https://x.io/b/')],
  ])
  expect([asked(round)?.id, round.opened?.verdict]).toEqual(['b', 'section-missing'])
  expect(play(round, opened('https://x.io/b/#part'), 14_000).answers[1]).toMatchObject({ right: true, ms: 9_000 })
})

it('after sixty seconds a question is missed, and what comes later does not count for it', () => {
  const round = playAll([
    [30, opened('https://x.io/c/')],
    [61, opened('https://x.io/a/')],
  ])
  expect(round.answers).toEqual([{ question: 'a', right: false, ms: 60_000, url: 'https://x.io/c/' }])
  expect(round.said?.kind).toBe('late')
})

it('a skipped question is a miss', () => {
  expect(playAll([[3, { type: 'skipped' }]]).answers).toEqual([{ question: 'a', right: false, ms: 3_000 }])
})

it('after five minutes nothing more is asked, but the question that was asked runs to its end', () => {
  const many = Array.from({ length: 9 }, (_, index) => question(`q${index}`, `https://x.io/${index}/`))
  let round = startRound(many, 0)
  for (let second = 1; !round.over && second < 1000; second++) round = play(round, { type: 'tick' }, second * 1000)
  expect([round.answers.length, round.answers.every(({ right }) => !right)]).toEqual([5, true])
})

it('the round is over with its last question', () => {
  const round = playAll([
    [1, opened('https://x.io/a/')],
    [2, opened('https://x.io/b/#part')],
    [3, opened('https://x.io/c/')],
  ])
  expect([round.over, asked(round)]).toEqual([true, undefined])
})
