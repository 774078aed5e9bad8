// Objects for the compilers' tests: written as short as a test can read them.
import type { KubeObject } from '../kube.ts'
import type { World } from './compiled.ts'

let age = 0

/** Each is a minute younger than the one before. */
export function object(kind: string, path: string, rest: Record<string, unknown> = {}): KubeObject {
  const [namespace = '', name = ''] = path.includes('/') ? path.split('/') : ['', path]
  age += 1
  const creationTimestamp = new Date(Date.UTC(2026, 0, 1, 0, age)).toISOString().replace('.000', '')
  const { labels, annotations, ...fields } = rest
  const scope = namespace === '' ? {} : { namespace }
  const notes = JSON.parse(JSON.stringify({ labels, annotations }))
  const metadata = { name, ...scope, uid: `${kind}-${path}`, generation: 1, creationTimestamp, ...notes }
  return { apiVersion: API[kind] ?? 'v1', kind, metadata, ...fields }
}

const API: Readonly<Record<string, string>> = {
  EndpointSlice: 'discovery.k8s.io/v1',
  Ingress: 'networking.k8s.io/v1',
  IngressClass: 'networking.k8s.io/v1',
  GatewayClass: 'gateway.networking.k8s.io/v1',
  Gateway: 'gateway.networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  ReferenceGrant: 'gateway.networking.k8s.io/v1beta1',
}

/** A Service with port 80, named http, and its ready endpoints on port 8080. */
export function service(path: string, ...ready: string[]): KubeObject[] {
  const [namespace, name = ''] = path.split('/')
  return [
    object('Service', path, { spec: { clusterIP: '10.96.0.1', ports: [{ name: 'http', port: 80 }] } }),
    object('EndpointSlice', `${namespace}/${name}-abc`, {
      labels: { 'kubernetes.io/service-name': name },
      addressType: 'IPv4',
      endpoints: ready.map((address) => ({ addresses: [address], conditions: { ready: true } })),
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    }),
  ]
}

export function worldOf(...objects: (KubeObject | readonly KubeObject[])[]): World {
  const world: Record<string, KubeObject[]> = {}
  for (const one of objects.flat()) world[one.kind] = [...(world[one.kind] ?? []), one]
  return world
}

/** The servers of a configuration: what stands in the block of that name, without the listeners and certificates of all. */
export function serverOf(config: string, host: string): string {
  const blocks = config.split('\n  server {\n').slice(1)
  const found = blocks.find((block) => block.includes(`server_name ${host};`))
  const lines = (found ?? 'none').split('\n  }\n')[0]?.split('\n') ?? []
  return lines
    .map((line) => line.replace(/^ {4}/, ''))
    .filter((line) => !/^(listen|server_name|ssl_)/.test(line))
    .join('\n')
}

/** Of a throw-away certificate for shop.example.com and *.apps.example.com. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBvzCCAWagAwIBAgIULr4gIqtcllxCNpoKEds+wynyixQwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAgFw0yNjExMjUyMjQ5MjBaGA8y
MTI2MTEwMTIyNDkyMFowGzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABMW7Ijjv/BOlQP3abzMhPZi4pmewuyx+g00w
kcT1tmOGHajhnps7O8B2fZ8QZiN68sYbRP0qKTauY27Q0IkIY8ijgYUwgYIwHQYD
VR0OBBYEFH70wdqBvt5CePFgSYbscZRM33ZYMB8GA1UdIwQYMBaAFH70wdqBvt5C
ePFgSYbscZRM33ZYMA8GA1UdEwEB/wQFMAMBAf8wLwYDVR0RBCgwJoIQc2hvcC5l
eGFtcGxlLmNvbYISKi5hcHBzLmV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0cAMEQC
IGMHZpBzWsDVUf8X3WojTNk9rHniX1ystxguMS7XlRupAiAZzdf1oR4c8khwd5TI
K9NyC9tzFE30E2blhPPZtMUckw==
-----END CERTIFICATE-----`
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMNIUNzbJrIkRlpsu
weI3yUepbpOMxcQ7syHOQM8YYe2hRANCAATFuyI47/wTpUD92m8zIT2YuKZnsLss
foNNMJHE9bZjhh2o4Z6bOzvAdn2fEGYjevLGG0T9Kik2rmNu0NCJCGPI
-----END PRIVATE KEY-----`
const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB19VcFMByaJ0n0Ea
cDGqGgI6/S4+eLGOT2IopIvPju+hRANCAAQJCfWh1H+mbYVelI8MJ3ezcDBKiVZ3
z6U09+nsGyorNu3jLy9YWDZxUqf311Nwe04rjDzbMECh2w4qolBczba1
-----END PRIVATE KEY-----`

export function tlsSecret(path: string, fault?: 'other key' | 'no key' | 'no certificate'): KubeObject {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const key = fault === 'other key' ? OTHER_KEY : KEY
  const data = {
    'tls.crt': base64(fault === 'no certificate' ? 'hello' : CERTIFICATE),
    ...(fault === 'no key' ? {} : { 'tls.key': base64(key) }),
  }
  return object('Secret', path, { type: 'kubernetes.io/tls', data })
}
