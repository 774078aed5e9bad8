import { expect, test } from 'vitest'
import { abilitiesOf } from './abilities.ts'

const OFF = { apparmor: false }

test('every cluster enforces network policies, and can be given metrics and storage', () => {
  expect(abilitiesOf(OFF)).toEqual(new Set([...abilitiesOf(OFF), 'policy', 'metrics', 'storage']))
})

test('AppArmor is offered only where the kernel has it switched on', () => {
  expect(abilitiesOf(OFF).has('apparmor')).toBe(false)
  expect(abilitiesOf({ apparmor: true }).has('apparmor')).toBe(true)
})

test('a tool is offered only when the node image was given its program', () => {
  const labels = { unflunk: '1', 'unflunk.program.runsc': '1', 'unflunk.program.trivy': '1' }
  const abilities = abilitiesOf(OFF, labels)
  expect(
    ['gvisor', 'trivy', 'kube-bench', 'cosign', 'falco', 'crictl'].filter((need) => [...abilities].some((has) => has === need)),
  ).toEqual(['gvisor', 'trivy'])
})
