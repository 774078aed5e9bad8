// Ingresses and Gateways on a real cluster of two nodes: real requests to real pods, as a candidate would send them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { lineLogger } from '../../lib/logger.ts'
import { noProgress } from '../../lib/progress.ts'
import { ContainerCluster } from '../container-cluster.ts'
import type { Cluster, Fleet, Sandbox } from '../fleet.ts'
import { openSandbox } from '../open-sandbox.ts'
import { until } from '../until.ts'
import { DataPlane } from './data-plane.ts'
import { GATEWAY } from './planes.ts'

const sessionId = 'test-gateway'
const clusters = [{ id: 't1', host: 'cka4402', nodes: 2 }]

let sandbox: Sandbox
let fleet: Fleet
let cluster: Cluster

/** Says who it is, whatever is asked for, and goes on with it for a while when it has to go: long enough for all to hear of it. */
function backend(name: string, namespace = 'apollo'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      terminationGracePeriodSeconds: 4
      containers:
        - name: main
          image: nginx
          command: [sh, -c, 'printf "server { location / { return 200 \\"${name} $HOSTNAME \\$uri\\\\n\\"; } }" > /etc/nginx/conf.d/default.conf; exec nginx -g "daemon off;"']
          readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 1 }
          lifecycle: { preStop: { sleep: { seconds: 3 } } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ port: 8080, targetPort: 80 }] }
