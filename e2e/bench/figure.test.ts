import { expect, it } from 'vitest'
import { type Figure, row, standing } from './figure.ts'

const reset: Figure = { id: 'reset', title: 'reset of a cluster', unit: 's', value: 9, target: 8 }

it('a figure half as much again above its baseline is slower, noise is not', () => {
  expect(standing(reset, {})).toBe('new')
  expect(standing(reset, { reset: 8 })).toBe('as before')
  expect(standing(reset, { reset: 5 })).toBe('slower')
  expect(standing(reset, { reset: 20 })).toBe('faster')
})

it('a difference below the clock’s noise never counts', () => {
  expect(standing({ ...reset, unit: 'ms', value: 4 }, { reset: 1 })).toBe('as before')
})

it('a missed target is said beside the figure', () => {
  expect(row(reset, { reset: 8 })).toEqual({
    figure: 'reset of a cluster',
    measured: '9 s',
    target: '8 s MISSED',
    baseline: '8 s',
    standing: 'as before',
  })
})
