// A machine on which kubeadm has not run: runtime and packages are there, and what a kubelet needs to run in a container.
import type { Clock } from '../lib/clock.ts'
import { run, SET_POD_RANGE } from './golden-recipe.ts'
import { bareFiles, type MachineSize } from './kubeadm-config.ts'
import type { Machine } from './machine.ts'
import type { NodePlace } from './topology.ts'
import { type UntilOptions, until } from './until.ts'

const RUNTIME_TIMEOUT = 120_000 // ms

/** Resolves when kubeadm could run. */
export async function furnishBare(
  machine: Machine,
  place: NodePlace,
  size: MachineSize,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  await giveRuntime(machine, place, { clock, timeoutMs: RUNTIME_TIMEOUT, signal })
  for (const [path, content] of Object.entries(bareFiles(place, size))) await machine.putFile(path, content)
}

/** Resolves when the runtime answers. Pods of the machine will get addresses of its own range. */
export async function giveRuntime(
  machine: Machine,
  place: NodePlace,
  patience: Pick<UntilOptions, 'clock' | 'timeoutMs' | 'signal'>,
): Promise<void> {
  const running = async () => ((await machine.exec(['systemctl', 'is-active', 'containerd'])).exitCode === 0 ? true : undefined)
  await until(running, { ...patience, what: `containerd on ${machine.name}` })
  await run(machine, SET_POD_RANGE, place.podRange)
}