---
`
}

async function on(node: string, line: string, stdin = ''): Promise<string> {
  const machine = cluster.machines[node]
  if (!machine) throw new Error(`no machine ${node}`)
  const options = { stdin, timeoutMs: 120_000, env: { KUBECONFIG: '/etc/kubernetes/admin.conf' } }
  const { exitCode, stdout, stderr } = await machine.exec(['bash', '-c', line], options)
  return exitCode === 0 ? stdout.trim() : `exit ${exitCode}: ${stdout.trim()} ${stderr.trim()}`
}
const kubectl = (line: string, stdin = '') => on('controlplane', `kubectl ${line}`, stdin)

async function apply(manifest: string): Promise<void> {
  const said = await kubectl('apply -f -', manifest)
  if (said.startsWith('exit')) throw new Error(said)
}

/** A change is served within a second or so; the rest is slack for a busy machine. */
async function soon(what: string, ask: () => Promise<string>, expected: string | RegExp): Promise<string> {
  let last = ''
  const holds = async () => {
    last = await ask()
    return (typeof expected === 'string' ? last === expected : expected.test(last)) ? last : undefined
  }
  try {
    return await until(holds, { clock: systemClock, timeoutMs: 20_000, what })
  } catch (error) {
    throw new Error(`${what}: expected ${expected}, was ${last}`, { cause: error })
  }
}

/** From node01: the first word of the answer and its status. `address` stands for every host. */
function ask(url: string, address: string, more = ''): Promise<string> {
  const { hostname, port, protocol } = new URL(url)
  const resolve = `--resolve ${hostname}:${port || (protocol === 'https:' ? 443 : 80)}:${address}`
  return on(
    'node01',
    `curl -sk -m 5 ${resolve} ${more} -o /tmp/answer -w '%{http_code} %{redirect_url}' '${url}'; echo; head -c 200 /tmp/answer | head -1`,
  ).then((said) => {
    const [status = '', body = ''] = said.split('\n')
    return status.startsWith('200') ? `200 ${body.split(' ')[0]}` : status.trim()
  })
}

async function certificate(address: string, host: string): Promise<string> {
  return await on(
    'node01',
    `echo | openssl s_client -connect ${address}:443 -servername ${host} 2>/dev/null | openssl x509 -noout -subject`,
  )
}

async function tlsSecret(name: string, host: string, namespace = 'apollo'): Promise<void> {
  await on(
    'controlplane',
    `cd $(mktemp -d) && openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=${host} -addext subjectAltName=DNS:${host} -keyout k -out c 2>/dev/null && kubectl -n ${namespace} create secret tls ${name} --cert c --key k`,
  )
}

beforeAll(async () => {
  const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
  sandbox = await openSandbox({ clock: systemClock, logger, idleMs: Number.POSITIVE_INFINITY })
  await sandbox.prepare(noProgress)
  const opened = await sandbox.createFleet({ sessionId, clusters }, noProgress)
  fleet = opened.fleet
  cluster = await opened.ready('t1')
  await apply(
    '{ apiVersion: v1, kind: Namespace, metadata: { name: apollo } }\n---\n{ apiVersion: v1, kind: Namespace, metadata: { name: gemini } }',
  )
  await Promise.all([cluster.enable(['ingress', 'gateway']), apply([backend('one'), backend('two'), backend('far', 'gemini')].join(''))])
  for (const [name, namespace] of [
    ['one', 'apollo'],
    ['two', 'apollo'],
    ['far', 'gemini'],
  ])
    expect(await kubectl(`-n ${namespace} rollout status deployment/${name} --timeout=120s`)).toContain('successfully')
}, 600_000)

afterAll(async () => {
  await fleet?.dispose()
})

test('a candidate finds classes, kinds and their fields', async () => {
  expect(await kubectl('get ingressclass nginx --no-headers')).toMatch(/^nginx +k8s.io\/ingress-nginx/)
  await soon('the class', () => kubectl('get gatewayclass nginx --no-headers'), /^nginx +gateway.unflunk\/nginx +True/)
  expect(await kubectl('explain httproute.spec.rules.backendRefs.weight')).toContain('weight <integer>')
})

describe('Ingress', () => {
  let address = ''
  const paths = (...entries: [path: string, type: string, service: string][]) =>
    entries
      .map(
        ([path, pathType, service]) =>
          `{ path: ${path}, pathType: ${pathType}, backend: { service: { name: ${service}, port: { number: 8080 } } } }`,
      )
      .join(', ')
  const ingress = (name: string, host: string, list: string, more = '') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: apollo }
spec:
  ingressClassName: nginx
  rules: [{ host: ${host}, http: { paths: [${list}] } }]
  ${more}
---
`
  beforeAll(async () => {
    address = await kubectl(`-n ingress-nginx get service ingress-nginx-controller -o jsonpath='{.spec.clusterIP}'`)
  })

  test('serves by host and path, tells its address, and knows no other host', async () => {
    await apply(ingress('shop', 'shop.example.com', paths(['/', 'Prefix', 'one'], ['/two', 'Prefix', 'two'], ['/exact', 'Exact', 'two'])))
    await soon('the shop', () => ask('http://shop.example.com/', address), '200 one')
    expect(await ask('http://shop.example.com/two/more', address)).toBe('200 two')
    expect(await ask('http://shop.example.com/exact/more', address)).toBe('200 one')
    expect(await ask('http://nobody.example.com/', address)).toBe('404')
    expect(await ask('http://shop.example.com:30080/two', '10.77.0.11')).toBe('200 two')
    await soon(
      'its address',
      () => kubectl('-n apollo get ingress shop --no-headers'),
      new RegExp(` ${address.replaceAll('.', '\\.')} +80 `),
    )
  })

  test('follows a change within seconds, and the end of it', async () => {
    await apply(ingress('shop', 'shop.example.com', paths(['/', 'Prefix', 'two'])))
    const begin = systemClock.now()
    await soon('the change', () => ask('http://shop.example.com/', address), '200 two')
    expect(systemClock.now() - begin).toBeLessThan(10_000)
    await kubectl('-n apollo delete ingress shop')
    await soon('the end', () => ask('http://shop.example.com/', address), '404')
  })

  test('answers 503 for a Service without pods, and is back when they are', async () => {
    await apply(ingress('shop', 'shop.example.com', paths(['/', 'Prefix', 'one'])))
    await soon('the shop', () => ask('http://shop.example.com/', address), '200 one')
    await kubectl('-n apollo scale deployment one --replicas=0')
    await soon('nobody', () => ask('http://shop.example.com/', address), '503')
    await kubectl('-n apollo scale deployment one --replicas=2')
    await kubectl('-n apollo rollout status deployment/one --timeout=90s')
    await soon('somebody', () => ask('http://shop.example.com/', address), '200 one')
  })

  test('has the right certificate for each host, sends http to https, and a broken Secret harms its own host alone', async () => {
    await Promise.all([tlsSecret('a-tls', 'a.example.com'), tlsSecret('b-tls', 'b.example.com')])
    const tls = (host: string, secret: string) => `tls: [{ hosts: [${host}], secretName: ${secret} }]`
    await apply(ingress('a', 'a.example.com', paths(['/', 'Prefix', 'one']), tls('a.example.com', 'a-tls')))
    await apply(ingress('b', 'b.example.com', paths(['/', 'Prefix', 'two']), tls('b.example.com', 'b-tls')))
    await soon('a', () => ask('https://a.example.com/', address), '200 one')
    await soon('b', () => ask('https://b.example.com/', address), '200 two')
    expect([await certificate(address, 'a.example.com'), await certificate(address, 'b.example.com')]).toEqual([
      'subject=CN = a.example.com',
      'subject=CN = b.example.com',
    ])
    expect(await ask('http://a.example.com/x?y=1', address)).toBe('308 https://a.example.com/x?y=1')
    await kubectl(`-n apollo patch secret b-tls -p '{"data":{"tls.key":"aGVsbG8="}}'`)
    await soon('the fallback', () => certificate(address, 'b.example.com'), /Fake Certificate/)
    expect(await certificate(address, 'a.example.com')).toBe('subject=CN = a.example.com')
    await apply(ingress('c', 'c.example.com', paths(['/', 'Prefix', 'two'])))
    await soon('another host', () => ask('http://c.example.com/', address), '200 two')
  })
})

