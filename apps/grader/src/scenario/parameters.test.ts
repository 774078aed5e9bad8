import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawValues, type Parameters, sampleValues } from './parameters.ts'

const parameters: Parameters = {
  ns: { oneOf: ['apollo', 'gemini', 'mercury'] },
  other: { oneOf: ['apollo', 'gemini', 'mercury'] },
  port: { from: 8000, to: 8003 },
}

it('the same seed draws the same values, today and next year', () => {
  expect(drawValues(parameters, 'seed-1')).toEqual(drawValues(parameters, 'seed-1'))
  expect(['a', 'b', 'c'].map((seed) => drawValues(parameters, seed))).toMatchInlineSnapshot(`
    [
      {
        "ns": "mercury",
        "other": "apollo",
        "port": 8000,
      },
      {
        "ns": "apollo",
        "other": "gemini",
        "port": 8003,
      },
      {
        "ns": "mercury",
        "other": "apollo",
        "port": 8000,
      },
    ]
  `)
})

it('every choice is drawn by some seed', () => {
  const seen = new Set(Array.from({ length: 100 }, (_, seed) => drawValues(parameters, String(seed)).ns))
  expect([...seen].sort()).toEqual(['apollo', 'gemini', 'mercury'])
})

it('no two parameters of a task have one value while there is another choice', () => {
  fc.assert(fc.property(fc.string(), (seed) => drawValues(parameters, seed).ns !== drawValues(parameters, seed).other))
})

it('numbers stay within their range', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const port = Number(drawValues(parameters, seed).port)
      return port >= 8000 && port <= 8003
    }),
  )
})

it('samples use every choice', () => {
  const samples = sampleValues(parameters)
  expect(new Set(samples.map((values) => values.ns)).size).toBe(3)
  expect(new Set(samples.map((values) => values.port)).size).toBe(4)
  expect(samples.every((values) => values.ns !== values.other)).toBe(true)
})
