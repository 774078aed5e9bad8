import { readFileSync } from 'node:fs'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { containerMachine } from '../container-machine.ts'
import { dockerEngine } from '../docker-engine.ts'
import type { Machine } from '../machine.ts'
import { nodeContainer } from '../node-container.ts'
import { registrySpec } from '../session-network.ts'
import { freeSubnets, localSubnets } from '../subnets.ts'
import { nodesOf, placesIn, wholeShape } from '../topology.ts'
import { imagesOf } from './image-names.ts'
import { readPodImages } from './pod-images.ts'
import { imageSet, missingImages, RECIPE_DIR } from './prepare-images.ts'
import { minorsOf, readVersions } from './versions.ts'

// One of each image, wired together like in a session.
const docker = new Docker()
const engine = dockerEngine(docker)
const name = (part: string) => `unflunk-recipe-test-${part}`
const labels = { unflunk: '1' }
const versions = readVersions(RECIPE_DIR)
const { version } = versions.kubernetes.minors[versions.kubernetes.default]

let node: Machine
let base: Machine
let registryUrl: string

async function remove(): Promise<void> {
  await Promise.all(['node', 'base', 'registry'].map((part) => engine.remove(name(part))))
  await engine.removeVolume(name('var'))
  await engine.removeNetwork(name('net'))
}

beforeAll(async () => {
  expect(await missingImages({ docker }), 'run `npm start` or `pnpm unflunk sandbox prepare` first').toEqual([])
  await remove()
  const images = imageSet()
  const subnet = await network()
  const places = placesIn(subnet, 1)
  const shape = wholeShape({})
  const [place] = nodesOf(shape)
  if (place === undefined) throw new Error('a cluster has a control plane')
  await engine.createVolume(name('var'), labels)
  const attachment = { network: name('net'), address: places.registry, aliases: [] }
  await engine.create(registrySpec({ name: name('registry'), labels }, images.registry, name('net'), places.registry))
  await engine.create({
    name: name('base'),
    image: images.base,
    hostname: 'base',
    labels,
    attachment: { ...attachment, address: places.base },
  })
  await engine.create(
    nodeContainer(
      {
        name: name('node'),
        image: images.node,
        hostname: 'cka7968',
        labels,
        network: name('net'),
        subnet,
        shape,
        place,
        varVolume: name('var'),
      },
      await engine.info(),
    ),
  )
  await Promise.all(['registry', 'base', 'node'].map((part) => engine.start(name(part))))
  node = containerMachine(engine, name('node'), 'cka7968')
  base = containerMachine(engine, name('base'), 'base')
  registryUrl = `http://${places.registry}:5000`
  await until(async () => (await ssh('true')).exitCode === 0)
})

afterAll(remove)

async function network(): Promise<string> {
  const taken = [...localSubnets(), ...(await engine.networks({})).flatMap(({ subnets }) => subnets)]
  for (const subnet of freeSubnets(taken)) {
    if (await engine.createNetwork(name('net'), subnet, placesIn(subnet, 1).gateway, labels)) return subnet
  }
  throw new Error('no subnet is free')
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries === 100) throw new Error('the condition was not met in time')
    await systemClock.sleep(100)
  }
}

const ssh = (command: string) => base.exec(['ssh', 'cka7968', command], { user: 'candidate' })
const shell = async (machine: Machine, script: string, timeoutMs = 60_000) => {
  const { exitCode, stdout, stderr } = await machine.exec(['bash', '-c', script], { timeoutMs })
  if (exitCode !== 0) throw new Error(`${script}: ${stderr}`)
  return stdout.trim()
}

