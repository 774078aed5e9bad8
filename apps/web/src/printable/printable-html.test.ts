import { expect, it } from 'vitest'
import { failedExam, practiceResult } from '../../test/result-fixtures.ts'
import { printableHtml } from './printable-html.tsx'

it('tells where the points went, and what each check saw', () => {
  const html = printableHtml(failedExam(), [])
  for (const words of [
    'Mock 1: 57 %',
    'Not passed, 66 needed',
    'Broke it later',
    'Model solution',
    '3 ready replicas',
    'Without what habits cost',
  ]) {
    expect(html).toContain(words)
  }
})

it('needs nothing from elsewhere and runs nothing', () => {
  const html = printableHtml(failedExam(), [])
  expect(html).not.toMatch(/<script|<img|<link|src=|href=|url\(/)
  expect(html).toContain('default-src &#x27;none&#x27;')
})

it('shows words that look like markup as words', () => {
  const result = failedExam()
  const html = printableHtml({ ...result, attempt: { ...result.attempt, title: '<img src=x onerror=alert(1)>' } }, [])
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;img')
})

it('holds recordings only when they are given', () => {
  expect(printableHtml(practiceResult(), [])).not.toContain('x1.cast')
  expect(printableHtml(practiceResult(), [{ terminal: 'x1', text: '{"version":3}' }])).toContain('download="x1.cast"')
})
