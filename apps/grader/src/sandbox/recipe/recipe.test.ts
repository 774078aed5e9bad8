import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXAM_MINOR } from '@unflunk/shared/scenario'
import { expect, test } from 'vitest'
import { filesBelow } from './content-hash.ts'
import { imageNames } from './image-names.ts'
import { lowerLayers, readPodImages } from './pod-images.ts'
import { RECIPE_DIR } from './prepare-images.ts'
import { fill, kubernetesTool, minorsOf, publishedNames, readVersions } from './versions.ts'

const versions = readVersions(RECIPE_DIR)
const pods = readPodImages(RECIPE_DIR, versions)
const modulePrograms = Object.values(versions.tools).flatMap((tool) => Object.keys(tool.modules?.packages ?? {}))

test('both sources bring the same programs wherever a tool has both', () => {
  for (const tool of Object.values(versions.tools)) {
    if (tool.modules === undefined || tool.download.length === 0) continue
    const downloaded = tool.download.flatMap((file) => ('file' in file ? [file.file] : Object.keys(file.archive)))
    expect(downloaded.sort()).toEqual(Object.keys(tool.modules.packages).sort())
  }
})

test('every tool that is built has its pinned modules, at the version of the table', () => {
  for (const [name, tool] of Object.entries(versions.tools)) {
    if (tool.modules === undefined || tool.download.length === 0) continue
    const mod = readFileSync(join(RECIPE_DIR, 'binaries', name, 'go.mod'), 'utf8')
    expect(mod, name).toContain(` v${tool.version}`)
    expect(existsSync(join(RECIPE_DIR, 'binaries', name, 'go.sum')), name).toBe(true)
  }
  expect(readdirSync(join(RECIPE_DIR, 'binaries')).sort()).toEqual(
    Object.keys(versions.tools)
      .filter((name) => versions.tools[name]?.modules)
      .sort(),
  )
})

test.each(minorsOf(versions))('Kubernetes %s reports the version that is built, of its own modules', (minor) => {
  const { version } = versions.kubernetes.minors[minor]
  const tool = versions.tools[kubernetesTool(minor)]
  expect(version.startsWith(`${minor}.`)).toBe(true)
  expect(tool?.version).toBe(version)
  expect(tool?.modules?.variables).toMatchObject({
    'k8s.io/component-base/version.gitVersion': `v${version}`,
    'k8s.io/component-base/version.gitMinor': minor.slice('1.'.length),
  })
  const mod = readFileSync(join(RECIPE_DIR, 'binaries', kubernetesTool(minor), 'go.mod'), 'utf8')
  const replaced = [...mod.matchAll(/^\tk8s\.io\/\S+ => k8s\.io\/\S+ (\S+)$/gm)].map(([, to]) => to)
  expect(new Set(replaced)).toEqual(new Set([version.replace('1.', 'v0.')]))
})

test('the minor of the exam is built first, the others after everything else', () => {
  const [exam, ...others] = minorsOf(versions)
  const names = Object.keys(versions.tools)
  expect(exam).toBe(EXAM_MINOR)
  expect(names[0]).toBe(kubernetesTool(exam))
  expect(names.slice(-others.length)).toEqual(others.map(kubernetesTool))
})

test('every address of a download is complete when version and architecture are filled in', () => {
  const urls = Object.values(versions.tools).flatMap((tool) =>
    tool.download.flatMap(({ url, checksums }) =>
      [url, checksums].map((address) => fill(address, { version: tool.version, ...publishedNames('amd64') })),
    ),
  )
  for (const url of urls) expect(url).toMatch(/^https:\/\/[^$]+$/)
})

test('every layer of an image exists, lies above those it is cut against, and has programs that some tool brings', () => {
  const order = Object.keys(pods.layers)
  for (const image of pods.images) {
    for (const name of image.layers) expect(order).toContain(name)
    expect(image.layers.map((name) => order.indexOf(name))).toEqual(image.layers.map((name) => order.indexOf(name)).sort((a, b) => a - b))
  }
  const programs = Object.values(pods.layers).flatMap((layer) => (layer.kind === 'programs' ? Object.values(layer.programs) : []))
  for (const program of programs) expect([...modulePrograms, 'pause']).toContain(program)
})

test('a layer is cut against what all its images have below it', () => {
  expect(lowerLayers(pods, 'nginx-unprivileged')).toEqual(['libc', 'nginx'])
  expect(lowerLayers(pods, 'nginx')).toEqual(['libc'])
  expect(lowerLayers(pods, 'libc')).toEqual([])
})

test('every minor finds its control plane in the registry, by the tags that its kubeadm wants', () => {
  const references = pods.images.flatMap(({ names, tags }) => names.flatMap((name) => tags.map((tag) => `${name}:${tag}`)))
  for (const { version, etcdImage, corednsImage, pauseImage } of Object.values(versions.kubernetes.minors)) {
    const programs = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map((name) => `${name}:v${version}`)
    const wanted = [...programs, `etcd:${etcdImage}`, `coredns/coredns:${corednsImage}`, `pause:${pauseImage}`]
    expect(references).toEqual(expect.arrayContaining(wanted.map((image) => `registry.k8s.io/${image}`)))
  }
})

test('no two images claim the same name and tag', () => {
  const references = pods.images.flatMap(({ names, tags }) => names.flatMap((name) => tags.map((tag) => `${name}:${tag}`)))
  expect(new Set(references).size).toBe(references.length)
})

test('no file of the recipe holds a private key', () => {
  for (const path of filesBelow(RECIPE_DIR, '.'))
    expect(readFileSync(join(RECIPE_DIR, path), 'utf8'), path).not.toContain('PRIVATE KEY-----')
})

test('the names of the images follow from the recipe alone', () => {
  const names = imageNames(RECIPE_DIR)
  expect(imageNames(RECIPE_DIR)).toEqual(names)
  expect(names.node).toMatch(/^unflunk\/node-1\.35:[0-9a-f]{12}$/)
  expect(names.nodes['1.34']).toMatch(/^unflunk\/node-1\.34:[0-9a-f]{12}$/)
})
