// What the images are called: each tag is the hash of everything that the image is made from.
import { createHash } from 'node:crypto'
import { KubernetesMinor } from '@unflunk/shared/scenario'
import type Docker from 'dockerode'
import { z } from 'zod'
import { contentHash } from './content-hash.ts'
import { architecture, kubernetesTool, minorsOf, readVersions } from './versions.ts'

/** Engine image references, e.g. unflunk/node-1.35:HASH12. */
export interface ImageSet {
  /** A node of each minor of Kubernetes. */
  readonly nodes: Readonly<Record<KubernetesMinor, string>>
  /** That of the exam's minor. */
  readonly node: string
  readonly base: string
  readonly registry: string
  /** Over all of them. */
  readonly hash: string
}

/** Raise it when the code of this folder makes something else from the same recipe. */
const FORMAT = '1'

/** Those that sessions use, and those that they are made from. */
export interface ImageNames extends ImageSet {
  readonly debian: string
  readonly common: string
  /** A node without Kubernetes. */
  readonly plainNode: string
  /** Makes packages, and holds the key that they are signed with. */
  readonly packages: string
}

/** Reads the recipe's files (about 200 KB). Whether binaries were built or downloaded makes no difference: the versions are the same. */
export function imageNames(recipeDir: string): ImageNames {
  const versions = readVersions(recipeDir)
  const debian = [versions.debian, architecture()]
  const tools = [JSON.stringify(versions), architecture()]
  const name = (image: string, folders: readonly string[], extra: readonly string[]) =>
    `unflunk/${image}:${contentHash(recipeDir, folders, [FORMAT, ...extra])}`
  const exam = kubernetesTool(versions.kubernetes.default)
  const nodeFolders = ['debian', 'common', 'shell', 'node', 'binaries', 'registry/imagepolicy']
  const nodeOf = (minor: KubernetesMinor) => name(`node-${minor}`, [...nodeFolders, 'kubernetes', 'packages'], [...tools, minor])
  const nodes = z.record(KubernetesMinor, z.string()).parse(Object.fromEntries(minorsOf(versions).map((minor) => [minor, nodeOf(minor)])))
  const names = {
    debian: name('debian', ['debian'], debian),
    common: name('common', ['debian', 'common', 'shell'], debian),
    base: name('base', ['debian', 'common', 'shell', 'base', `binaries/${exam}`], [...debian, JSON.stringify(versions.tools[exam])]),
    plainNode: name('node', nodeFolders, tools),
    packages: name('packages', ['debian', 'packages'], debian),
    nodes,
    node: nodes[versions.kubernetes.default],
    registry: name('registry', ['debian', 'pods', 'packages', 'registry', 'files', 'charts', 'binaries'], tools),
  }
  const hash = createHash('sha256').update(imagesOf(names).join(' ')).digest('hex').slice(0, 12)
  return { ...names, hash }
}

/** Every image that sessions use. */
export function imagesOf({ nodes, base, registry }: Omit<ImageSet, 'hash'>): string[] {
  return [base, ...Object.values(nodes), registry]
}

export async function imageExists(docker: Docker, reference: string): Promise<boolean> {
  try {
    await docker.getImage(reference).inspect()
    return true
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return false
    throw error
  }
}
