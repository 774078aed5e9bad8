// Machines: from snapshot to a running pod, reset, thaw, memory, idle CPU.

import type { Sandbox } from '../../apps/grader/src/sandbox/fleet.ts'
import { measureSandbox } from '../../apps/grader/src/sandbox/measure.ts'
import type { Figure } from './figure.ts'

const MB = 1024 * 1024

export async function sandboxFigures(sandbox: Sandbox): Promise<Figure[]> {
  const measured = await measureSandbox(sandbox)
  if (measured.notReadyAfterThaw.length > 0) console.log(`NotReady after the thaw: ${measured.notReadyAfterThaw.join(', ')}`)
  return [
    { id: 'first-pod', title: 'two nodes, snapshot to first new pod', unit: 's', value: measured.snapshotToPodMs / 1000, target: 8 },
    { id: 'thaw', title: 'thaw to a Ready cluster', unit: 's', value: measured.thawMs / 1000, target: 2 },
    { id: 'reset', title: 'reset of a two-node cluster', unit: 's', value: measured.resetMs / 1000, target: 8 },
    { id: 'cluster-memory', title: 'memory of a two-node cluster', unit: 'MB', value: measured.clusterMemoryBytes / MB, target: 500 },
    { id: 'idle-cpu', title: 'idle CPU of a two-node cluster', unit: '% of a core', value: measured.idleCpuPercent, target: 10 },
    { id: 'frozen-cpu', title: 'CPU of a frozen cluster', unit: '% of a core', value: measured.frozenCpuPercent, target: 0.5 },
  ]
}
