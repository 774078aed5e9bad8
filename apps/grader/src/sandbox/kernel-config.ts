// The kernel's configuration, for kubeadm's check of the system: nodes see it where the kernel shows it itself; Debian's and Ubuntu's do not.
import { readFile } from 'node:fs/promises'
import { release } from 'node:os'
import { SESSION_PATH } from './node-container.ts'

export interface KernelConfig {
  /** On all machines of a session; the nodes have a link to it in /boot. */
  readonly path: string
  readonly content: Uint8Array
}

/** Where distributions keep it. */
const places = (kernel: string) => [`/boot/config-${kernel}`, `/usr/lib/modules/${kernel}/config`, `/usr/lib/kernel/config-${kernel}`]

/** That of this machine; undefined where there is none to be read. Named after the kernel: an engine elsewhere does not take it for its own. */
export async function kernelConfig(kernel = release(), root = ''): Promise<KernelConfig | undefined> {
  for (const place of places(kernel)) {
    try {
      return { path: `${SESSION_PATH}/kernel-config-${kernel}`, content: await readFile(root + place) }
    } catch {
      // Not there, or not ours to read: the next place.
    }
  }
  return undefined
}
