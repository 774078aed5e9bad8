// What the sandbox needs of the user's machine, and what to do where it falls short. `judge` is pure; `survey` looks.
import { readFile, statfs } from 'node:fs/promises'
import { freemem } from 'node:os'
import { AppError } from '@unflunk/shared/error'
import type { Engine, EngineInfo } from './engine.ts'

export interface Survey {
  /** Or why the engine cannot be used. */
  readonly engine: EngineInfo | { readonly failure: string; readonly next: string | undefined }
  /** undefined where it cannot be told: the engine runs elsewhere. */
  readonly freeDiskBytes: number | undefined
  readonly freeMemoryBytes: number
  /** fs.inotify.max_user_instances; undefined where there is no such value. */
  readonly inotifyInstances: number | undefined
  readonly inotifyWatches: number | undefined
}

export interface Finding {
  readonly topic: string
  /** `short` stops the sandbox or will break it in odd ways; `note` is good to know. */
  readonly level: 'ok' | 'note' | 'short'
  readonly message: string
  /** A command or a step that mends it. */
  readonly next?: string
}

const GIB = 1024 ** 3
export const NEEDS = {
  diskBytes: 12 * GIB,
  memoryBytes: 4 * GIB,
  freeMemoryBytes: 2 * GIB,
  cpus: 2,
  /** Measured: 44 for two nodes (systemd, containerd, kubelet, kube-proxy, CoreDNS). */
  inotifyPerCluster: 44,
  /** Of an exam, with some left for the user's own programs. */
  clusters: 6,
  inotifyReserve: 64,
  inotifyWatches: 65_536,
} as const

const OLDEST_API = 1.41

export async function survey(engine: Engine): Promise<Survey> {
  const info = await engine.info().catch((error: unknown) => {
    if (error instanceof AppError) return { failure: error.message, next: error.next }
    throw error
  })
  const [instances, watches] = await Promise.all([readNumber('fs/inotify/max_user_instances'), readNumber('fs/inotify/max_user_watches')])
  return {
    engine: info,
    freeDiskBytes: 'failure' in info ? undefined : await freeDisk(info.rootDir),
    freeMemoryBytes: await availableMemory(),
    inotifyInstances: instances,
    inotifyWatches: watches,
  }
}

/** In the order in which a reader should mend them. */
export function judge(survey: Survey): Finding[] {
  const { engine } = survey
  if ('failure' in engine)
    return [
      { topic: 'engine', level: 'short', message: engine.failure, ...(engine.next === undefined ? {} : { next: engine.next }) },
      ...ofKernel(survey),
    ]
  return [...ofEngine(engine), ...ofRoom(survey, engine), ...ofKernel(survey)]
}

function ofEngine(engine: EngineInfo): Finding[] {
  const found: Finding[] = [
    {
      topic: 'engine',
      level: 'ok',
      message: `${engine.operatingSystem}, engine ${engine.version} (API ${engine.apiVersion}), storage ${engine.storageDriver} in ${engine.rootDir}`,
    },
    {
      topic: 'cgroups',
      level: 'ok',
      message:
        engine.cgroupVersion === '2'
          ? `version 2, driver ${engine.cgroupDriver}: nodes get no block devices`
          : `version 1, driver ${engine.cgroupDriver}: root in a node can reach the machine's block devices (docs/security.md)`,
    },
  ]
  if (Number(engine.apiVersion) < OLDEST_API)
    found.push({
      topic: 'engine',
      level: 'short',
      message: `The engine's API ${engine.apiVersion} is older than ${OLDEST_API}.`,
      next: 'Install Docker 20.10 or newer.',
    })
  if (engine.rootless)
    found.push({
      topic: 'engine',
      level: 'short',
      message: 'The engine runs rootless; nodes need the devices and cgroups of a rootful one.',
      next: 'Use the system-wide engine: unset DOCKER_HOST.',
    })
  return found
}

function ofRoom(survey: Survey, engine: EngineInfo): Finding[] {
  const { freeDiskBytes, freeMemoryBytes } = survey
  const disk: Finding[] =
    freeDiskBytes === undefined
      ? [
          {
            topic: 'disk',
            level: 'note',
            message: `Free space in ${engine.rootDir} cannot be read from here; ${gib(NEEDS.diskBytes)} are needed.`,
          },
        ]
      : [
          level(
            'disk',
            freeDiskBytes >= NEEDS.diskBytes,
            `${gib(freeDiskBytes)} free in ${engine.rootDir}, ${gib(NEEDS.diskBytes)} needed`,
            'Free some space; "unflunk sandbox clean" removes old machines.',
          ),
        ]
  return [
    ...disk,
    level(
      'memory',
      engine.memoryBytes >= NEEDS.memoryBytes,
      `${gib(engine.memoryBytes)} in all, ${gib(NEEDS.memoryBytes)} needed`,
      'Use a machine with more memory.',
    ),
    freeMemoryBytes >= NEEDS.freeMemoryBytes
      ? { topic: 'memory', level: 'ok', message: `${gib(freeMemoryBytes)} free` }
      : {
          topic: 'memory',
          level: 'note',
          message: `Only ${gib(freeMemoryBytes)} are free; a two-node cluster takes about 0.6 GiB.`,
          next: 'Close other programs.',
        },
    engine.cpus >= NEEDS.cpus
      ? { topic: 'cpus', level: 'ok', message: `${engine.cpus}` }
      : {
          topic: 'cpus',
          level: 'short',
          message: `${engine.cpus} CPU; nodes offer ${NEEDS.cpus}.`,
          next: 'Give the machine a second CPU.',
        },
  ]
}

function ofKernel({ inotifyInstances, inotifyWatches }: Survey): Finding[] {
  const wanted = NEEDS.inotifyPerCluster * NEEDS.clusters + NEEDS.inotifyReserve
  const found: Finding[] = []
  if (inotifyInstances !== undefined) {
    const clusters = Math.max(0, Math.floor((inotifyInstances - NEEDS.inotifyReserve) / NEEDS.inotifyPerCluster))
    const message = `fs.inotify.max_user_instances is ${inotifyInstances}: enough for ${clusters} two-node cluster${clusters === 1 ? '' : 's'} (${NEEDS.inotifyPerCluster} each)`
    found.push(level('inotify', inotifyInstances >= wanted, message, 'sudo sysctl -w fs.inotify.max_user_instances=1024'))
  }
  if (inotifyWatches !== undefined && inotifyWatches < NEEDS.inotifyWatches)
    found.push({
      topic: 'inotify',
      level: 'short',
      message: `fs.inotify.max_user_watches is ${inotifyWatches}, ${NEEDS.inotifyWatches} needed`,
      next: `sudo sysctl -w fs.inotify.max_user_watches=${NEEDS.inotifyWatches * 4}`,
    })
  return found
}

function level(topic: string, enough: boolean, message: string, next: string): Finding {
  return enough ? { topic, level: 'ok', message } : { topic, level: 'short', message, next }
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`
}

async function readNumber(key: string): Promise<number | undefined> {
  try {
    return Number(await readFile(`/proc/sys/${key}`, 'utf8'))
  } catch {
    return undefined // not Linux
  }
}

async function freeDisk(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return undefined // the engine's folder is in a virtual machine, or not ours to look at
  }
}

/** Memory that programs can still get, page cache counted as free; where the kernel does not tell, what is wholly unused. */
async function availableMemory(): Promise<number> {
  try {
    const [, kib] = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8')) ?? []
    return kib === undefined ? freemem() : Number(kib) * 1024
  } catch {
    return freemem()
  }
}
