import { expect, it } from 'vitest'
import { mayComplain } from './may-complain.ts'

it.each<[string, boolean]>([
  ['k apply -f web.yaml', true],
  ['ssh cka1 k get po', true],
  ['sudo kubeadm join 10.0.0.1:6443', true],
  ['./fix.sh', true],
  ['', true],
  ['vim web.yaml', true],
  ['cat web.yaml | kk apply -f -', true],
  ['journalctl -u kubelet', false],
  ['cat error.log', false],
  ['crictl logs abc', false],
  ['grep refused /var/log/syslog', false],
])('%s: %s', (line, may) => {
  expect(mayComplain(line)).toBe(may)
})
