// `can-i`: what a subject may and may not, as the API server itself answers.
import type { AccessClaim } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import type { AccessReview } from '../../sandbox/kube.ts'
import { findNearMiss } from '../near-miss.ts'
import type { Runner, Scene } from '../scene.ts'

export const canI: Runner<'can-i'> = async (claim, scene) => {
  const found = await Promise.all(claim.all.map((one) => review(one, scene)))
  return found.flat()
}

async function review(claim: AccessClaim, scene: Scene): Promise<Mismatch[]> {
  const allowed = await scene.cluster.kube.canI(reviewOf(claim), scene.signal)
  if (allowed === claim.allowed) return []
  return [
    {
      where: `${claim.as} on ${scene.cluster.host}`,
      expected: `${claim.allowed ? 'may' : 'may not'} ${describe(claim)}`,
      observed: `the API server says ${allowed ? 'yes' : 'no'}`,
      ...(claim.allowed ? await missingSubject(claim, scene) : {}),
    },
  ]
}

function reviewOf({ as, groups, verb, group, resource, subresource, namespace, name }: AccessClaim): AccessReview {
  const account = serviceAccount(as)
  // The groups that a token of the account really carries; a binding may name them.
  const own = account ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`] : []
  return {
    user: as,
    groups: [...own, 'system:authenticated', ...(groups ?? [])],
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  }
}

function describe({ verb, group, resource, subresource, namespace, name }: AccessClaim): string {
  const kind = `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`
  return `${verb} ${kind}${name === undefined ? '' : ` ${name}`}${namespace === undefined ? ' in all namespaces' : ` in namespace ${namespace}`}`
}

/** The account may have been made elsewhere; then say where. */
async function missingSubject(claim: AccessClaim, scene: Scene): Promise<Partial<Mismatch>> {
  const account = serviceAccount(claim.as)
  if (!account) return {}
  const ref = { apiVersion: 'v1', kind: 'ServiceAccount', ...account }
  if (await scene.cluster.kube.get(ref, account.name, account.namespace, scene.signal)) return {}
  return (await findNearMiss(ref, scene)) ?? { hint: `there is no ServiceAccount ${account.name} in namespace ${account.namespace}` }
}

function serviceAccount(user: string): { namespace: string; name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  return namespace === undefined || name === undefined ? undefined : { namespace, name }
}
