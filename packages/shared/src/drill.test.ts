import { expect, it } from 'vitest'
import { judgeOpened } from './drill.ts'

const page = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'
const other = 'https://kubernetes.io/docs/tasks/administer-cluster/declare-network-policy/'

it.each([
  [[page], page, 'right'],
  [[page], `${page}#default-policies`, 'right'],
  [[page], page.slice(0, -1), 'right'],
  [[`${page}#default-policies`], `${page}#default-policies`, 'right'],
  [[`${page}#default-policies`], page, 'section-missing'],
  [[`${page}#default-policies`], `${page}#prerequisites`, 'section-missing'],
  [[`${page}#default-policies`, other], other, 'right'],
  [[`${page}#default-policies`], other, 'wrong'],
])('%j, opened %s: %s', (answers, opened, expected) => {
  expect(judgeOpened(answers, opened)).toBe(expected)
})
