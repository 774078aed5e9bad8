// Which rule answers: the configuration that routes become, read as a list of choices for each path.
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../kube.ts'
import { compileGateways } from './gateway.ts'
import { object, serverOf, service, worldOf } from './world.fixture.ts'

type Fields = Record<string, unknown>

const gatewayClass = object('GatewayClass', 'nginx', { spec: { controllerName: 'gateway.unflunk/nginx' } })
const services = ['one', 'two', 'three'].flatMap((name, index) => service(`apollo/${name}`, `10.244.1.${index + 1}`))
const to = (...names: string[]) => ({ backendRefs: names.map((name) => ({ name, port: 80 })) })

function gateway(...listeners: Fields[]): KubeObject {
  return object('Gateway', 'apollo/front', { spec: { gatewayClassName: 'nginx', listeners } })
}
const open = gateway({ name: 'http', port: 80, protocol: 'HTTP' })

function route(...rules: Fields[]): KubeObject {
  return object('HTTPRoute', 'apollo/shop', { spec: { parentRefs: [{ name: 'front' }], hostnames: ['shop.example.com'], rules } })
}
function configOf(...objects: KubeObject[]): string {
  return compileGateways(worldOf(gatewayClass, services, ...objects), '2026-02-01T00:00:00Z').config
}

