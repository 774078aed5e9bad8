// Keeps how the machines of an attempt stood at the last look, and records what is different.
import type { HabitEvent, HabitEventBody } from '@unflunk/shared/habits'
import { keyOf } from './look-at-files.ts'
import type { MachineState } from './machine-state.ts'

/** Which files a program reads when it starts. */
const READ_BY: Readonly<Record<string, RegExp>> = {
  kubelet:
    /^(\/var\/lib\/kubelet\/(config\.yaml|kubeadm-flags\.env|instance-config\.yaml)|\/etc\/default\/kubelet|\/(etc|usr\/lib)\/systemd\/system\/kubelet\.service(\.d\/[^/]+)?)$/,
  containerd: /^\/etc\/containerd\/(config\.toml|conf\.d\/[^/]+)$/,
}

type Noted = { -readonly [K in 'active' | 'enabled']: Set<string> } & {
  live: Map<string, string>
  stored: Map<string, string>
  older: Map<string, string>
}

/** Keeps how every machine of an attempt stood and records what is different. */
export class StateLooks {
  readonly #record: (body: HabitEventBody) => void
  readonly #known = new Map<string, Noted>()

  constructor(record: (body: HabitEventBody) => void, past: readonly HabitEvent[] = []) {
    this.#record = record
    for (const event of past) this.#remember(event)
  }

  /** `changed`: configuration files whose content is not that of the start. */
  note(task: string, host: string, now: MachineState, changed: (path: string) => boolean): void {
    const before = this.#known.get(keyOf(task, host))
    if (before) {
      this.#noteUnits(task, host, before, now)
      this.#noteSettings(task, host, before, now)
    } else {
      const [active, enabled] = [[...now.active], [...now.enabled]]
      this.#record({
        type: 'machine-seen',
        task,
        host,
        active,
        enabled,
        live: Object.fromEntries(now.live),
        stored: Object.fromEntries(now.stored),
      })
    }
    const older = before?.older ?? new Map<string, string>()
    this.#noteProcesses(task, host, older, now, changed)
    const { active, enabled, live, stored } = now
    this.#known.set(keyOf(task, host), {
      active: new Set(active),
      enabled: new Set(enabled),
      live: new Map(live),
      stored: new Map(stored),
      older,
    })
  }

  forget(task: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${task} `)) this.#known.delete(key)
  }

  #noteUnits(task: string, host: string, before: Noted, now: MachineState): void {
    for (const unit of new Set([...before.active, ...before.enabled, ...now.active, ...now.enabled])) {
      const [active, enabled] = [now.active.has(unit), now.enabled.has(unit)]
      if (active === before.active.has(unit) && enabled === before.enabled.has(unit)) continue
      this.#record({ type: 'unit-seen', task, host, unit, active, enabled })
    }
  }

  #noteSettings(task: string, host: string, before: Noted, now: MachineState): void {
    for (const [key, live] of now.live) {
      const stored = now.stored.get(key)
      // A setting that is read for the first time was just stored; how it was before is not known.
      if ((live === before.live.get(key) || !before.live.has(key)) && stored === before.stored.get(key)) continue
      this.#record({ type: 'setting-seen', task, host, key, live, ...(stored === undefined ? {} : { stored }) })
    }
  }

  /** Times have whole seconds. A file that is older again, or its process newer, is told as well: it was put right. */
  #noteProcesses(task: string, host: string, told: Map<string, string>, now: MachineState, changed: (path: string) => boolean): void {
    for (const [path, changedAt] of now.changedAt) {
      const process = Object.keys(READ_BY).find((name) => READ_BY[name]?.test(path))
      const startedAt = process === undefined ? undefined : now.startedAt.get(process)
      if (process === undefined || startedAt === undefined) continue
      const isOlder = changed(path) && changedAt > startedAt + 1_000
      const key = `${process} ${path}`
      const times = `${startedAt} ${changedAt}`
      if (isOlder ? told.get(key) === times : !told.has(key)) continue
      if (isOlder) told.set(key, times)
      else told.delete(key)
      this.#record({
        type: 'process-older',
        task,
        host,
        process,
        path,
        startedAt: isOlder ? startedAt : Math.max(startedAt, changedAt),
        changedAt,
      })
    }
  }

  #remember(event: HabitEvent): void {
    if (event.type === 'reset' && event.task !== undefined) this.forget(event.task)
    if (event.type === 'machine-seen') {
      const { active, enabled, live, stored } = event
      this.#known.set(keyOf(event.task, event.host), {
        active: new Set(active),
        enabled: new Set(enabled),
        live: new Map(Object.entries(live)),
        stored: new Map(Object.entries(stored)),
        older: new Map(),
      })
      return
    }
    if (event.type !== 'unit-seen' && event.type !== 'setting-seen' && event.type !== 'process-older') return
    const known = this.#known.get(keyOf(event.task, event.host))
    if (!known) return
    if (event.type === 'unit-seen') {
      known.active[event.active ? 'add' : 'delete'](event.unit)
      known.enabled[event.enabled ? 'add' : 'delete'](event.unit)
    } else if (event.type === 'setting-seen') {
      known.live.set(event.key, event.live)
      if (event.stored === undefined) known.stored.delete(event.key)
      else known.stored.set(event.key, event.stored)
    } else if (event.startedAt < event.changedAt) known.older.set(`${event.process} ${event.path}`, `${event.startedAt} ${event.changedAt}`)
    else known.older.delete(`${event.process} ${event.path}`)
  }
}
