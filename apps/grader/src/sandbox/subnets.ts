// Picks small networks that collide with nothing on the user's machine, in the engine or inside a cluster.
import { networkInterfaces } from 'node:os'
import { NODE_RANGE, POD_RANGE, SERVICE_RANGE } from './topology.ts'

/** Private ranges that home routers, VPNs and the engine's own pools seldom use; the first free one is taken. */
const POOLS = ['10.213.0.0/16', '172.29.0.0/16', '10.198.0.0/16', '192.168.224.0/20', '100.96.0.0/16']
const PREFIX = 28

interface Range {
  readonly first: number
  readonly last: number
}

/** Free /28 networks, lowest first. `taken` is everything that is in use, in CIDR notation. */
export function* freeSubnets(taken: readonly string[]): Generator<string> {
  const used = [...taken, NODE_RANGE, POD_RANGE, SERVICE_RANGE].flatMap((cidr) => range(cidr) ?? [])
  for (const pool of POOLS) {
    const { first, last } = range(pool) ?? { first: 0, last: -1 }
    for (let start = first; start <= last; start += 2 ** (32 - PREFIX)) {
      const candidate = { first: start, last: start + 2 ** (32 - PREFIX) - 1 }
      if (!used.some((other) => overlap(candidate, other))) yield `${dotted(start)}/${PREFIX}`
    }
  }
}

/** The networks that the machine's interfaces are in. */
export function localSubnets(interfaces: typeof networkInterfaces = networkInterfaces): string[] {
  return Object.values(interfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap((address) => (address.family === 'IPv4' && address.cidr ? [address.cidr] : []))
}

/** Destinations in the text of /proc/net/route, so that a VPN's routes are spared too. The default route is no network. */
export function routedSubnets(table: string): string[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, destination = '', , , , , , mask = ''] = line.split('\t')
      if (!/^[0-9A-F]{8}$/.test(destination) || !/^[0-9A-F]{8}$/.test(mask) || mask === '00000000') return []
      const ones = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length
      return [`${dotted(littleEndian(destination))}/${ones}`]
    })
}

function littleEndian(hex: string): number {
  const bytes = hex.match(/../g) ?? []
  return Number.parseInt(bytes.reverse().join(''), 16)
}

function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last
}

function range(cidr: string): Range | undefined {
  const [address = '', prefix = '32'] = cidr.split('/')
  const bytes = address.split('.').map(Number)
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255)) return undefined
  const size = 2 ** (32 - Number(prefix))
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const first = Math.floor(number / size) * size
  return { first, last: first + size - 1 }
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
