// Looks at the user's machine: what `judge` (preflight.ts) reads, and how much room is left.
import { existsSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { freemem, release } from 'node:os'
import { AppError } from '@unflunk/shared/error'
import type { Engine, EngineInfo } from './engine.ts'
import type { Room } from './room.ts'

/** Why the engine cannot be used. */
export interface NoEngine {
  readonly failure: string
  readonly next: string | undefined
}

export interface Survey extends Room {
  readonly engine: EngineInfo | NoEngine
  /** fs.inotify.max_user_instances; undefined where there is no such value. */
  readonly inotifyInstances: number | undefined
  readonly inotifyWatches: number | undefined
  readonly swapBytes: number | undefined
  /** Of those that nodes use: neither in the kernel nor to be loaded. undefined where that cannot be told. */
  readonly missingModules: readonly string[] | undefined
  readonly appArmor: boolean
  /** How far the engine's clock is ahead of this program's, in ms. */
  readonly clockAheadMs: number
}

/** What containerd (overlay), the engine's networks, kube-proxy, the policy agent and the entry point of a node ask the kernel for. */
const MODULES = [
  'overlay',
  'bridge',
  'veth',
  'nf_tables',
  'nf_nat',
  'nf_conntrack',
  'nft_compat',
  'nft_chain_nat',
  'xt_addrtype',
  'xt_comment',
  'xt_conntrack',
  'xt_mark',
  'xt_MASQUERADE',
  'xt_nat',
  'xt_statistic',
]

export async function survey(engine: Engine, now: number): Promise<Survey> {
  const info = await engine.info().catch((error: unknown) => {
    if (error instanceof AppError) return { failure: error.message, next: stepTo(error) }
    throw error
  })
  const [room, meminfo, instances, watches, modules] = await Promise.all([
    lookForRoom('failure' in info ? undefined : info),
    text('/proc/meminfo'),
    numberIn('/proc/sys/fs/inotify/max_user_instances'),
    numberIn('/proc/sys/fs/inotify/max_user_watches'),
    modulesHere(),
  ])
  const swap = kibOf(meminfo, 'SwapTotal')
  return {
    ...room,
    engine: info,
    inotifyInstances: instances,
    inotifyWatches: watches,
    swapBytes: swap,
    missingModules: modules && MODULES.filter((name) => !modules.has(name)),
    appArmor: (await text('/sys/module/apparmor/parameters/enabled'))?.startsWith('Y') ?? false,
    clockAheadMs: 'failure' in info ? 0 : info.clock - now,
  }
}

export async function lookForRoom(engine: Pick<EngineInfo, 'rootDir'> | undefined): Promise<Room> {
  return {
    freeDiskBytes: engine && (await freeDisk(engine.rootDir)),
    freeMemoryBytes: kibOf(await text('/proc/meminfo'), 'MemAvailable') ?? freemem(),
  }
}

/** An engine that was never installed is not started by starting it. */
function stepTo({ next, cause }: AppError): string | undefined {
  const noSocket = typeof cause === 'object' && cause !== null && Reflect.get(cause, 'code') === 'ENOENT'
  const installed = ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd', '/usr/bin/podman'].some((path) => existsSync(path))
  if (!noSocket || installed) return next
  return 'sudo apt-get install docker.io (Debian, Ubuntu), or your system’s own package of Docker Engine'
}

async function modulesHere(): Promise<ReadonlySet<string> | undefined> {
  const folder = `/lib/modules/${release()}`
  const [builtIn, loadable, loaded] = await Promise.all([
    text(`${folder}/modules.builtin`),
    text(`${folder}/modules.dep`),
    text('/proc/modules'),
  ])
  if (builtIn === undefined || loadable === undefined) return undefined
  const names = [
    ...[...`${builtIn}\n${loadable}`.matchAll(/([^/\n]+)\.ko[^:\n]*(?::|$)/gm)].map(([, name = '']) => name),
    ...(loaded ?? '').split('\n').map((line) => line.split(' ')[0] ?? ''),
  ]
  return new Set(names.map((name) => name.replaceAll('-', '_')))
}

async function freeDisk(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return undefined // the engine's folder is in a virtual machine, or not ours to look at
  }
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // not Linux, or a kernel without it
  }
}

async function numberIn(path: string): Promise<number | undefined> {
  const read = await text(path)
  return read === undefined ? undefined : Number(read)
}

/** A value of /proc/meminfo, in bytes. */
function kibOf(meminfo: string | undefined, name: string): number | undefined {
  const [, kib] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo ?? '') ?? []
  return kib === undefined ? undefined : Number(kib) * 1024
}
