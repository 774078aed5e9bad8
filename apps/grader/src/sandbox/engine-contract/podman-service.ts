// A Podman of our own for the contract: its storage, networks and locks lie in a temporary folder, apart from the user's.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { systemClock } from '../../lib/clock.ts'
import { runCommand } from '../recipe/command.ts'
import { until } from '../until.ts'

export interface PodmanService {
  readonly docker: Docker
  stop(): Promise<void>
}

/** Why the contract cannot be tried on Podman here; undefined when it can. */
export function whyNoPodman(): string | undefined {
  if (process.env.UNFLUNK_PODMAN !== '1') return 'UNFLUNK_PODMAN=1 asks for it'
  if (spawnSync('podman', ['--version']).status !== 0) return 'it is not installed: sudo apt-get install podman netavark aardvark-dns'
  if (process.getuid?.() !== 0) return 'a rootful one needs root'
  const helpers = ['/usr/lib/podman', '/usr/libexec/podman', '/usr/local/libexec/podman']
  const lacks = ['netavark', 'aardvark-dns'].filter((program) => !helpers.some((folder) => existsSync(join(folder, program))))
  return lacks.length === 0 ? undefined : `its networks need ${lacks.join(' and ')}: sudo apt-get install ${lacks.join(' ')}`
}

export async function startPodman(): Promise<PodmanService> {
  const folder = await mkdtemp(join(tmpdir(), 'unflunk-podman-'))
  const at = (name: string) => join(folder, name)
  const socketPath = at('podman.sock')
  await writeFile(at('containers.conf'), settings(at('networks')))
  const places = ['--root', at('root'), '--runroot', at('run'), '--tmpdir', at('tmp'), '--network-config-dir', at('networks')]
  const service = spawn('podman', [...places, 'system', 'service', '--time=0', `unix://${socketPath}`], {
    env: { ...process.env, CONTAINERS_CONF: at('containers.conf') },
    stdio: 'ignore',
  })
  const ended = once(service, 'exit')
  const stop = async () => {
    service.kill()
    await ended
    await endMonitors(folder)
    await runCommand(['umount', at('root/overlay')]).catch(() => {}) // Podman mounts it over itself with some drivers only
    await rm(folder, { recursive: true, force: true })
  }
  const docker = new Docker({ socketPath })
  try {
    await until(() => docker.ping().catch(() => undefined), { clock: systemClock, timeoutMs: 30_000, what: 'podman to answer' })
    return { docker, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Podman's monitor of a command stays for five minutes after it, then makes the folder anew to note the exit. */
async function endMonitors(folder: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') // ended meanwhile
    if (!command.includes(folder)) continue
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // Ended meanwhile.
    }
  }
}

/**
 * Limits of open files as they are: raising them takes a capability that root in a virtual machine may lack. crun refuses the mixed
 * cgroups that some machines have, and runc is there wherever Docker is.
 */
function settings(networks: string): string {
  return `[containers]
default_ulimits = []
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
runtime = "runc"
[network]
network_backend = "netavark"
network_config_dir = "${networks}"
`
}
