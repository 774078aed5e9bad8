import { describe, expect, test } from 'vitest'
import { freeSubnets, localSubnets, routedSubnets } from './subnets.ts'

const first = (taken: string[]) => freeSubnets(taken).next().value

describe('a network for a cluster', () => {
  test.each([
    ['nothing is taken', [], '10.213.0.0/28'],
    ['the first is taken', ['10.213.0.0/28'], '10.213.0.16/28'],
    ['a bigger network covers the first', ['10.213.0.128/24'], '10.213.1.0/28'],
    ['a VPN routes the whole first pool', ['10.0.0.0/8'], '172.29.0.0/28'],
    ['an address without a prefix is one host', ['10.213.0.5'], '10.213.0.16/28'],
    ['what is not IPv4 is no obstacle', ['fd00::/8', 'x'], '10.213.0.0/28'],
  ])('%s', (_, taken, expected) => {
    expect(first(taken)).toBe(expected)
  })

  test('never touches what clusters use inside', () => {
    const all = [...freeSubnets([])]
    expect(all.length).toBeGreaterThan(4000)
    expect(all.filter((subnet) => /^10\.(77|244|96)\./.test(subnet))).toEqual([])
  })

  test('a machine without any free pool gets none', () => {
    expect(first(['0.0.0.0/0'])).toBeUndefined()
  })
})

test('interfaces are read with their prefix', () => {
  const address = { address: '192.0.2.7', netmask: '255.255.255.0', mac: '00:00:00:00:00:00', internal: false, cidr: '192.0.2.7/24' }
  expect(localSubnets(() => ({ eth0: [{ ...address, family: 'IPv4' }], gone: undefined }))).toEqual(['192.0.2.7/24'])
})

test('routes are read from the kernel table, without the default one', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
tun0\t0000D50A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`
  expect(routedSubnets(table)).toEqual(['10.213.0.0/16', '192.0.2.0/24'])
})
