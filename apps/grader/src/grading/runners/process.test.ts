import { expect, it } from 'vitest'
import { parseFacts } from './process.ts'

const output = ({
  uid = 101,
  caps = '0000000000000400',
  privs = 1,
  seccomp = 2,
  filters = 1,
  nodeFilters = 0,
  root = 'ro,relatime',
  map = '         0          0 4294967295',
} = {}) => `== status
Name:	nginx: master
Uid:	${uid}	${uid}	${uid}	${uid}
Gid:	0	102	0	0
CapEff:	${caps}
NoNewPrivs:	${privs}
Seccomp:	${seccomp}
Seccomp_filters:	${filters}
== uid_map
${map}
== gid_map
         0          0 4294967295
== mountinfo
600 550 0:41 / / ${root} - overlay overlay rw,lowerdir=/x
601 600 0:43 / /proc rw,nosuid - proc proc rw
== node
Name:	systemd
Seccomp_filters:	${nodeFilters}
`

it('reads what a hardened process runs with', () => {
  expect(parseFacts(output())).toEqual({
    uid: 101,
    gid: 102,
    capabilities: ['NET_BIND_SERVICE'],
    noNewPrivileges: true,
    seccomp: 'filter',
    readOnlyRoot: true,
  })
})

it('reads what an ordinary one runs with', () => {
  const facts = parseFacts(output({ uid: 0, caps: '00000000a80425fb', privs: 0, seccomp: 0, filters: 0, root: 'rw,relatime' }))
  expect(facts).toMatchObject({ uid: 0, noNewPrivileges: false, seccomp: 'disabled', readOnlyRoot: false })
  expect(facts.capabilities).toHaveLength(14)
})

it('tells the id inside a user namespace', () => {
  expect(parseFacts(output({ uid: 65536, map: '0 65536 65536' })).uid).toBe(0)
})

it('takes the last mount on / as the one in force', () => {
  const twice = output({ root: 'ro' }).replace('601 600', '602 600 0:44 / / rw - tmpfs tmpfs rw\n601 600')
  expect(parseFacts(twice).readOnlyRoot).toBe(false)
})

it('counts only a filter that the container has beside the one of its node', () => {
  expect(parseFacts(output({ filters: 1, nodeFilters: 1 })).seccomp).toBe('disabled')
  expect(parseFacts(output({ filters: 2, nodeFilters: 1 })).seccomp).toBe('filter')
})

it('goes by the mode where the kernel does not count filters', () => {
  const old = (text: string) => text.replace(/Seccomp_filters.*\n/g, '')
  expect(parseFacts(old(output())).seccomp).toBe('filter')
  expect(parseFacts(old(output({ seccomp: 0 }))).seccomp).toBe('disabled')
})
