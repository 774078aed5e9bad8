import { expect, test } from 'vitest'
import { checksumIn } from './checksum.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

test.each([
  ['a bare hash', `${A}\n`, 'kubelet', A],
  ['hash and name', `${B}  other.tgz\n${A}  tool.tgz\n`, 'tool.tgz', A],
  ['a binary marker before the name', `${A} *tool.tgz\n`, 'tool.tgz', A],
  ['a path before the name', `${A}  ./release/tool.tgz\n`, 'tool.tgz', A],
  ['upper case', `${A.toUpperCase()}  tool.tgz\n`, 'tool.tgz', A],
  ['BSD lines among other hashes', `MD5 (yq) = 12\nSHA256 (yq_arm) = ${B}\nSHA256 (yq) = ${A}\nSHA512 (yq) = ${B}${B}\n`, 'yq', A],
  ['a SHA-512, as gVisor has it', `${A}${B}  runsc\n`, 'runsc', `${A}${B}`],
  ['a list without the file', `${A}  other.tgz\n${B}  another.tgz\n`, 'tool.tgz', undefined],
  ['one line that names another file', `${A}  other.tgz\n`, 'tool.tgz', undefined],
  ['a web page instead of a list', '<html>not found</html>', 'tool.tgz', undefined],
])('finds the checksum in %s', (_name, list, file, expected) => {
  expect(checksumIn(list, file)).toBe(expected)
})
