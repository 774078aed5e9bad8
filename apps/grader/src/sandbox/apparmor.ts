// Lets the nodes of a cluster load AppArmor profiles, where the user's kernel has AppArmor.
import { AppError } from '@unflunk/shared/error'
import type { Machine } from './machine.ts'

// Runtime and kubelet look once, when they start, whether the kernel has AppArmor.
const ALLOW = `[ -d /sys/kernel/security/apparmor ] && exit 0
systemctl enable --now --quiet unflunk-apparmor.service
[ -d /sys/kernel/security/apparmor ] || { systemctl disable --now --quiet unflunk-apparmor.service; exit 1; }
systemctl restart containerd kubelet`

/** Safe to ask again. The profiles are those of the user's kernel: there is one set for the whole machine. */
export async function allowAppArmor(machines: readonly Machine[], signal?: AbortSignal): Promise<void> {
  for (const machine of machines) {
    const { exitCode, stderr } = await machine.exec(['bash', '-c', ALLOW], { timeoutMs: 60_000, ...(signal ? { signal } : {}) })
    if (exitCode === 0) continue
    throw new AppError(
      'cluster-unavailable',
      `AppArmor cannot be used on ${machine.name}: the kernel does not offer it. ${stderr.trim()}`.trim(),
      {
        next: 'Boot the machine with AppArmor switched on (apparmor=1 security=apparmor).',
      },
    )
  }
}
