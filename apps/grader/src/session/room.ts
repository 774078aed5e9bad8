// What a session has once its machines are up: the fleet and everything that works on it, ended together.
import type { Fleet } from '../sandbox/fleet.ts'
import { namespacesOf } from '../scenario/proof-rounds.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { Awake } from './awake.ts'
import type { SessionCore } from './core.ts'
import { type ChangeListener, Effects } from './effects.ts'
import { Grading } from './grading.ts'
import { SharedClusters } from './shared-clusters.ts'
import { Terminals } from './terminals.ts'

export interface RoomParts {
  readonly fleet: Fleet
  readonly prepared: ReadonlyMap<string, PreparedTask>
  /** Resolves when a task can be worked on. */
  readonly up: (task: string) => Promise<void>
  /** Of a drill alone. */
  readonly onChange: ChangeListener | undefined
}

export class Room {
  readonly fleet: Fleet
  readonly awake: Awake
  readonly effects: Effects
  readonly terminals: Terminals
  readonly grading: Grading

  constructor(core: SessionCore, { fleet, prepared, up, onChange }: RoomParts) {
    this.fleet = fleet
    const namespaces = new Map([...prepared].map(([id, task]) => [id, namespacesOf(task)]))
    this.effects = new Effects(core, fleet, new SharedClusters(core, namespaces), onChange)
    this.awake = new Awake(core, {
      clusters: fleet.clusters,
      up: (task) => {
        fleet.hurry(task)
        return up(task)
      },
      // After a restart the watches begin anew as soon as a cluster can be reached.
      onAwake: (task) => core.inBackground(this.effects.begin(task), `watch ${task}`),
    })
    this.terminals = new Terminals(core, fleet, this.awake)
    this.grading = new Grading(core, fleet, prepared, this.effects)
  }

  /** Lets go of everything; machines and shells live on. */
  async detach(): Promise<void> {
    this.grading.dispose()
    this.awake.dispose()
    this.effects.dispose()
    await this.terminals.detachAll()
  }
}
