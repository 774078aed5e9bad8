// One look at one claim, by the runner of its kind.
import type { Check, Claim } from '@unflunk/shared/check'
import type { Mismatch } from '@unflunk/shared/grading'
import { runners } from './runners.ts'
import type { Scene } from './scene.ts'

/** Mismatches; none is a pass. Throws when it could not be checked. */
export async function look(claim: Claim | Check, scene: Scene): Promise<Mismatch[]> {
  switch (claim.kind) {
    case 'resource':
      return await runners.resource(claim, scene)
    case 'absent':
      return await runners.absent(claim, scene)
    case 'can-i':
      return await runners['can-i'](claim, scene)
    case 'exec':
      return await runners.exec(claim, scene)
    case 'connect':
      return await runners.connect(claim, scene)
    case 'file':
      return await runners.file(claim, scene)
    case 'node':
      return await runners.node(claim, scene)
    case 'process':
      return await runners.process(claim, scene)
  }
}

/** True when part of the claim is that something is not so: it must hold twice. */
export function isNegative(claim: Claim | Check): boolean {
  switch (claim.kind) {
    case 'absent':
      return true
    case 'can-i':
      return claim.all.some((one) => !one.allowed)
    case 'connect':
      return claim.all.some((one) => !one.open)
    case 'file':
      return !claim.exists || claim.text?.lacks !== undefined
    case 'exec':
      return claim.exitCode !== 0 || claim.stdout?.lacks !== undefined
    case 'node':
      return claim.notListening !== undefined || claim.unit?.active === false || claim.ready === false
    case 'resource':
    case 'process':
      return false
  }
}