describe('a node', () => {
  test('systemd comes up with every unit in order', async () => {
    await until(async () => (await node.exec(['systemctl', 'is-system-running'])).stdout.trim() !== 'starting')
    expect((await node.exec(['systemctl', '--failed', '--no-legend'])).stdout.trim()).toBe('')
    expect((await node.exec(['systemctl', 'is-active', 'containerd', 'ssh', 'dbus'])).stdout.trim()).toBe('active\nactive\nactive')
  })

  test('has the programs of the version table, and neither jq nor tmux', async () => {
    expect(await shell(node, 'kubeadm version -o short; kubelet --version')).toBe(`v${version}\nKubernetes v${version}`)
    expect(await shell(node, 'containerd --version')).toContain(versions.tools.containerd?.version)
    expect(await shell(node, 'runc --version')).toContain(versions.tools.runc?.version)
    expect((await node.exec(['bash', '-c', 'command -v jq tmux'])).stdout).toBe('')
    await shell(node, 'for p in kubectl yq curl wget man vim nano etcdctl openssl; do command -v $p; done')
  })

  test('has Kubernetes as packages that are held, and knows the repositories of all minors, signed, and nothing else', async () => {
    expect(await shell(node, 'dpkg-query -W kubeadm kubectl kubelet; apt-mark showhold')).toBe(
      [...['kubeadm', 'kubectl', 'kubelet'].map((name) => `${name}\t${version}-1.1`), 'kubeadm', 'kubectl', 'kubelet'].join('\n'),
    )
    const list = '/etc/apt/sources.list.d/kubernetes.list'
    expect(await shell(node, 'cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || :')).toBe(await shell(node, `cat ${list}`))
    for (const minor of minorsOf(versions).toReversed()) {
      const offered = await shell(
        node,
        `sed -i 's,/v[0-9.]*/deb,/v${minor}/deb,' ${list}; apt-get -qq update 2>&1; apt-cache madison kubeadm`,
      )
      const wanted = `kubeadm | ${versions.kubernetes.minors[minor].version}-1.1 | http://pkgs.unflunk/core:/stable:/v${minor}/deb  Packages`
      expect(offered).toBe(wanted)
    }
    await shell(node, 'apt-get -qq install apt-transport-https ca-certificates curl gpg')
  })

  test('trusts no packages without the key that signed them', async () => {
    const key = '/etc/apt/keyrings/kubernetes-apt-keyring.gpg'
    await shell(node, `mv ${key} /root/key.gpg`)
    const { stdout, stderr } = await node.exec(['apt-get', '-q', 'update'])
    await shell(node, `mv /root/key.gpg ${key}`)
    expect(stdout + stderr).toContain('NO_PUBKEY')
  })

  test('root on it cannot change the values of the user’s kernel', async () => {
    const value = () => readFileSync('/proc/sys/vm/overcommit_memory', 'utf8')
    const before = value()
    await node.exec(['sh', '-c', 'echo 2 > /proc/sys/vm/overcommit_memory'])
    expect((await node.exec(['sh', '-c', 'echo 1 > /proc/sys/kernel/panic_on_warn'])).exitCode).not.toBe(0)
    expect(value()).toBe(before)
  })

  test('completes k like kubectl in the candidate’s shell', async () => {
    const { stdout } = await base.exec(['ssh', '-tt', 'cka7968'], {
      user: 'candidate',
      stdin: `alias k; _comp_load k 2>/dev/null || _completion_loader k; complete -p k; exit\n`,
    })
    expect(stdout).toContain("alias k='kubectl'")
    expect(stdout).toContain('complete -o default -F __start_kubectl k')
  })
})

