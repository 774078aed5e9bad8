// What the images are called: each tag is the hash of everything that the image is made from.
import { createHash } from 'node:crypto'
import type Docker from 'dockerode'
import { contentHash } from './content-hash.ts'
import { architecture, readVersions } from './versions.ts'

/** Engine image references, e.g. unflunk/node:HASH12. */
export interface ImageSet {
  readonly node: string
  readonly base: string
  readonly registry: string
  /** Over all three. */
  readonly hash: string
}

/** Raise it when the code of this folder makes something else from the same recipe. */
const FORMAT = '1'

/** The three that sessions use, and the two that they are made from. */
export interface ImageNames extends ImageSet {
  readonly debian: string
  readonly common: string
}

/** Reads the recipe's files (about 200 KB). Whether binaries were built or downloaded makes no difference: the versions are the same. */
export function imageNames(recipeDir: string): ImageNames {
  const versions = readVersions(recipeDir)
  const debian = [versions.debian, architecture()]
  const tools = [JSON.stringify(versions), architecture()]
  const name = (image: string, folders: readonly string[], extra: readonly string[]) =>
    `unflunk/${image}:${contentHash(recipeDir, folders, [FORMAT, ...extra])}`
  const names = {
    debian: name('debian', ['debian'], debian),
    common: name('common', ['debian', 'common', 'shell'], debian),
    base: name(
      'base',
      ['debian', 'common', 'shell', 'base', 'binaries/kubernetes'],
      [...debian, JSON.stringify(versions.tools.kubernetes)],
    ),
    node: name('node', ['debian', 'common', 'shell', 'node', 'binaries'], tools),
    registry: name('registry', ['debian', 'pods', 'registry', 'files', 'binaries'], tools),
  }
  const all = [names.base, names.node, names.registry].join(' ')
  return { ...names, hash: createHash('sha256').update(all).digest('hex').slice(0, 12) }
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
