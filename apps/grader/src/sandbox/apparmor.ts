// AppArmor for a task that needs it: a node that has it has had it since it started.
import { AppError } from '@unflunk/shared/error'
import type { Machine } from './machine.ts'

/** The entry point of a node gives it a name space of profiles, where the kernel has AppArmor. Throws AppError `cluster-unavailable` where it could not. */
export async function requireAppArmor(machines: readonly Machine[], signal?: AbortSignal): Promise<void> {
  for (const machine of machines) {
    const { exitCode } = await machine.exec(['test', '-d', '/sys/kernel/security/apparmor'], signal ? { signal } : {})
    if (exitCode === 0) continue
    throw new AppError('cluster-unavailable', `AppArmor cannot be used on ${machine.name}: the kernel does not offer it.`, {
      next: 'Boot the machine with AppArmor switched on (apparmor=1 security=apparmor).',
    })
  }
}
