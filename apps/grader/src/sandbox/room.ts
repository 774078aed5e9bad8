// Free disk and memory of the machine: whether clusters fit into them, and when a running session comes near the end of either.
import { AppError } from '@unflunk/shared/error'
import { memoryOfMachines, SESSION_MEMORY } from '@unflunk/shared/machine-memory'
import type { ClusterShape } from '@unflunk/shared/scenario'
import type { Shortage } from './fleet.ts'
import { wholeShape } from './topology.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

export interface Room {
  /** Where the engine keeps its things; undefined where that cannot be looked at: it runs elsewhere. */
  readonly freeDiskBytes: number | undefined
  /** What programs can still get, page cache counted as free. */
  readonly freeMemoryBytes: number
}

/** A refusal must be certain, and what machines take is rounded up. */
const SURE = 0.9
/** A fresh copy of a node, its layers shared with all others, and some work in it. */
const DISK_OF_NODE = 150 * MIB
/** Below these, etcd and the kubelet fail in ways that nobody understands, and other programs of the user with them. */
const FLOOR = { disk: GIB, memory: 300 * MIB } as const

const FREE_DISK = 'Free some disk space; "npm run unflunk -- sandbox doctor" names what of ours can go.'
const FREE_MEMORY = 'Close other programs.'

/** Throws AppError `no-space` when clusters of these shapes do not fit. */
export function requireRoom({ freeDiskBytes, freeMemoryBytes }: Room, clusters: readonly Partial<ClusterShape>[]): void {
  const what = clusters.length === 1 ? 'The cluster of this task' : `The ${clusters.length} clusters of this attempt`
  const memory = SURE * clusters.reduce((sum, shape) => sum + memoryOfMachines(wholeShape(shape)), SESSION_MEMORY)
  if (freeMemoryBytes < memory)
    throw new AppError('no-space', `${what} would take ${gib(memory)} of memory, and only ${gib(freeMemoryBytes)} are free.`, {
      next: clusters.length === 1 ? FREE_MEMORY : 'Close other programs, or practise a single task.',
    })
  const disk = clusters.reduce((sum, { nodes = 1 }) => sum + nodes * DISK_OF_NODE, FLOOR.disk)
  if (freeDiskBytes !== undefined && freeDiskBytes < disk)
    throw new AppError('no-space', `${what} would take ${gib(disk)} of disk space, and only ${gib(freeDiskBytes)} are free.`, {
      next: FREE_DISK,
    })
}

/** What a session is about to run out of. */
export function shortages({ freeDiskBytes, freeMemoryBytes }: Room): Shortage[] {
  const found: Shortage[] = []
  if (freeDiskBytes !== undefined && freeDiskBytes < FLOOR.disk)
    found.push({
      kind: 'disk',
      message: `Only ${gib(freeDiskBytes)} of disk space are left: clusters will soon stop working.`,
      next: FREE_DISK,
    })
  if (freeMemoryBytes < FLOOR.memory)
    found.push({
      kind: 'memory',
      message: `Only ${gib(freeMemoryBytes)} of memory are left: machines will soon be ended.`,
      next: FREE_MEMORY,
    })
  return found
}

/** A disk that filled up under a build shows as the words of whatever program met it first. */
export function namedWhenFull(error: unknown): unknown {
  const full = error instanceof Error && (Reflect.get(error, 'code') === 'ENOSPC' || /no space left on device/i.test(error.message))
  if (!full || (error instanceof AppError && error.code === 'no-space')) return error
  return new AppError('no-space', 'The disk is full: the machines could not be built to the end.', {
    cause: error,
    next: `${FREE_DISK} Then try again: what was built is kept.`,
  })
}

export function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`
}
