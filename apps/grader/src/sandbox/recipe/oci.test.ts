import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OciContent } from './oci.ts'
import { tar } from './tar.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unflunk-oci-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const hello = () => tar([{ kind: 'file', path: 'hello', content: Buffer.from('world') }])
const blob = (digest: string) => readFileSync(join(dir, 'blobs/sha256', digest.replace('sha256:', '')))
const sha256 = (content: Uint8Array) => `sha256:${createHash('sha256').update(content).digest('hex')}`

test('a layer is named after its packed bytes and remembers its unpacked ones', async () => {
  const layer = await new OciContent(dir).addLayer(hello())
  expect(sha256(blob(layer.digest))).toBe(layer.digest)
  expect(blob(layer.digest)).toHaveLength(layer.size)
  expect(sha256(zstdDecompressSync(blob(layer.digest)))).toBe(layer.diffId)
})

test('the same content gives the same layer', async () => {
  const content = new OciContent(dir)
  expect(await content.addLayer(hello())).toEqual(await content.addLayer(hello()))
  expect(readdirSync(join(dir, 'blobs/sha256'))).toHaveLength(1)
})

test('an image is found under all its names and tags, and its parts by their digests', async () => {
  const content = new OciContent(dir)
  const layer = await content.addLayer(hello())
  content.addImage({
    names: ['docker.io/a', 'quay.io/a'],
    tags: ['1', 'latest'],
    layers: [layer],
    config: { Cmd: ['sh'] },
    architecture: 'amd64',
  })
  content.writeIndex()
  const { repositories } = JSON.parse(readFileSync(join(dir, 'index.json'), 'utf8'))
  expect(Object.keys(repositories)).toEqual(['docker.io/a', 'quay.io/a'])
  expect(Object.keys(repositories['quay.io/a'])).toEqual(['1', 'latest'])
  const manifest = JSON.parse(blob(repositories['docker.io/a'].latest).toString())
  expect(manifest.layers).toEqual([{ mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', digest: layer.digest, size: layer.size }])
  expect(JSON.parse(blob(manifest.config.digest).toString())).toMatchObject({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['sh'] },
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  })
})

test('a layer that is cut short leaves nothing', async () => {
  const cut = async function* () {
    yield Buffer.from('half')
    throw new Error('the container is gone')
  }
  await expect(new OciContent(dir).addLayer(cut())).rejects.toThrow('the container is gone')
  expect(readdirSync(dir)).toEqual(['blobs'])
  expect(readdirSync(join(dir, 'blobs/sha256'))).toEqual([])
})
