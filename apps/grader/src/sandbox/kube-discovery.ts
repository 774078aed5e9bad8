// Which kinds a cluster serves and under which path, read once per group and again when a kind is not found (a new CRD).
import { z } from 'zod'
import { type KubeKind, KubeRefusal } from './kube.ts'
import { groupPath, type Served } from './kube-object.ts'
import type { KubeTransport } from './kube-transport.ts'

const ResourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})

export class Discovery {
  readonly #transport: KubeTransport
  readonly #groups = new Map<string, ReadonlyMap<string, Served>>()

  constructor(transport: KubeTransport) {
    this.#transport = transport
  }

  /** undefined when the cluster serves no such kind. */
  async find(kind: KubeKind, signal?: AbortSignal): Promise<Served | undefined> {
    const known = this.#groups.get(kind.apiVersion)?.get(kind.kind)
    if (known) return known
    const group = await this.#read(kind.apiVersion, signal)
    this.#groups.set(kind.apiVersion, group)
    return group.get(kind.kind)
  }

  /** A cluster that was reset may have lost its CRDs. */
  forget(): void {
    this.#groups.clear()
  }

  async #read(apiVersion: string, signal?: AbortSignal): Promise<ReadonlyMap<string, Served>> {
    try {
      const list = ResourceList.parse(await this.#transport.json({ method: 'GET', path: groupPath(apiVersion), signal }))
      const kinds = list.resources.filter((resource) => !resource.name.includes('/'))
      return new Map(kinds.map(({ kind, name, namespaced }) => [kind, { plural: name, namespaced }]))
    } catch (error) {
      if (error instanceof KubeRefusal && error.status === 404) return new Map()
      throw error
    }
  }
}
