import { describe, expect, it } from 'vitest'
import { bySpecificity, intersection } from './hosts.ts'

describe('the hosts of a listener and a route', () => {
  const cases: [listener: string, route: string, both: string | undefined][] = [
    ['', 'a.example.com', 'a.example.com'],
    ['a.example.com', '', 'a.example.com'],
    ['', '', ''],
    ['a.example.com', 'a.example.com', 'a.example.com'],
    ['a.example.com', 'b.example.com', undefined],
    ['*.example.com', 'a.example.com', 'a.example.com'],
    ['*.example.com', 'a.b.example.com', 'a.b.example.com'],
    ['*.example.com', 'example.com', undefined],
    ['*.example.com', '*.b.example.com', '*.b.example.com'],
    ['a.example.com', '*.example.com', 'a.example.com'],
    ['*.example.com', '*.example.org', undefined],
    ['*.example.com', 'badexample.com', undefined],
  ]
  it.each(cases)('"%s" and "%s" share "%s"', (listener, route, both) => {
    expect(intersection(listener, route)).toBe(both)
  })
})

it('an exact name comes before a wildcard, a long one before a short one, and every host last', () => {
  const hosts = ['', '*.example.com', 'example.com', '*.b.example.com', 'a.example.com']
  expect(hosts.sort(bySpecificity)).toEqual(['a.example.com', 'example.com', '*.b.example.com', '*.example.com', ''])
})
