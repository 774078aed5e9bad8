// Whole fleets, from one cluster to an exam of 17: until one can work, until all are there, memory, and what the sleeping ones cost.
import type { Sandbox } from '../../apps/grader/src/sandbox/fleet.ts'
import { measureFleet } from '../../apps/grader/src/sandbox/measure-fleet.ts'
import type { Figure } from './figure.ts'

const SIZES = [1, 2, 8, 17]
const MB = 1024 * 1024
/** Of an exam of 17 tasks, one- and two-node clusters mixed. */
const MEMORY_TARGETS: Readonly<Record<number, number>> = { 17: 8 * 1024 } // MB

export async function fleetFigures(sandbox: Sandbox): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const size of SIZES) {
    const measured = await measureFleet(sandbox, size)
    const of = `${size} cluster${size === 1 ? '' : 's'} (${measured.nodes} nodes)`
    const target = MEMORY_TARGETS[size]
    figures.push(
      { id: `fleet-${size}-first`, title: `${of}: the first one Ready`, unit: 's', value: measured.firstReadyMs / 1000 },
      { id: `fleet-${size}-all`, title: `${of}: all Ready`, unit: 's', value: measured.allReadyMs / 1000 },
      { id: `fleet-${size}-thaw`, title: `${of}: thaw of one`, unit: 's', value: measured.thawMs / 1000, target: 2 },
      { id: `fleet-${size}-reset`, title: `${of}: reset of one`, unit: 's', value: measured.resetMs / 1000, target: 8 },
      {
        id: `fleet-${size}-memory`,
        title: `${of}: memory`,
        unit: 'MB',
        value: measured.memoryBytes / MB,
        ...(target === undefined ? {} : { target }),
      },
      { id: `fleet-${size}-cpu`, title: `${of}: CPU with one awake`, unit: '% of a core', value: measured.idleCpuPercent, target: 10 },
    )
  }
  return figures
}
