import { expect, it } from 'vitest'
import { statesLiteral } from './stated.ts'

const text =
  'Create a Deployment `web-front` with three replicas on port 8080, mode `640`, in /opt/answers/out.txt; it may list pods and NetworkPolicies for nginx:1.27.'

it.each<[string | number, boolean]>([
  ['web-front', true],
  ['web', true],
  ['fron', false],
  [3, true],
  [8080, true],
  [808, false],
  ['0640', true],
  ['0600', false],
  ['/opt/answers/out.txt', true],
  ['/opt/answers', true],
  ['pod', true],
  ['networkpolic', true],
  ['nginx:1.27', true],
  ['nginx:1.2', false],
  ['deployment', true],
])('%s: %s', (literal, stated) => {
  expect(statesLiteral(text, literal)).toBe(stated)
})
