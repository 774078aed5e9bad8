// Decides which movements of objects are somebody's work: no status noise, nothing that controllers made, and by whom.
import { createHash } from 'node:crypto'
import type { HabitEventOf } from '@unflunk/shared/habits'
import type { KubeObject } from '../sandbox/kube.ts'

/** Kinds that a task is about. Events, leases, endpoint slices and other kinds that only controllers write are not watched. */
export const WATCHED_KINDS: readonly { readonly apiVersion: string; readonly kind: string }[] = [
  ...kinds(
    'v1',
    'Pod Service ConfigMap Secret ServiceAccount Namespace Node PersistentVolume PersistentVolumeClaim LimitRange ResourceQuota',
  ),
  ...kinds('apps/v1', 'Deployment StatefulSet DaemonSet ReplicaSet'),
  ...kinds('batch/v1', 'Job CronJob'),
  ...kinds('networking.k8s.io/v1', 'NetworkPolicy Ingress'),
  ...kinds('rbac.authorization.k8s.io/v1', 'Role RoleBinding ClusterRole ClusterRoleBinding'),
  ...kinds('storage.k8s.io/v1', 'StorageClass'),
  ...kinds('autoscaling/v2', 'HorizontalPodAutoscaler'),
  ...kinds('policy/v1', 'PodDisruptionBudget'),
  ...kinds('scheduling.k8s.io/v1', 'PriorityClass'),
  ...kinds('certificates.k8s.io/v1', 'CertificateSigningRequest'),
]

function kinds(apiVersion: string, names: string): { apiVersion: string; kind: string }[] {
  return names.split(' ').map((kind) => ({ apiVersion, kind }))
}

/** Field managers that are programs of the cluster or of ours, never the candidate. */
const MACHINES: ReadonlySet<string> = new Set([
  'coredns',
  'k3s',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubeadm',
  'kubelet',
  'local-path-provisioner',
  'metrics-server',
  'unflunk',
])

/** What a log keeps of a change. */
export type ObjectChange = Pick<HabitEventOf<'object-changed'>, 'change' | 'name' | 'namespace' | 'by' | 'generation' | 'owner' | 'digest'>

/** What is remembered of an object between two looks: enough to see a change, nothing of its content. */
export interface Seen {
  readonly uid: string | undefined
  readonly content: string
  readonly writers: ReadonlyMap<string, string>
}

export function seen(object: KubeObject): Seen {
  return { uid: object.metadata.uid, content: contentOf(object), writers: writersOf(object) }
}

/** The object and its content in 16 letters: another one when either is another. */
export function digestOf({ uid, content }: Seen): string {
  return createHash('sha1').update(`${uid} ${content}`).digest('base64url').slice(0, 16)
}

/** Managers by which a hand changes what a controller owns. Labels, notes and debug containers are no change of its form. */
const HANDS = /^kubectl(-(edit|patch|set|replace|client-side-apply|scale))?$/

/** The kind of the controller whose object was changed by hand, if it was. */
export function handOnOwned(object: KubeObject, by: string | undefined): string | undefined {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true)
  return owner && by !== undefined && HANDS.test(by) ? owner.kind : undefined
}

/** Objects owned by a controller, and those that every namespace gets by itself. */
export function isOfControllers(object: KubeObject): boolean {
  if (object.metadata.ownerReferences?.some((owner) => owner.controller === true)) return true
  if (object.kind === 'ConfigMap' && object.metadata.name === 'kube-root-ca.crt') return true
  return object.kind === 'ServiceAccount' && object.metadata.name === 'default'
}

/**
 * Field manager of the newest change, given what was seen before. undefined: a program of the cluster did it.
 * Only entries that are new or newer than before are asked, since times have whole seconds and a controller often follows at once.
 */
export function changedBy(object: KubeObject, before: Seen | undefined): string | undefined {
  const writers = [...writersOf(object)]
  const moved = before ? writers.filter(([writer, time]) => before.writers.get(writer) !== time) : writers
  const asked = moved.length > 0 ? moved : writers
  const newest = asked
    .map(([, time]) => time)
    .toSorted()
    .at(-1)
  const names = asked.filter(([, time]) => moved.length > 0 || time === newest).map(([writer]) => managerOf(writer))
  if (names.length === 0) return ''
  return names.find((name) => !MACHINES.has(name))
}

/** Status, server bookkeeping and what controllers note on an object do not count as a change of it. */
const CONTROLLER_NOTES =
  /^(deployment\.kubernetes\.io|pv\.kubernetes\.io|volume\.(beta\.)?kubernetes\.io|kubectl\.kubernetes\.io\/last-applied|node\.alpha\.kubernetes\.io|volumes\.kubernetes\.io|kubeadm\.alpha\.kubernetes\.io|control-plane\.alpha\.kubernetes\.io|deprecated\.daemonset|batch\.kubernetes\.io\/job-tracking)/

function contentOf(object: KubeObject): string {
  const { metadata, status: _status, apiVersion: _apiVersion, ...rest } = object
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !CONTROLLER_NOTES.test(key))
  const text = JSON.stringify([sorted(metadata.labels), sorted(Object.fromEntries(annotations)), withoutPlacement(rest)])
  return createHash('sha1').update(text).digest('base64')
}

function sorted(record: Readonly<Record<string, string>> = {}): [string, string][] {
  return Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/** Where the scheduler, the volume binder and the namespace controller put their decisions. */
const PLACEMENT: Readonly<Record<string, readonly string[]>> = {
  Pod: ['nodeName', 'tolerations'],
  PersistentVolumeClaim: ['volumeName'],
  PersistentVolume: ['claimRef'],
  Namespace: ['finalizers'],
}

function withoutPlacement(object: Record<string, unknown>): Record<string, unknown> {
  const left = PLACEMENT[String(object.kind)]
  if (!left || typeof object.spec !== 'object' || object.spec === null) return object
  return { ...object, spec: Object.fromEntries(Object.entries(object.spec).filter(([key]) => !left.includes(key))) }
}

export function writersOf(object: KubeObject): Map<string, string> {
  return new Map(
    (object.metadata.managedFields ?? [])
      .filter((entry) => entry.subresource !== 'status')
      .map((entry) => [`${entry.manager ?? ''} ${entry.operation ?? ''} ${entry.subresource ?? ''}`, entry.time ?? '']),
  )
}

function managerOf(writer: string): string {
  return writer.slice(0, writer.indexOf(' '))
}
