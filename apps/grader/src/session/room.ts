// What a session has once its machines are up: the fleet and everything that works on it, ended together.
import type { Fleet } from '../sandbox/fleet.ts'
import type { PreparedTask } from '../scenario/task.ts'
import { Awake } from './awake.ts'
import type { SessionCore } from './core.ts'
import { type ChangeListener, Effects } from './effects.ts'
import { Grading } from './grading.ts'
import { Terminals } from './terminals.ts'

export class Room {
  readonly fleet: Fleet
  readonly awake: Awake
  readonly effects: Effects
  readonly terminals: Terminals
  readonly grading: Grading

  constructor(core: SessionCore, fleet: Fleet, prepared: ReadonlyMap<string, PreparedTask>, onChange?: ChangeListener) {
    this.fleet = fleet
    this.effects = new Effects(core, fleet, onChange)
    // After a restart the watches begin anew as soon as a cluster can be reached.
    this.awake = new Awake(core, fleet.clusters, (task) => core.inBackground(this.effects.begin(task), `watch ${task}`))
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
