// Removes everything the sandbox ever made on this machine; `images` also removes what takes minutes to build again.
import type { Engine, ImageState } from './engine.ts'
import { LABEL } from './labels.ts'
import { type Removed, removeLabelled } from './remove.ts'

export interface Cleaned extends Removed {
  readonly images: number
}

/** Without `images`, the snapshots (their volumes and images) stay, so the next start is quick. */
export async function clean(engine: Engine, options: { images: boolean }): Promise<Cleaned> {
  const machines = await removeLabelled(engine, options.images ? { [LABEL.ours]: '1' } : { [LABEL.session]: '' })
  if (!options.images) return { ...machines, images: 0 }
  const images = await engine.images({ [LABEL.ours]: '' })
  // Children before the images that they are made from: the newest build on the older.
  const tags = images.flatMap((image) => (image.tags.length > 0 ? image.tags : [image.id]))
  for (const tag of tags) await engine.removeImage(tag)
  return { ...machines, images: tags.length }
}

/** Images of earlier recipes that nothing is made from any more. Snapshots of earlier recipes are removed by `prepare`. */
export async function oldImages(engine: Engine, current: ReadonlySet<string>): Promise<ImageState[]> {
  const [images, containers] = await Promise.all([engine.images({ [LABEL.ours]: '' }), engine.containers({ [LABEL.ours]: '' })])
  const used = new Set(containers.map(({ image }) => image))
  const kept = ({ tags, labels }: ImageState) => LABEL.golden in labels || tags.some((tag) => current.has(tag) || used.has(tag))
  return images.filter((image) => image.tags.length > 0 && !kept(image))
}

export async function cleanOld(engine: Engine, current: ReadonlySet<string>): Promise<Cleaned> {
  const tags = (await oldImages(engine, current)).flatMap((image) => image.tags)
  for (const tag of tags) await engine.removeImage(tag)
  return { containers: 0, networks: 0, volumes: 0, images: tags.length }
}

export function describeCleaned(cleaned: Cleaned): string {
  const parts = [
    counted(cleaned.containers, 'container'),
    counted(cleaned.networks, 'network'),
    counted(cleaned.volumes, 'volume'),
    counted(cleaned.images, 'image'),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? 'There was nothing to remove.' : `Removed ${parts.join(', ')}.`
}

function counted(count: number, word: string): string | undefined {
  return count === 0 ? undefined : `${count} ${word}${count === 1 ? '' : 's'}`
}
