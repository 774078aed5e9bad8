// Says why a scenario cannot be offered on this machine.
import type { Need } from '@unflunk/shared/scenario'
import type { Scenario } from '../scenario/load.ts'

/** What this machine's sandbox can do beyond the plain cluster. */
export type Abilities = ReadonlySet<Need>

const DOWNLOAD = 'which is only had when programs are downloaded instead of built (UNFLUNK_SOURCE=download)'

const WHY: Partial<Record<Need, string>> = {
  apparmor: "AppArmor, which this machine's kernel has switched off",
  internet: 'the internet, which the clusters do not reach',
  gvisor: 'gVisor (runsc), which the node image does not hold',
  trivy: `trivy, ${DOWNLOAD}`,
  'kube-bench': `kube-bench, ${DOWNLOAD}`,
  cosign: `cosign, ${DOWNLOAD}`,
  falco: "Falco, which would have to watch the whole machine's kernel from inside a container",
}

/** undefined when it can be offered. */
export function unavailable({ file }: Pick<Scenario, 'file'>, abilities: Abilities): string | undefined {
  return lacking(file.cluster.needs, abilities)
}

/** In words for the learner, a sentence for each need that is not met. */
export function lacking(needs: readonly Need[], abilities: Abilities): string | undefined {
  const missing = needs.filter((need) => !abilities.has(need))
  return missing.length === 0
    ? undefined
    : missing.map((need) => `Needs ${WHY[need] ?? `${need}, which this sandbox cannot give`}.`).join(' ')
}
