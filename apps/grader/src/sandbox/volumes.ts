// Grows the volumes of local-path-provisioner whose claims ask for more, as external-resizer does for a CSI driver. They are folders of a
// node: the new size is in the objects, and nothing enforces it. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { parseQuantity } from '../lib/quantity.ts'
import { type Kube, type KubeKind, type KubeObject, KubeRefusal } from './kube.ts'

const PROVISIONER = 'rancher.io/local-path'
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by'
/** An API server that does not answer (frozen, restarting) is asked again this often. */
const AGAIN_MS = 1_000

const CLAIM: KubeKind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
const VOLUME: KubeKind = { apiVersion: 'v1', kind: 'PersistentVolume' }

const Storage = z.object({ storage: z.string().optional() }).default({})
const Claim = z.object({
  spec: z.object({ volumeName: z.string().default(''), resources: z.object({ requests: Storage }).default({ requests: {} }) }),
  status: z.object({ phase: z.string().optional(), capacity: Storage }).default({ capacity: {} }),
})

export interface VolumesParts {
  readonly kube: Kube
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/** Until `signal` aborts; rejects with what ended it before. */
export async function growVolumes({ kube, clock, onError }: VolumesParts, signal: AbortSignal): Promise<void> {
  // One after another, each as it is when its turn comes: two quick changes of a claim must not end with the first.
  let turn: Promise<void> = Promise.resolve()
  const grown = async (seen: KubeObject) => {
    const { name, namespace } = seen.metadata
    while (!signal.aborted) {
      try {
        const claim = await kube.get(CLAIM, name, namespace, signal)
        return claim && (await grow(kube, claim, signal))
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof KubeRefusal) return onError(error)
        await clock.sleep(AGAIN_MS, signal).catch(() => {}) // aborted: the loop's condition ends it
      }
    }
  }
  const changed = (change: string, claim: KubeObject) => {
    if (change === 'deleted' || !wantsMore(claim)) return
    turn = turn.then(() => grown(claim))
  }
  await kube.watch(CLAIM, changed, signal)
}

/** The size that a bound claim asks for, where it has less. */
function wantsMore(claim: KubeObject): { volumeName: string; storage: string } | undefined {
  const { spec, status } = Claim.parse(claim)
  const { storage } = spec.resources.requests
  if (status.phase !== 'Bound' || storage === undefined) return undefined
  const more = (parseQuantity(storage) ?? 0) > (parseQuantity(status.capacity.storage) ?? Number.POSITIVE_INFINITY)
  return more ? { volumeName: spec.volumeName, storage } : undefined
}

/** That its class allows it, the API server has seen to when the claim was changed. */
async function grow(kube: Kube, claim: KubeObject, signal: AbortSignal): Promise<void> {
  const wanted = wantsMore(claim)
  const volume = wanted && (await kube.get(VOLUME, wanted.volumeName, undefined, signal))
  if (!wanted || volume?.metadata.annotations?.[PROVISIONED_BY] !== PROVISIONER) return
  const capacity = { storage: wanted.storage }
  await kube.apply({ ...VOLUME, metadata: { name: wanted.volumeName }, spec: { capacity } }, { signal })
  const { name, namespace = 'default' } = claim.metadata
  await kube.apply({ ...CLAIM, metadata: { name, namespace }, status: { capacity } }, { subresource: 'status', signal })
}
