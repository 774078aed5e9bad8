// What this machine's clusters can offer to tasks: told by the add-ons, by the kernel, and by the programs that the nodes were given.
import { Need } from '@unflunk/shared/scenario'
import { ADDON_ABILITIES } from './addons.ts'
import type { EngineInfo } from './engine.ts'
import { programsOf } from './recipe/machine-images.ts'

/** Needs that a program of the nodes meets. */
const PROGRAMS: Partial<Record<Need, string>> = {
  gvisor: 'runsc',
  crictl: 'crictl',
  trivy: 'trivy',
  'kube-bench': 'kube-bench',
  cosign: 'cosign',
}

/** `nodeLabels` are those of the node image; without one nothing is known of its programs. */
export function abilitiesOf(engine: Pick<EngineInfo, 'apparmor'>, nodeLabels: Readonly<Record<string, string>> = {}): ReadonlySet<Need> {
  const programs = programsOf(nodeLabels)
  return new Set([
    ...ADDON_ABILITIES,
    ...(engine.apparmor ? (['apparmor'] as const) : []),
    ...Need.options.filter((need) => programs.has(PROGRAMS[need] ?? '')),
  ])
}
