// How much memory an attempt's machines may take: the user's setting, what is free now, and which tasks share a cluster for it.
import { type ExamOutlook, MachineSettings } from '@unflunk/shared/machines'
import type { Sandbox } from '../sandbox/fleet.ts'
import type { PreparedTask } from '../scenario/task.ts'
import type { Storage } from '../storage/storage.ts'
import { type FleetPlan, memoryOfNodes, planFleet, plannedTask } from './plan-fleet.ts'
import type { SessionState } from './state.ts'

const SETTING = 'machines'

export class MachineRoom {
  readonly #storage: Storage
  readonly #sandbox: Sandbox

  constructor({ storage, sandbox }: { storage: Storage; sandbox: Sandbox }) {
    this.#storage = storage
    this.#sandbox = sandbox
  }

  async settings(): Promise<MachineSettings> {
    const stored = MachineSettings.safeParse((await this.#storage.setting(SETTING)) ?? {})
    return stored.success ? stored.data : MachineSettings.parse({}) // of another version
  }

  async saveSettings(settings: MachineSettings): Promise<void> {
    await this.#storage.saveSetting(SETTING, settings)
  }

  /** `spareBytes`: what machines take that would make way. */
  async outlook(state: SessionState, prepared: ReadonlyMap<string, PreparedTask>, spareBytes: number): Promise<ExamOutlook> {
    const { plan, freeBytes, settings } = await this.#plan(state, prepared, spareBytes)
    return { tasks: state.tasks.length, clusters: plan.clusters.length, memoryBytes: plan.memoryBytes, freeBytes, settings }
  }

  /** The same attempt, with its tasks placed. Where even shared clusters would not fit, the sandbox says so before it begins any. */
  async place(state: SessionState, prepared: ReadonlyMap<string, PreparedTask>, spareBytes: number): Promise<SessionState> {
    return placed(state, (await this.#plan(state, prepared, spareBytes)).plan)
  }

  /** Whether a cluster of so many nodes may be kept for a practice that nobody has begun. */
  async mayKeep(nodes: number): Promise<boolean> {
    const { memoryShare, keepReady } = await this.settings()
    return keepReady && memoryOfNodes(nodes) <= ((await this.#sandbox.freeMemory()) * memoryShare) / 100
  }

  async #plan(state: SessionState, prepared: ReadonlyMap<string, PreparedTask>, spareBytes: number) {
    const [settings, free] = await Promise.all([this.settings(), this.#sandbox.freeMemory()])
    const freeBytes = free + spareBytes
    const tasks = state.tasks.flatMap(({ id }) => {
      const task = prepared.get(id)
      return task ? [plannedTask(id, task)] : []
    })
    return { plan: planFleet(tasks, (freeBytes * settings.memoryShare) / 100), freeBytes, settings }
  }
}

/** Pure. */
export function placed(state: SessionState, { clusters }: FleetPlan): SessionState {
  const owners = new Map(clusters.flatMap(({ tasks: [first, ...guests] }) => guests.map(({ id }) => [id, first?.id] as const)))
  return { ...state, tasks: state.tasks.map((task) => ({ ...task, guestOf: owners.get(task.id) })) }
}
