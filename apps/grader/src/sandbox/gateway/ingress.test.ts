import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { compileIngresses } from './ingress.ts'
import { object, serverOf, service, tlsSecret, worldOf } from './world.fixture.ts'

const nginx = object('IngressClass', 'nginx', { spec: { controller: 'k8s.io/ingress-nginx' } })
const other = object('IngressClass', 'other', { spec: { controller: 'example.com/other' } })
const controller = object('Service', 'ingress-nginx/ingress-nginx-controller', { spec: { clusterIP: '10.96.0.80', ports: [] } })
const web = service('apollo/web', '10.244.0.2', '10.244.1.2')
const api = service('apollo/api', '10.244.1.3')
const none = service('apollo/none')

const to = (name: string, port: object = { number: 80 }) => ({ service: { name, port } })

function ingress(name: string, spec: Record<string, unknown>, annotations: Record<string, string> = {}): KubeObject {
  return object('Ingress', `apollo/${name}`, { annotations, spec: { ingressClassName: 'nginx', ...spec } })
}
function shop(...paths: [path: string, pathType: string, backend: object][]) {
  return { rules: [{ host: 'shop.example.com', http: { paths: paths.map(([path, pathType, backend]) => ({ path, pathType, backend })) } }] }
}

function compiled(...objects: KubeObject[]) {
  return compileIngresses(worldOf(nginx, other, controller, web, api, none, objects))
}
const server = (...objects: KubeObject[]) => serverOf(compiled(...objects).config, 'shop.example.com')

const HEADED = /location ("[^{]*"|= "[^{]*"|~\* "[^{]*") \{\n([^}]*)\n\}/g

/** What each location does, in one line. */
function locations(...objects: KubeObject[]): Record<string, string> {
  const found = [...server(...objects).matchAll(HEADED)]
  return Object.fromEntries(
    found.map(([, heading = '', body = '']) => [heading.replaceAll('"', ''), body.trim().replace(/\s*\n\s*/g, ' ')]),
  )
}

const WEB = 'proxy_pass http://apollo_web_80;'
const API = 'proxy_pass http://apollo_api_80;'

