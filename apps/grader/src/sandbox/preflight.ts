// What the sandbox needs of the user's machine, and the command that mends what falls short. Pure: `survey` looks.
import type { EngineInfo } from './engine.ts'
import { gib } from './room.ts'
import type { Survey } from './survey.ts'

export interface Finding {
  readonly topic: string
  /** `short` stops the sandbox or will break it in odd ways; `note` is good to know. */
  readonly level: 'ok' | 'note' | 'short'
  readonly message: string
  /** A command or a step that mends it. */
  readonly next?: string
}

const GIB = 1024 ** 3
const NEEDS = {
  diskBytes: 12 * GIB,
  memoryBytes: 4 * GIB,
  freeMemoryBytes: 2 * GIB,
  /** An exam of 17 tasks with a cluster for each. With less, tasks share clusters. */
  examMemoryBytes: 8 * GIB,
  cpus: 2,
  /** Measured: 44 for two nodes (systemd, containerd, kubelet, kube-proxy, CoreDNS). */
  inotifyPerCluster: 44,
  /** Of a mock exam, with some left for the user's own programs. */
  clusters: 6,
  inotifyReserve: 64,
  inotifyWatches: 65_536,
} as const

const OLDEST_API = 1.41
const PRODUCT = { docker: 'Docker', podman: 'Podman' } as const
/** They copy whole files, or whole images: a start takes minutes instead of seconds. */
const SLOW_STORAGE = new Set(['vfs', 'fuse-overlayfs', 'devicemapper', 'aufs'])
/** More, and certificates of a snapshot are not valid yet, or the time of an exam is wrong. */
const CLOCK_TOLERANCE_MS = 30_000

/** In the order in which a reader should mend them. */
export function judge(survey: Survey): Finding[] {
  const { engine } = survey
  if ('failure' in engine)
    return [
      { topic: 'engine', level: 'short', message: engine.failure, ...(engine.next === undefined ? {} : { next: engine.next }) },
      ...ofLimits(survey),
    ]
  return [...ofEngine(engine), ...ofKernel(survey, engine), ...ofClock(survey), ...ofRoom(survey, engine), ...ofLimits(survey)]
}

function ofEngine(engine: EngineInfo): Finding[] {
  const found: Finding[] = [
    {
      topic: 'engine',
      level: 'ok',
      message: `${PRODUCT[engine.product]} ${engine.version} (API ${engine.apiVersion}) on ${engine.operatingSystem}, storage ${engine.storageDriver} in ${engine.rootDir}`,
    },
  ]
  const short = (message: string, next: string) => found.push({ topic: 'engine', level: 'short', message, next })
  if (Number(engine.apiVersion) < OLDEST_API)
    short(`The engine's API ${engine.apiVersion} is older than ${OLDEST_API}.`, 'Install Docker 20.10 or newer.')
  if (engine.product === 'podman')
    found.push({
      topic: 'engine',
      level: 'note',
      message:
        'Podman passes the tests of engines, but whole clusters were tried on Docker only, and images are built by Docker (docs/adr/0013-podman.md).',
      next: 'Should clusters not come up, use Docker: unset DOCKER_HOST.',
    })
  if (engine.rootless)
    short(
      'The engine runs rootless; nodes need the devices and cgroups of a rootful one.',
      'Use the system-wide engine: unset DOCKER_HOST.',
    )
  if (engine.userNamespaces)
    short(
      'The engine runs with "userns-remap"; nodes do not come up in it (docs/security.md).',
      'Remove "userns-remap" from /etc/docker/daemon.json, then: sudo systemctl restart docker',
    )
  if (SLOW_STORAGE.has(engine.storageDriver))
    short(
      `The engine's storage driver is ${engine.storageDriver}: every machine is a whole copy, and starts take minutes.`,
      'Set "storage-driver": "overlay2" in /etc/docker/daemon.json (images are built anew), then: sudo systemctl restart docker',
    )
  return found
}

function ofKernel({ missingModules, appArmor }: Survey, engine: EngineInfo): Finding[] {
  const found: Finding[] = [
    { topic: 'cgroups', level: 'ok', message: `version ${engine.cgroupVersion}, driver ${engine.cgroupDriver}` },
    appArmor
      ? { topic: 'apparmor', level: 'ok', message: 'in the kernel' }
      : { topic: 'apparmor', level: 'note', message: 'The kernel has none: tasks about AppArmor are left out.' },
  ]
  if (missingModules && missingModules.length > 0)
    found.push({
      topic: 'kernel',
      level: 'short',
      message: `The kernel has neither built in nor as modules: ${missingModules.join(', ')}.`,
      next: 'sudo apt-get install linux-modules-extra-$(uname -r) (Ubuntu), or start your distribution’s standard kernel.',
    })
  return found
}

function ofClock({ clockAheadMs }: Survey): Finding[] {
  if (Math.abs(clockAheadMs) <= CLOCK_TOLERANCE_MS) return []
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  return [
    {
      topic: 'clock',
      level: 'short',
      message: `The engine's clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's: certificates would not be valid.`,
      next: 'sudo timedatectl set-ntp true (in a virtual machine: start it again)',
    },
  ]
}

function ofRoom({ freeDiskBytes, freeMemoryBytes, swapBytes }: Survey, engine: EngineInfo): Finding[] {
  const disk: Finding =
    freeDiskBytes === undefined
      ? {
          topic: 'disk',
          level: 'note',
          message: `Free space in ${engine.rootDir} cannot be read from here; ${gib(NEEDS.diskBytes)} are needed.`,
        }
      : level(
          'disk',
          freeDiskBytes >= NEEDS.diskBytes,
          `${gib(freeDiskBytes)} free in ${engine.rootDir}, ${gib(NEEDS.diskBytes)} needed to build everything`,
          'Free some space: "docker system df" tells what the engine holds, "npm run unflunk -- sandbox status" what of it is ours.',
        )
  return [
    disk,
    level(
      'memory',
      engine.memoryBytes >= NEEDS.memoryBytes,
      `${gib(engine.memoryBytes)} in all, ${gib(NEEDS.memoryBytes)} needed`,
      'Use a machine with more memory.',
    ),
    ofFreeMemory(freeMemoryBytes),
    ...ofSwap(engine, swapBytes),
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

function ofFreeMemory(free: number): Finding {
  if (free >= NEEDS.examMemoryBytes)
    return { topic: 'memory', level: 'ok', message: `${gib(free)} free: enough for an exam with a cluster per task` }
  const exam = `an exam of 17 tasks takes about ${gib(NEEDS.examMemoryBytes)} with a cluster per task; with less, tasks share clusters`
  return free >= NEEDS.freeMemoryBytes
    ? { topic: 'memory', level: 'note', message: `${gib(free)} free: ${exam}.`, next: 'Close other programs before an exam.' }
    : {
        topic: 'memory',
        level: 'short',
        message: `Only ${gib(free)} are free; a two-node cluster takes about 0.6 GiB, and ${exam}.`,
        next: 'Close other programs.',
      }
}

function ofSwap({ memoryBytes }: EngineInfo, swapBytes: number | undefined): Finding[] {
  if (swapBytes === undefined || swapBytes > 0 || memoryBytes >= 2 * NEEDS.examMemoryBytes) return []
  return [
    {
      topic: 'swap',
      level: 'note',
      message: 'There is none: when memory runs out, programs are ended at once.',
      next: 'sudo sh -c "fallocate -l 4G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile"',
    },
  ]
}

function ofLimits({ inotifyInstances, inotifyWatches }: Survey): Finding[] {
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