/** By location: the Service that answers, or those that do when a condition holds, the first to be tried first. */
function choices(...objects: KubeObject[]): Record<string, string> {
  const server = serverOf(configOf(...objects), 'shop.example.com')
  const blocks = [...server.matchAll(/location ([^{]+) \{\n([\s\S]*?)\n\}/g)].map(([, heading = '', body = '']) => [heading, body] as const)
  const named = new Map(blocks.filter(([heading]) => heading.startsWith('@')).map(([heading, body]) => [heading, serviceIn(body)]))
  const told = blocks
    .filter(([heading]) => !heading.startsWith('@'))
    .map(([heading, body]) => {
      const jumps = [...body.matchAll(/set \$jump (@\w+);/g)].map(([, name = '']) => named.get(name)).toReversed()
      return [heading.replaceAll('"', ''), jumps.length > 0 ? jumps.join(' > ') : serviceIn(body)]
    })
  return Object.fromEntries(told)
}
const serviceIn = (body: string) => /apollo_(\w+)_80/.exec(body)?.[1] ?? /return (\d+)/.exec(body)?.[1] ?? ''

const path = (value: string, type = 'PathPrefix') => ({ path: { type, value } })
const header = (value: string) => ({ headers: [{ name: 'X-Env', value }] })

describe('of several rules', () => {
  const cases: [what: string, rules: Fields[], served: Record<string, string>][] = [
    ['one without a match is for everything', [to('one')], { '/': 'one' }],
    ['a prefix ends at a slash', [{ matches: [path('/a')], ...to('one') }], { '= /a': 'one', '/a/': 'one', '/': '404' }],
    [
      'the longest path wins, wherever it stands',
      [
        { matches: [path('/')], ...to('one') },
        { matches: [path('/a')], ...to('two') },
        { matches: [path('/a/b')], ...to('three') },
      ],
      { '= /a/b': 'three', '/a/b/': 'three', '= /a': 'two', '/a/': 'two', '/': 'one' },
    ],
    [
      'an exact path wins over a prefix',
      [
        { matches: [path('/a')], ...to('one') },
        { matches: [path('/a', 'Exact')], ...to('two') },
      ],
      { '= /a': 'two', '/a/': 'one', '/': '404' },
    ],
    [
      'a header is asked first, and who has none meets the rest',
      [
        { matches: [path('/')], ...to('one') },
        { matches: [{ ...path('/'), ...header('canary') }], ...to('two') },
      ],
      { '/': 'two > one' },
    ],
    [
      'with a longer path and a header, others meet the shorter path',
      [
        { matches: [path('/')], ...to('one') },
        { matches: [{ ...path('/a'), ...header('canary') }], ...to('two') },
      ],
      { '= /a': 'two > one', '/a/': 'two > one', '/': 'one' },
    ],
    [
      'with conditions only, others find nothing',
      [{ matches: [{ ...path('/'), ...header('canary') }], ...to('two') }],
      { '/': 'two > 404' },
    ],
    [
      'a method comes before headers, more headers before fewer, headers before the query',
      [
        { matches: [{ ...path('/'), queryParams: [{ name: 'q', value: '1' }] }], ...to('one') },
        { matches: [{ ...path('/'), ...header('canary') }], ...to('two') },
        { matches: [{ ...path('/'), method: 'POST' }], ...to('three') },
      ],
      { '/': 'three > two > one > 404' },
    ],
    [
      'several matches of a rule: any of them',
      [{ matches: [path('/a', 'Exact'), path('/b', 'Exact')], ...to('one') }],
      { '= /a': 'one', '= /b': 'one', '/': '404' },
    ],
    [
      'of the same the first one wins',
      [
        { matches: [path('/')], ...to('one') },
        { matches: [path('/')], ...to('two') },
      ],
      { '/': 'one' },
    ],
    ['a backend that is not there costs its requests 500', [to('gone')], { '/': '500' }],
    ['a rule without backends answers 500', [{}], { '/': '500' }],
  ]
  it.each(cases)('%s', (_, rules, served) => {
    expect(choices(open, route(...rules))).toEqual(served)
  })

  it('of two routes the older one wins where both are as exact', () => {
    const older = route({ matches: [path('/')], ...to('one') })
    const younger = { ...route({ matches: [path('/')], ...to('two') }, { matches: [path('/b', 'Exact')], ...to('three') }) }
    const renamed = { ...younger, metadata: { ...younger.metadata, name: 'a' } }
    expect(choices(open, renamed, older)).toEqual({ '= /b': 'three', '/': 'one' })
  })
})

describe('what rules do', () => {
  const text = (rule: Fields) => configOf(open, route(rule))
  const filter = (type: string, field: string, value: Fields, more: Fields = {}) => ({ filters: [{ type, [field]: value }], ...more })

  it('backends share requests by weight, and one of weight 0 gets none', () => {
    const weighed = [
      { name: 'one', port: 80, weight: 3 },
      { name: 'two', port: 80 },
      { name: 'three', port: 80, weight: 0 },
    ]
    expect(text({ backendRefs: weighed })).toContain('split_clients "$request_id" $to_0 { 75.00% apollo_one_80; * apollo_two_80; }')
  })

  it('a broken backend takes its share with it', () => {
    const config = text(to('one', 'gone'))
    expect(config).toContain('{ 50.00% apollo_one_80; * 500; }')
    expect(config).toContain('if ($to_0 = 500) { return 500; }')
  })

  const redirects: [what: string, redirect: Fields, answer: string][] = [
    ['to https', { scheme: 'https', statusCode: 301 }, 'return 301 "https://$host$request_uri";'],
    ['to another host', { hostname: 'b.example.com' }, 'return 302 "http://b.example.com$request_uri";'],
    ['to another port', { port: 8080 }, 'return 302 "http://$host:8080$request_uri";'],
    ['to another path', { path: { type: 'ReplaceFullPath', replaceFullPath: '/new' } }, 'return 302 "http://$host$new_path$is_args$args";'],
  ]
  it.each(redirects)('a redirect %s', (_, redirect, answer) => {
    expect(text(filter('RequestRedirect', 'requestRedirect', redirect))).toContain(answer)
  })

  it('a path is rewritten as it was sent', () => {
    const rewrite = { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2/' } }
    const config = text(filter('URLRewrite', 'urlRewrite', rewrite, { matches: [path('/api')], ...to('one') }))
    expect(config).toContain('if ($request_uri ~ "^/api(?<rest>/[^?]*)") { set $new_path "/v2$rest"; }')
    expect(config).toContain('proxy_pass http://apollo_one_80$new_path$is_args$args;')
  })

  it('headers are set, added and removed, and no value can leave its quotes', () => {
    const change = { set: [{ name: 'X-A', value: 'a"; $host' }], add: [{ name: 'X-B', value: 'b' }], remove: ['X-C'] }
    const config = text(filter('RequestHeaderModifier', 'requestHeaderModifier', change, to('one')))
    expect(config).toMatch(/proxy_set_header X-A "a\\"; \$\{dollar\}host";/)
    expect(config).toContain('map $http_x_b $more_0 { "" "b"; default "$http_x_b,b"; }')
    expect(config).toContain('proxy_set_header X-C "";')
    expect(config).toContain('proxy_set_header Host "$http_host";\n')
  })
})

describe('hosts', () => {
  const listeners = (...hosts: [name: string, host: string][]) =>
    gateway(...hosts.map(([name, hostname]) => ({ name, hostname, port: 80, protocol: 'HTTP' })))

  it('a request belongs to the listener that names its host most exactly', () => {
    const on = (sectionName: string, service: string) => {
      const made = route(to(service))
      const spec = { parentRefs: [{ name: 'front', sectionName }], rules: [to(service)] }
      return { ...made, metadata: { ...made.metadata, name: sectionName }, spec }
    }
    const config = configOf(
      listeners(['any', ''], ['below', '*.example.com'], ['shop', 'shop.example.com']),
      on('any', 'one'),
      on('below', 'two'),
      on('shop', 'three'),
    )
    expect(['_', '*.example.com', 'shop.example.com'].map((host) => serviceIn(serverOf(config, host)))).toEqual(['one', 'two', 'three'])
  })

  it('a listener without routes answers 404, not those of a wider one', () => {
    const config = configOf(listeners(['any', ''], ['shop', 'shop.example.com']), {
      ...route(to('one')),
      spec: { parentRefs: [{ name: 'front', sectionName: 'any' }], hostnames: ['shop.example.com'], rules: [to('one')] },
    })
    expect(serviceIn(serverOf(config, 'shop.example.com'))).toBe('404')
  })
})
