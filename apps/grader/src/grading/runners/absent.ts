// `absent`: an object is not there, while others are.
import type { ObjectRef } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import type { KubeObject } from '../../sandbox/kube.ts'
import { findObjects, resolveRef } from '../objects.ts'
import { describeObject, type Runner, type Scene } from '../scene.ts'

export const absent: Runner<'absent'> = async (claim, scene) => {
  const found = await Promise.all([mustBeGone(claim.object, scene), ...claim.while.map((ref) => mustBeThere(ref, scene))])
  return found.flat()
}

async function mustBeGone(object: ObjectRef, scene: Scene): Promise<Mismatch[]> {
  const ref = await resolveRef(object, scene)
  const left = (await findObjects(ref, scene)).filter((found) => !isEnding(found))
  if (left.length === 0) return []
  return [
    {
      where: describeObject(ref, scene.cluster),
      expected: 'does not exist',
      observed: `there is ${left.map((found) => found.metadata.name).join(', ')}`,
    },
  ]
}

async function mustBeThere(object: ObjectRef, scene: Scene): Promise<Mismatch[]> {
  const ref = await resolveRef(object, scene)
  const found = await findObjects(ref, scene)
  return found.length > 0 ? [] : [{ where: describeObject(ref, scene.cluster), expected: 'exists as before', observed: 'there is none' }]
}

/** A deleted pod lives on for its grace period; nothing that the candidate still has to do. */
function isEnding(object: KubeObject): boolean {
  return object.kind === 'Pod' && object.metadata.deletionTimestamp !== undefined
}