describe('ssh from base', () => {
  test('lets the candidate in without a question or a word of its own', async () => {
    expect(await ssh('hostname; whoami')).toEqual({ exitCode: 0, stdout: 'cka7968\ncandidate\n', stderr: '' })
  })

  test('hands on exit codes, and sudo -i makes root', async () => {
    expect((await ssh('exit 7')).exitCode).toBe(7)
    expect((await ssh('sudo -i whoami')).stdout.trim()).toBe('root')
  })

  test('needs the key: a password or another user’s key is refused', async () => {
    const { exitCode, stderr } = await base.exec(['ssh', '-o', 'BatchMode=yes', 'candidate@cka7968', 'true'])
    expect(exitCode).toBe(255)
    expect(stderr).toContain('Permission denied (publickey)')
  })

  test('base has editors and manual pages, but no kubectl, jq or tmux', async () => {
    expect((await base.exec(['bash', '-c', 'command -v kubectl jq tmux'])).stdout).toBe('')
    await shell(base, 'for p in ssh vim nano less dtach; do command -v $p; done; man -w ls ssh')
  })
})

describe('the registry', () => {
  test('answers by tag and by digest, and for HEAD', async () => {
    const byTag = await fetch(`${registryUrl}/v2/library/nginx/manifests/latest?ns=docker.io`)
    const digest = byTag.headers.get('docker-content-digest')
    expect(byTag.headers.get('content-type')).toBe('application/vnd.oci.image.manifest.v1+json')
    expect((await fetch(`${registryUrl}/v2/library/nginx/manifests/${digest}`)).status).toBe(200)
    const head = await fetch(`${registryUrl}/v2/library/nginx/manifests/latest`, { method: 'HEAD' })
    expect([head.status, head.headers.get('docker-content-digest')]).toEqual([200, digest])
  })

  test('serves a part of a blob', async () => {
    const manifest = await (await fetch(`${registryUrl}/v2/library/busybox/manifests/latest`)).json()
    const blob = `${registryUrl}/v2/library/busybox/blobs/${manifest.layers[0].digest}`
    const part = await fetch(blob, { headers: { range: 'bytes=4-7' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 4-7/${manifest.layers[0].size}`)
    const whole = new Uint8Array(await (await fetch(blob)).arrayBuffer())
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(4, 8))
  })

  test.each([
    ['a name of another registry', '/v2/library/nginx/manifests/latest?ns=quay.io', 404],
    ['a tag that nobody published', '/v2/library/nginx/manifests/1.91?ns=docker.io', 404],
    ['a manifest through another name', '/v2/library/redis/manifests/NGINX', 404],
    ['a blob that is not there', `/v2/library/nginx/blobs/sha256:${'0'.repeat(64)}`, 404],
    ['a path out of its folder', '/v2/x/blobs/sha256:..%2f..%2findex.json', 404],
  ])('refuses %s', async (_name, path, status) => {
    const nginx = await fetch(`${registryUrl}/v2/library/nginx/manifests/latest`, { method: 'HEAD' })
    const response = await fetch(registryUrl + path.replace('NGINX', nginx.headers.get('docker-content-digest') ?? ''))
    expect(response.status).toBe(status)
    expect(await response.json()).toHaveProperty('errors')
  })

  test('takes nothing', async () => {
    expect((await fetch(`${registryUrl}/v2/library/nginx/blobs/uploads/`, { method: 'POST' })).status).toBe(405)
  })
})

describe('the plain files', () => {
  test('are asked for by a name that a node knows; one that has none answers 404', async () => {
    expect(await shell(node, 'curl -sS -o /dev/null -w %{http_code} http://registry.unflunk/')).toBe('404')
  })
})

describe('a pull on a node', () => {
  const pull = (reference: string) => `ctr -n k8s.io images pull --hosts-dir /etc/containerd/certs.d ${reference}`

  test('brings everything that kubeadm wants, and does not keep it twice', async () => {
    await shell(node, `kubeadm config images pull --kubernetes-version v${version}`)
    const megabytes = async (
      part: string, // Files may go while du looks at them.
    ) => Number((await shell(node, `du -sm /var/lib/containerd/io.containerd.${part} 2>/dev/null || true`)).split('\t')[0])
    expect(await megabytes('snapshotter.v1.overlayfs')).toBeGreaterThan(300)
    await until(async () => (await megabytes('content.v1.content')) < 5)
  })

  test('of an unknown image or tag fails as in real life, at once', async () => {
    for (const reference of ['docker.io/library/ngnix:latest', 'docker.io/library/nginx:1.91']) {
      const { exitCode, stderr } = await node.exec(['bash', '-c', pull(reference)], { timeoutMs: 5000 })
      expect(exitCode).toBe(1)
      expect(stderr).toContain(`${reference}: not found`)
    }
  })

  test.each([
    ['docker.io/library/nginx:latest', 'nginx -t && curl --version && bash --version'],
    ['docker.io/library/nginx:1.29-alpine', 'nginx -t && wget --version && ps'],
    ['docker.io/nginxinc/nginx-unprivileged:latest', 'nginx -t && [ $(id -u) = 101 ]'],
    ['docker.io/library/httpd:2.4', 'httpd -t && [ -f htdocs/index.html ]'],
    [
      'docker.io/library/redis:7-alpine',
      'redis-server --version && redis-cli --version && setpriv --reuid=redis --regid=redis --clear-groups id',
    ],
    ['docker.io/library/redis:latest', 'redis-cli --version && setpriv --reuid=redis --regid=redis --clear-groups id -un'],
    [
      'docker.io/library/busybox:1.28',
      'wget -T2 --spider -q http://127.0.0.1:10248; [ $? -ne 139 ] && nc -h; nslookup localhost; vi --help',
    ],
    ['docker.io/curlimages/curl:latest', 'curl --version && [ "$(id -un)" = curl_user ]'],
    ['docker.io/nicolaka/netshoot:latest', 'dig -v && nc -h; tcpdump --version && jq --version && ss -ltn && ping -V'],
    ['docker.io/library/debian:12', 'bash --version && ls / && awk 1 /dev/null && find / -maxdepth 1'],
  ])('%s has what a candidate expects', async (reference, script) => {
    await shell(node, `${pull(reference)} && ctr -n k8s.io run --rm --net-host ${reference} t$$ sh -c '${script}'`)
  })

  test('kube-proxy finds the iptables extension that spreads a Service over its endpoints', async () => {
    const reference = `registry.k8s.io/kube-proxy:v${version}`
    await shell(node, `${pull(reference)} && ctr -n k8s.io run --rm --net-host ${reference} p$$ iptables -m statistic --help`)
  })

  test('no program of any layer lacks a library', async () => {
    const references: string[] = []
    const seen = new Set<string>()
    // Those with busybox first: they have few programs beside their own.
    const images = readPodImages(RECIPE_DIR, versions).images.toSorted(
      (a, b) => Number(b.layers.includes('busybox')) - Number(a.layers.includes('busybox')),
    )
    for (const { names, layers, tags } of images) {
      // Without a shell there is nobody to look; such images hold one static program each.
      if (!layers.some((layer) => layer === 'busybox' || layer === 'shell') || layers.every((layer) => seen.has(layer))) continue
      for (const layer of layers) seen.add(layer)
      references.push(`${names[0]}:${tags[0]}`)
    }
    expect(references.length).toBeGreaterThan(4)
    const script = `find /usr -type f \\( -perm -100 -o -name '*.so*' \\) | while read -r file; do
      /lib*/ld-linux-*.so.* --list "$file" 2>&1 | grep 'not found' | sed "s,^,$file: ,"; done; true`
    const missing: string[] = []
    for (const reference of references) {
      await shell(node, pull(reference))
      const { stdout } = await node.exec(['ctr', '-n', 'k8s.io', 'run', '--rm', reference, 'libraries', 'sh', '-c', script], {
        timeoutMs: 60_000,
      })
      if (stdout !== '') missing.push(`${reference}: ${stdout}`)
    }
    expect(missing).toEqual([])
  })
})

test('every image carries our label', async () => {
  const images = imageSet()
  for (const reference of imagesOf(images)) {
    expect((await engine.image(reference))?.labels).toMatchObject(labels)
  }
})
