// What a cluster can be given on top of a plain kubeadm one, for tasks whose `needs:` ask for it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Need } from '@unflunk/shared/scenario'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Kube, KubeObject } from './kube.ts'
import { parseObject } from './kube-object.ts'
import { RECIPE_DIR } from './recipe/prepare-images.ts'
import { fill, readVersions } from './recipe/versions.ts'
import { until } from './until.ts'

/** What every cluster has by itself: network policies are enforced always. */
const BUILT_IN: readonly Need[] = ['policy']

/** Needs that are met by manifests in sandbox/addons, and the Deployment that must be up. */
const ADDONS = {
  metrics: { namespace: 'kube-system', name: 'metrics-server' },
  storage: { namespace: 'local-path-storage', name: 'local-path-provisioner' },
} as const satisfies Partial<Record<Need, { namespace: string; name: string }>>

const READY_TIMEOUT = 120_000 // ms

/** Everything that `enable` can give. */
export const ADDON_ABILITIES: ReadonlySet<Need> = new Set([...BUILT_IN, ...Need.options.filter((need) => need in ADDONS)])

/** The objects of an add-on, in the order of its file. */
async function addonObjects(need: keyof typeof ADDONS): Promise<KubeObject[]> {
  const { tools } = readVersions(RECIPE_DIR)
  const text = await readFile(join(RECIPE_DIR, 'addons', `${need}.yaml`), 'utf8')
  const versions = Object.fromEntries(Object.entries(tools).map(([name, { version }]) => [name, version]))
  return parseAllDocuments(fill(text, versions)).map((document) => parseObject(document.toJS()))
}

const Status = z.looseObject({ status: z.looseObject({ availableReplicas: z.number().optional() }).optional() })

/** Safe to ask again. Resolves when each add-on is up. */
export async function enableAddons(kube: Kube, clock: Clock, needs: readonly Need[], signal?: AbortSignal): Promise<void> {
  const asked = (Object.keys(ADDONS) as (keyof typeof ADDONS)[]).filter((need) => needs.includes(need))
  await Promise.all(
    asked.map(async (need) => {
      for (const object of await addonObjects(need)) await kube.apply(object, signal ? { signal } : {})
      const { namespace, name } = ADDONS[need]
      const up = async () => {
        const deployment = await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment' }, name, namespace, signal)
        return (Status.safeParse(deployment).data?.status?.availableReplicas ?? 0) > 0 ? true : undefined
      }
      await until(up, { clock, timeoutMs: READY_TIMEOUT, what: `${name} to be up`, signal })
    }),
  )
}
