import { expect, test } from 'vitest'
import { lacking } from './unavailable.ts'

test('a task whose needs are all met is offered', () => {
  expect(lacking([], new Set())).toBeUndefined()
  expect(lacking(['metrics', 'gvisor'], new Set(['policy', 'metrics', 'gvisor']))).toBeUndefined()
})

test.each([
  ['trivy', 'Needs trivy, which is only had when programs are downloaded instead of built (UNFLUNK_SOURCE=download).'],
  ['apparmor', "Needs AppArmor, which this machine's kernel has switched off."],
  ['falco', "Needs Falco, which would have to watch the whole machine's kernel from inside a container."],
  ['metrics', 'Needs metrics, which this sandbox cannot give.'],
] as const)('a task that needs %s is kept back where it is not to be had, and says why', (need, why) => {
  expect(lacking(['policy', need], new Set(['policy']))).toBe(why)
})

test('a task that lacks two things names both', () => {
  expect(lacking(['trivy', 'apparmor'], new Set())).toMatch(/^Needs trivy, .*\. Needs AppArmor, .*\.$/)
})
