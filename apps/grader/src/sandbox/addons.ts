// What a cluster can be given on top of a plain kubeadm one, for tasks whose `needs:` ask for it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Need } from '@unflunk/shared/scenario'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { GATEWAY, INGRESS } from './gateway/planes.ts'
import { type Kube, type KubeObject, KubeRefusal } from './kube.ts'
import { parseObject } from './kube-object.ts'
import { RECIPE_DIR } from './recipe/prepare-images.ts'
import { fill, readVersions, toolVersions } from './recipe/versions.ts'
import { until } from './until.ts'

/** What every cluster has by itself: network policies are enforced always. */
const BUILT_IN: readonly Need[] = ['policy']

/** Needs that are met by manifests in sandbox/addons, in their order, and the Deployment that must be up. */
const ADDONS = {
  metrics: { files: ['metrics.yaml'], namespace: 'kube-system', name: 'metrics-server' },
  storage: { files: ['storage.yaml'], namespace: 'local-path-storage', name: 'local-path-provisioner' },
  ingress: { files: ['ingress.yaml'], namespace: INGRESS.namespace, name: INGRESS.service },
  // JSON is read in milliseconds; half a megabyte of YAML would hold up every terminal of the session for a second.
  gateway: { files: ['gateway-api.json', 'gateway.yaml'], namespace: GATEWAY.namespace, name: GATEWAY.service },
} as const satisfies Partial<Record<Need, { files: readonly string[]; namespace: string; name: string }>>

const READY_TIMEOUT = 120_000 // ms

/** Everything that `enable` can give. */
export const ADDON_ABILITIES: ReadonlySet<Need> = new Set([...BUILT_IN, ...Need.options.filter((need) => need in ADDONS)])

async function addonObjects(file: string): Promise<KubeObject[]> {
  const text = await readFile(join(RECIPE_DIR, 'addons', file), 'utf8')
  if (file.endsWith('.json')) return ObjectFile.parse(JSON.parse(text)).items.map(parseObject)
  return parseAllDocuments(fill(text, toolVersions(readVersions(RECIPE_DIR)))).map((document) => parseObject(document.toJS()))
}

const ObjectFile = z.object({ items: z.array(z.unknown()) })
const Status = z.looseObject({ status: z.looseObject({ availableReplicas: z.number().optional() }).optional() })

/** A kind that has just been defined is not served at once. */
async function applied(kube: Kube, object: KubeObject, signal?: AbortSignal): Promise<KubeObject | undefined> {
  try {
    return await kube.apply(object, signal ? { signal } : {})
  } catch (error) {
    if (error instanceof KubeRefusal && error.status === 404) return undefined
    throw error
  }
}

/** Safe to ask again. Resolves when each add-on is up. */
export async function enableAddons(kube: Kube, clock: Clock, needs: readonly Need[], signal?: AbortSignal): Promise<void> {
  const asked = (Object.keys(ADDONS) as (keyof typeof ADDONS)[]).filter((need) => needs.includes(need))
  await Promise.all(
    asked.map(async (need) => {
      const { files, namespace, name } = ADDONS[need]
      for (const file of files)
        for (const object of await addonObjects(file))
          await until(() => applied(kube, object, signal), { clock, timeoutMs: READY_TIMEOUT, what: `${object.kind}s to be known`, signal })
      const up = async () => {
        const deployment = await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment' }, name, namespace, signal)
        return (Status.safeParse(deployment).data?.status?.availableReplicas ?? 0) > 0 ? true : undefined
      }
      await until(up, { clock, timeoutMs: READY_TIMEOUT, what: `${name} to be up`, signal })
    }),
  )
}
