// ReferenceGrants: who may point into another namespace. https://gateway-api.sigs.k8s.io/api-types/referencegrant/
import type { ReferenceGrant } from './objects.ts'

const GROUP = 'gateway.networking.k8s.io'

export interface Reference {
  readonly from: { readonly kind: 'Gateway' | 'HTTPRoute'; readonly namespace: string }
  /** Of the core group. */
  readonly to: { readonly kind: 'Secret' | 'Service'; readonly namespace: string; readonly name: string }
}

export function isGranted(grants: readonly ReferenceGrant[], { from, to }: Reference): boolean {
  if (from.namespace === to.namespace) return true
  return grants.some(
    ({ metadata, spec }) =>
      metadata.namespace === to.namespace &&
      spec.from.some(({ group, kind, namespace }) => group === GROUP && kind === from.kind && namespace === from.namespace) &&
      spec.to.some(({ group, kind, name }) => group === '' && kind === to.kind && (name === undefined || name === to.name)),
  )
}