describe('the paths of an Ingress', () => {
  const cases: [what: string, paths: [string, string, object][], served: Record<string, string>][] = [
    ['Exact: this one alone', [['/a', 'Exact', to('web')]], { '= /a': WEB, '/': 'return 404;' }],
    ['Prefix: ends at a slash', [['/a', 'Prefix', to('web')]], { '= /a': WEB, '/a/': WEB, '/': 'return 404;' }],
    ['Prefix: a slash at its end says nothing', [['/a/', 'Prefix', to('web')]], { '= /a': WEB, '/a/': WEB, '/': 'return 404;' }],
    ['Prefix /: everything', [['/', 'Prefix', to('web')]], { '/': WEB }],
    ['ImplementationSpecific: whatever begins so', [['/a', 'ImplementationSpecific', to('web')]], { '/a': WEB, '/': 'return 404;' }],
    [
      'Exact wins over Prefix',
      [
        ['/a', 'Prefix', to('web')],
        ['/a', 'Exact', to('api')],
      ],
      { '= /a': API, '/a/': WEB, '/': 'return 404;' },
    ],
    ['a port by its name', [['/', 'Prefix', to('web', { name: 'http' })]], { '/': WEB }],
    ['a Service without endpoints: 503', [['/', 'Prefix', to('none')]], { '/': 'return 503;' }],
    ['a Service that is not there: 503', [['/', 'Prefix', to('gone')]], { '/': 'return 503;' }],
    ['a port that is not there: 503', [['/', 'Prefix', to('web', { number: 81 })]], { '/': 'return 503;' }],
    ['what is no Service is left out', [['/', 'Prefix', { resource: { kind: 'Bucket', name: 'b' } }]], { '/': 'return 404;' }],
    ['quotes and braces stay in their place', [['/a";}', 'Exact', to('web')]], { '= /a\\;}': WEB, '/': 'return 404;' }],
  ]
  it.each(cases)('%s', (_, paths, served) => {
    expect(locations(ingress('a', shop(...paths)))).toEqual(served)
  })

  it('of two Ingresses with the same host are served together; the older has what both claim', () => {
    const first = ingress('z', shop(['/a', 'Exact', to('web')]))
    const second = ingress('a', shop(['/a', 'Exact', to('api')], ['/b', 'Exact', to('api')]))
    expect(locations(second, first)).toEqual({ '= /a': WEB, '= /b': API, '/': 'return 404;' })
  })

  it('go to the default backend of their Ingress where none matches', () => {
    expect(locations(ingress('a', { ...shop(['/a', 'Exact', to('web')]), defaultBackend: to('api') }))).toEqual({ '= /a': WEB, '/': API })
  })

  it('are patterns where a target is rewritten, the longest first', () => {
    const spec = shop(['/a', 'Prefix', to('web')], ['/app(/|$)(.*)', 'ImplementationSpecific', to('api')])
    expect(locations(ingress('a', spec, { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2' }))).toEqual({
      '~* ^/app(/|$)(.*)': `rewrite "(?i)/app(/|$)(.*)" "/$2" break; ${API}`,
      '~* ^/a': `rewrite "(?i)/a" "/$2" break; ${WEB}`,
      '/': 'return 404;',
    })
  })

  it('that are no pattern although they should be are left out', () => {
    const spec = shop(['/(', 'ImplementationSpecific', to('web')], ['/b', 'ImplementationSpecific', to('api')])
    expect(locations(ingress('a', spec, { 'nginx.ingress.kubernetes.io/use-regex': 'true' }))).toEqual({
      '~* ^/b': API,
      '/': 'return 404;',
    })
  })
})

describe('whose Ingress it is', () => {
  const only = shop(['/', 'Prefix', to('web')])
  const cases: [what: string, made: KubeObject, served: boolean][] = [
    ['its class names our controller', ingress('a', only), true],
    ['its class is of somebody else', ingress('a', { ...only, ingressClassName: 'other' }), false],
    ['its class does not exist', ingress('a', { ...only, ingressClassName: 'gone' }), false],
    ['it has no class', ingress('a', { ...only, ingressClassName: undefined }), false],
    [
      'it names the class the old way',
      ingress('a', { ...only, ingressClassName: undefined }, { 'kubernetes.io/ingress.class': 'nginx' }),
      true,
    ],
  ]
  it.each(cases)('%s', (_, made, served) => {
    const { config, statuses } = compiled(made)
    expect(serverOf(config, 'shop.example.com')).toContain(served ? WEB : 'none')
    expect(statuses.map(({ status }) => status)).toEqual(served ? [{ loadBalancer: { ingress: [{ ip: '10.96.0.80' }] } }] : [])
  })

  it('an address that is there already is not written again, and goes when the class is changed', () => {
    const status = { loadBalancer: { ingress: [{ ip: '10.96.0.80' }] } }
    expect(compiled({ ...ingress('a', only), status }).statuses).toEqual([])
    expect(compiled({ ...ingress('a', { ...only, ingressClassName: 'other' }), status }).statuses).toMatchObject([
      { metadata: { name: 'a', namespace: 'apollo' }, status: { loadBalancer: {} } },
    ])
  })
})

describe('TLS of an Ingress', () => {
  const only = shop(['/', 'Prefix', to('web')])
  const REDIRECT = 'if ($scheme = http) { return 308 https://$host$request_uri; }'
  const secret = tlsSecret('apollo/shop')
  const named = { hosts: ['shop.example.com'], secretName: 'shop' }
  const cases: [
    what: string,
    tls: object[],
    annotations: Record<string, string>,
    secrets: KubeObject[],
    secure: boolean,
    redirect: boolean,
  ][] = [
    ['with a good Secret: its certificate, and http leads to https', [named], {}, [secret], true, true],
    ['the redirect can be turned off', [named], { 'nginx.ingress.kubernetes.io/ssl-redirect': 'false' }, [secret], true, false],
    ['by a wildcard', [{ hosts: ['*.example.com'], secretName: 'shop' }], {}, [secret], true, true],
    ['without hosts: those that the certificate is for', [{ secretName: 'shop' }], {}, [secret], true, true],
    ['for another host', [{ hosts: ['other.example.com'], secretName: 'shop' }], {}, [secret], false, false],
    ['without the Secret', [named], {}, [], false, false],
    ['with a broken Secret (other key)', [named], {}, [tlsSecret('apollo/shop', 'other key')], false, false],
    ['with a broken Secret (no key)', [named], {}, [tlsSecret('apollo/shop', 'no key')], false, false],
    ['with a broken Secret (no certificate)', [named], {}, [tlsSecret('apollo/shop', 'no certificate')], false, false],
  ]
  it.each(cases)('%s', (_, tls, annotations, secrets, secure, redirect) => {
    const { config, certificates } = compiled(ingress('a', { ...only, tls }, annotations), ...secrets)
    const [file] = certificates.keys()
    const block = config.split('server {').find((one) => one.includes('server_name shop.example.com;'))
    expect(block).toContain(`ssl_certificate $certificates/${secure ? file : 'fallback.pem'};`)
    expect(block?.includes(REDIRECT)).toBe(redirect)
  })
})

it('a half-written Ingress does not harm the others', () => {
  const odd = object('Ingress', 'apollo/odd', { spec: { ingressClassName: 'nginx', rules: [{ host: 7 }] } })
  expect(locations(odd, ingress('a', shop(['/', 'Prefix', to('web')])))).toEqual({ '/': WEB })
})

it('endpoints that are not ready get no requests', () => {
  const slice = web.find(({ kind }) => kind === 'EndpointSlice')
  const half = {
    ...object('EndpointSlice', 'apollo/web-two', { labels: { 'kubernetes.io/service-name': 'web' } }),
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.1.9'], conditions: { ready: false } }],
    ports: slice?.ports,
  }
  const { config } = compiled(ingress('a', shop(['/', 'Prefix', to('web')])), half)
  expect(config).toContain(
    'upstream apollo_web_80 { server 10.244.0.2:8080 max_fails=0; server 10.244.1.2:8080 max_fails=0; server 10.96.0.1:80 max_fails=0 backup; }',
  )
})

it('a Service without an address of its own is not asked last', () => {
  const headless = object('Service', 'apollo/web', { spec: { clusterIP: 'None', ports: [{ name: 'http', port: 80 }] } })
  const { config } = compiled(ingress('a', shop(['/', 'Prefix', to('web')])), headless)
  expect(config).toContain('upstream apollo_web_80 { server 10.244.0.2:8080 max_fails=0; server 10.244.1.2:8080 max_fails=0; }')
})

it('without any Ingress every host is unknown', () => {
  expect(serverOf(compiled().config, '_')).toMatchInlineSnapshot(`
    "location "/" {
      return 404;
    }"
  `)
})