describe('Gateway', () => {
  let address = ''
  const gateway = (listeners: string, name = 'front') => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: apollo }
spec: { gatewayClassName: nginx, listeners: [${listeners}] }
---
`
  const route = (name: string, spec: string, namespace = 'apollo') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace} }
spec: { parentRefs: [{ name: front, namespace: apollo }], ${spec} }
---
`
  const HTTP = '{ name: http, port: 80, protocol: HTTP }'
  const HTTPS =
    '{ name: https, port: 443, protocol: HTTPS, hostname: safe.example.com, tls: { certificateRefs: [{ name: safe-tls }] }, allowedRoutes: { namespaces: { from: All } } }'
  const to = (service: string, more = '') => `backendRefs: [{ name: ${service}, port: 8080${more} }]`
  const reasons = (name: string, namespace = 'apollo') =>
    kubectl(`-n ${namespace} get httproute ${name} -o jsonpath='{.status.parents[*].conditions[*].reason}'`)

  test('gets an address and is programmed; http and https serve their routes', async () => {
    await tlsSecret('safe-tls', 'safe.example.com')
    await apply(gateway(`${HTTP}, ${HTTPS}`))
    await soon('the Gateway', () => kubectl('-n apollo get gateway front --no-headers'), /^front +nginx +10\.\S+ +True/)
    address = await kubectl(`-n apollo get gateway front -o jsonpath='{.status.addresses[0].value}'`)
    await apply(route('shop', `hostnames: [shop.example.com, safe.example.com], rules: [{ ${to('one')} }]`))
    await soon('http', () => ask('http://shop.example.com/', address), '200 one')
    await soon('https', () => ask('https://safe.example.com/', address), '200 one')
    expect(await certificate(address, 'safe.example.com')).toBe('subject=CN = safe.example.com')
    expect(await ask('http://nobody.example.com/', address)).toBe('404')
    expect(await kubectl(`-n apollo get gateway front -o jsonpath='{.status.listeners[*].attachedRoutes}'`)).toBe('1 1')
    expect(await reasons('shop')).toBe('Accepted ResolvedRefs')
  })

  test('is reached from a pod, and by the port of a node', async () => {
    const pod = await kubectl(`-n gemini get pods -l app=far -o jsonpath='{.items[0].metadata.name}'`)
    const byName = () => kubectl(`-n gemini exec ${pod} -- curl -s -H 'Host: shop.example.com' http://front-nginx.apollo/`)
    await soon('its name', byName, /^one /) // the cluster's DNS may have just begun
    const port = await kubectl(`-n apollo get service front-nginx -o jsonpath='{.spec.ports[0].nodePort}'`)
    expect(await ask(`http://shop.example.com:${port}/`, '10.77.0.12')).toBe('200 one')
  })

  test('chooses by header and path, shares by weight, redirects and rewrites', async () => {
    const rules = [
      `{ ${to('one')} }`,
      `{ matches: [{ headers: [{ name: X-Env, value: canary }] }], ${to('two')} }`,
      `{ matches: [{ path: { value: /share } }], backendRefs: [{ name: one, port: 8080, weight: 3 }, { name: two, port: 8080 }] }`,
      `{ matches: [{ path: { value: /old } }], filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }] }`,
      `{ matches: [{ path: { value: /api } }], filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /v1 } } }], ${to('two')} }`,
    ]
    await apply(route('shop', `hostnames: [shop.example.com, safe.example.com], rules: [${rules.join(', ')}]`))
    await soon('the redirect', () => ask('http://shop.example.com/old?a=1', address), '301 https://shop.example.com/old?a=1')
    expect(await ask('http://shop.example.com/', address, '-H "X-Env: canary"')).toBe('200 two')
    expect(await ask('http://shop.example.com/', address, '-H "X-Env: Canary"')).toBe('200 one')
    expect(await on('node01', `curl -s -H 'Host: shop.example.com' http://${address}/api/items`)).toMatch(/^two \S+ \/v1\/items$/)
    const line = `curl -s -H 'Host: shop.example.com' 'http://${address}/share?[1-200]' | grep -c '^one'`
    const ones = Number(await on('node01', line))
    // 150 expected; four standard deviations are 24.
    expect(ones).toBeGreaterThan(125)
    expect(ones).toBeLessThan(175)
  })

  test('tells a route what is wrong with it, and what is right again', async () => {
    await apply(route('lost', `hostnames: [lost.example.com], rules: [{ ${to('gone')} }]`))
    await soon('the backend', () => reasons('lost'), 'Accepted BackendNotFound')
    await soon('its requests', () => ask('http://lost.example.com/', address), '500')
    await apply(route('lost', `hostnames: [lost.example.com], rules: [{ ${to('far', ', namespace: gemini')} }]`))
    await soon('the permission', () => reasons('lost'), 'Accepted RefNotPermitted')
    await apply(`
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: apollo, namespace: gemini }
spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: apollo }], to: [{ group: '', kind: Service }] }`)
    await soon('the grant', () => reasons('lost'), 'Accepted ResolvedRefs')
    await soon('the other namespace', () => ask('http://lost.example.com/', address), '200 far')
    await kubectl('-n gemini delete referencegrant apollo')
    await soon('the end of the grant', () => reasons('lost'), 'Accepted RefNotPermitted')

    await apply(route('guest', `hostnames: [guest.example.com], rules: [{ ${to('far')} }]`, 'gemini'))
    await soon('the guest', () => reasons('guest', 'gemini'), 'NoMatchingListenerHostname ResolvedRefs')
    await apply(
      route('guest', `hostnames: [safe.example.com], rules: [{ matches: [{ path: { value: /guest } }], ${to('far')} }]`, 'gemini'),
    )
    await soon('the guest', () => reasons('guest', 'gemini'), 'Accepted ResolvedRefs')
    await soon('the guest', () => ask('https://safe.example.com/guest', address), '200 far')
  })

  test('goes with its Service; its routes are then told nothing', async () => {
    await apply(gateway('{ name: http, port: 8080, protocol: HTTP }', 'second'))
    await apply(route('second', `rules: [{ ${to('two')} }]`).replace('name: front', 'name: second'))
    await soon('the second Gateway', () => kubectl('-n apollo get gateway second --no-headers'), / True /)
    const own = await kubectl(`-n apollo get gateway second -o jsonpath='{.status.addresses[0].value}'`)
    await soon('its route', () => ask('http://any.example.com:8080/', own), '200 two')
    await kubectl('-n apollo delete gateway second')
    await soon('the status', () => reasons('second'), '')
    await soon('the Service', () => kubectl('-n apollo get service second-nginx'), /NotFound/)
    expect(await ask('http://shop.example.com/', address)).toBe('200 one')
  })

  test('follows a rollout without a failed request', async () => {
    const line = `old=$(kubectl -n apollo get pods -l app=one -o name); kubectl -n apollo rollout restart deployment/one >/dev/null
      kubectl -n apollo wait --for=delete $old --timeout=90s >/dev/null & waiting=$!
      while kill -0 $waiting 2>/dev/null; do curl -s -m 5 -o /dev/null -w '%{http_code}\\n' -H 'Host: shop.example.com' http://${address}/; sleep 0.05; done | sort | uniq -c`
    expect(await on('controlplane', line)).toMatch(/^\d+ 200$/)
    const pods = (
      await kubectl(`-n apollo get pods -l app=one --field-selector=status.phase=Running -o jsonpath='{.items[*].metadata.name}'`)
    ).split(' ')
    const said = await on('node01', `curl -s -H 'Host: shop.example.com' http://${address}/`)
    expect(pods).toContain(said.split(' ')[1])
  })

  test('comes back with its configuration when its nginx is killed, and when its pod is', async () => {
    await on('controlplane', `pkill -9 -f 'nginx: master process nginx -c /etc/unflunk/gateway'`)
    await soon('after the kill', () => ask('http://shop.example.com/', address), '200 one')
    await kubectl('-n nginx-gateway delete pod --all --wait=false')
    await soon('another pod', () => ask('http://shop.example.com/', address), '000')
    await until(async () => ((await ask('http://shop.example.com/', address)) === '200 one' ? true : undefined), {
      clock: systemClock,
      timeoutMs: 60_000,
      what: 'the new pod to serve',
    })
    await soon('the Gateway', () => kubectl('-n apollo get gateway front --no-headers'), / True /)
  })

  test('a configuration that nginx does not take is refused, and the last good one goes on', async () => {
    const machine = cluster.machines.controlplane
    if (!machine) throw new Error('no control plane')
    const load = new DataPlane(GATEWAY, machine).load('http { nonsense; }', new Map(), '', new AbortController().signal)
    await expect(load).rejects.toThrow(/unknown directive "nonsense"/)
    expect(await ask('http://shop.example.com/', address)).toBe('200 one')
    expect(await on('controlplane', 'grep -c shop.example.com /etc/unflunk/gateway/nginx.conf')).toBe('1')
  })

  test('goes on while the grader is away, and follows again when it is back', async () => {
    const before = fleet.clusters.get('t1')
    if (before instanceof ContainerCluster) before.end()
    await apply(route('shop', `hostnames: [shop.example.com], rules: [{ ${to('two')} }]`))
    expect(await ask('http://shop.example.com/', address)).toBe('200 one')
    // Nobody tells nginx of the new pods: it finds them by their Service.
    await kubectl('-n apollo delete pods -l app=one')
    expect(await kubectl('-n apollo rollout status deployment/one --timeout=90s')).toContain('successfully')
    await soon('new pods', () => ask('http://shop.example.com/', address), '200 one')
    const adopted = await sandbox.adoptFleet({ sessionId, clusters })
    if (!adopted) throw new Error('nothing to adopt')
    fleet = adopted.fleet
    cluster = await adopted.ready('t1')
    await soon('the change', () => ask('http://shop.example.com/', address), '200 two')
  })
})
