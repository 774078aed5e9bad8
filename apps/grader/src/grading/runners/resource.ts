// `resource`: an object exists and holds what is asked.
import type { ClaimOf } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import type { KubeObject } from '../../sandbox/kube.ts'
import { celDifferences } from '../cel.ts'
import { type Difference, match } from '../match.ts'
import { findNearMiss } from '../near-miss.ts'
import { findObjects, resolveRef } from '../objects.ts'
import { describeObject, mismatchOf, type Runner } from '../scene.ts'

export const resource: Runner<'resource'> = async (claim, scene) => {
  const ref = await resolveRef(claim.object, scene)
  const where = describeObject(ref, scene.cluster)
  const objects = await findObjects(ref, scene)
  const results = objects.map((object) => differences(claim, object))
  if (results.some((result) => result.length === 0)) return []
  // A claim without a shape fits everything, so only an object with the asked shape can be "under another name".
  const shaped = claim.match !== undefined || claim.cel !== undefined
  const near = await findNearMiss(ref, scene, shaped ? (object) => differences(claim, object).length === 0 : undefined)
  const nearest = results.sort((a, b) => a.length - b.length)[0]
  if (!nearest) return [{ where, expected: `${ref.kind} exists`, observed: 'there is none', ...near }]
  // It exists but is not right: a near miss counts only when the work really went elsewhere.
  const elsewhere: Partial<Mismatch> = near && near.nearMiss !== 'other-name' ? near : {}
  return nearest.map((difference) => ({ ...mismatchOf(where, difference), ...elsewhere }))
}

function differences(claim: ClaimOf<'resource'>, object: KubeObject): Difference[] {
  return [
    ...(claim.match === undefined ? [] : match(claim.match, object)),
    ...(claim.cel === undefined ? [] : celDifferences(claim.cel, object)),
  ]
}
