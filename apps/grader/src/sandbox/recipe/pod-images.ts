// The images that pods pull: sandbox/pods/images.json turned into the content of the sandbox's registry.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@unflunk/shared/error'
import type { KubernetesMinor } from '@unflunk/shared/scenario'
import { z } from 'zod'
import type { Binaries } from './binaries.ts'
import type { BuildContainer } from './build-container.ts'
import type { Layer, OciContent } from './oci.ts'
import { type TarEntry, tar, treeEntries } from './tar.ts'
import { architecture, fill, minorsOf, toolVersions, type Versions } from './versions.ts'

const LayerRecipe = z.discriminatedUnion('kind', [
  /** Files of Debian packages (a package's name, or a path) and the libraries that they need; see sandbox/pods/layer.sh. */
  z.strictObject({ kind: z.literal('debian'), contents: z.array(z.string()) }),
  /** Path in the image -> program of the cache. */
  z.strictObject({ kind: z.literal('programs'), programs: z.record(z.string(), z.string()) }),
  /** The same, for each minor of Kubernetes: a layer, and of each image that has it one, for every minor. */
  z.strictObject({ kind: z.literal('kubernetes'), programs: z.record(z.string(), z.string()) }),
])

const ImageRecipe = z.strictObject({
  names: z.array(z.string()),
  /** `${kubernetes}`, `${etcd}`, `${coredns}` and `${pause}` stand for what each minor wants, the name of another tool for its version. */
  tags: z.array(z.string()),
  layers: z.array(z.string()),
  /** As in the OCI image specification's config. */
  config: z.record(z.string(), z.unknown()),
})

const PodRecipe = z.strictObject({ layers: z.record(z.string(), LayerRecipe), images: z.array(ImageRecipe) })

type PodLayer =
  | { readonly kind: 'debian'; readonly contents: readonly string[] }
  /** Without a minor: programs of the other tools. */
  | { readonly kind: 'programs'; readonly programs: Readonly<Record<string, string>>; readonly minor?: KubernetesMinor }

/** The recipe with every minor spelled out and every tag filled in. */
export interface PodImages {
  readonly layers: Readonly<Record<string, PodLayer>>
  readonly images: readonly z.infer<typeof ImageRecipe>[]
}

export function readPodImages(recipeDir: string, versions: Versions): PodImages {
  const recipe = PodRecipe.parse(JSON.parse(readFileSync(join(recipeDir, 'pods/images.json'), 'utf8')))
  const minors = minorsOf(versions)
  const ofMinor = (layer: string, minor: KubernetesMinor) => (recipe.layers[layer]?.kind === 'kubernetes' ? `${layer}-${minor}` : layer)
  const layersOf = (minor: KubernetesMinor) =>
    Object.entries(recipe.layers).flatMap(([name, layer]): [string, PodLayer][] => {
      if (layer.kind === 'kubernetes') return [[ofMinor(name, minor), { kind: 'programs', programs: layer.programs, minor }]]
      return minor === minors[0] ? [[name, layer]] : []
    })
  // The exam's minor first: the others are built last.
  const layers = minors.flatMap(layersOf)
  const images = recipe.images.flatMap((image) => {
    const tags = (minor: KubernetesMinor) => image.tags.map((tag) => fill(tag, tagValues(versions, minor)))
    if (!image.layers.some((layer) => recipe.layers[layer]?.kind === 'kubernetes'))
      return [{ ...image, tags: [...new Set(minors.flatMap(tags))] }]
    return minors.map((minor) => ({ ...image, tags: tags(minor), layers: image.layers.map((layer) => ofMinor(layer, minor)) }))
  })
  return { layers: Object.fromEntries(layers), images }
}

function tagValues(versions: Versions, minor: KubernetesMinor): Record<string, string> {
  const { version, etcdImage, corednsImage, pauseImage } = versions.kubernetes.minors[minor]
  return {
    ...toolVersions(versions),
    kubernetes: version,
    etcd: etcdImage,
    coredns: corednsImage,
    pause: pauseImage,
  }
}

const PODS_DIR = 'unflunk-build/pods'

/** The recipe's files, as the container that cuts the layers needs them. */
export function podEntries(recipeDir: string, recipe: PodImages): TarEntry[] {
  const contents = Object.entries(recipe.layers).flatMap(([name, layer]): TarEntry[] =>
    layer.kind === 'debian'
      ? [{ kind: 'file', path: `${PODS_DIR}/contents/${name}`, content: Buffer.from(`${layer.contents.join('\n')}\n`) }]
      : [],
  )
  return [{ kind: 'directory', path: 'unflunk-build/layers' }, ...treeEntries(join(recipeDir, 'pods'), PODS_DIR), ...contents]
}

/** One after the other: a layer leaves out what the ones below it have. */
export async function addDebianLayers(
  content: OciContent,
  recipe: PodImages,
  container: BuildContainer,
  options: { signal?: AbortSignal | undefined; onLayer: () => void },
): Promise<Map<string, Layer>> {
  const layers = new Map<string, Layer>()
  for (const [name, layer] of Object.entries(recipe.layers)) {
    if (layer.kind !== 'debian') continue
    const script = `/${PODS_DIR}/layer.sh "$@" < /${PODS_DIR}/contents/${name}`
    const stdout = container.output(['sh', '-c', script, 'layer', name, ...lowerLayers(recipe, name)])
    layers.set(name, await content.addLayer(stdout, options.signal))
    options.onLayer()
  }
  return layers
}

/** The layers that lie below `name` in every image that has it. */
export function lowerLayers(recipe: PodImages, name: string): string[] {
  const below = recipe.images.filter(({ layers }) => layers.includes(name)).map(({ layers }) => layers.slice(0, layers.indexOf(name)))
  const [first = [], ...others] = below
  return first.filter((lower) => others.every((layers) => layers.includes(lower)))
}

export async function addProgramLayers(
  content: OciContent,
  recipe: PodImages,
  binaries: (minor?: KubernetesMinor) => Promise<Binaries>,
  options: { signal?: AbortSignal | undefined; onLayer: () => void },
): Promise<Map<string, Layer>> {
  const layers = new Map<string, Layer>()
  for (const [name, layer] of Object.entries(recipe.layers)) {
    if (layer.kind !== 'programs') continue
    const entries = programEntries(layer.programs, await binaries(layer.minor))
    layers.set(name, await content.addLayer(tar(entries), options.signal))
    options.onLayer()
  }
  return layers
}

function programEntries(programs: Readonly<Record<string, string>>, binaries: Binaries): TarEntry[] {
  const folders = new Set(
    Object.keys(programs).flatMap((path) =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, i, parts) => parts.slice(0, i + 1).join('/')),
    ),
  )
  return [
    ...[...folders].map((path): TarEntry => ({ kind: 'directory', path })),
    ...Object.entries(programs).map(([path, program]): TarEntry => {
      const from = binaries.get(program)
      if (from === undefined)
        throw new AppError('internal', `sandbox/pods/images.json wants the program ${program}, which no tool of versions.json brings.`)
      return { kind: 'copy', path, from, mode: 0o755 }
    }),
  ]
}

export function addImages(content: OciContent, recipe: PodImages, layers: ReadonlyMap<string, Layer>): void {
  for (const image of recipe.images) {
    content.addImage({
      names: image.names,
      tags: image.tags,
      layers: image.layers.map((name) => {
        const layer = layers.get(name)
        if (layer === undefined) throw new AppError('internal', `sandbox/pods/images.json names a layer ${name} that it does not have.`)
        return layer
      }),
      config: image.config,
      architecture: architecture(),
    })
  }
  content.writeIndex()
}
