// Docker Engine through dockerode: translates our words into the API's and its failures into AppErrors.
import { AppError } from '@unflunk/shared/error'
import Docker from 'dockerode'
import type { ContainerSpec, ContainerState, Engine, EngineExec, ExecSpec, ImageState } from './engine.ts'

/** By default at DOCKER_HOST, else /var/run/docker.sock. */
export function dockerEngine(docker: Docker = new Docker()): Engine {
  const container = (name: string) => docker.getContainer(name)
  return {
    info: () => explained('read the engine information', () => readInfo(docker)),
    images: (labels) =>
      explained('list images', async () => (await docker.listImages({ filters: labelFilter(labels) })).map((image) => imageState(image))),
    image: (reference) => absentAs(undefined, () => explained(`look up image ${reference}`, () => readImage(docker, reference))),
    removeImage: (reference) =>
      absentAs(undefined, () => explained(`remove image ${reference}`, () => settled(docker.getImage(reference).remove({ force: true })))),
    commit: (name, reference, labels) =>
      explained(
        `commit ${name}`,
        () => {
          const [repo, tag] = splitReference(reference)
          const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${value}`)
          return settled(container(name).commit({ repo, tag, changes, pause: false }))
        },
        COMMIT_TIMEOUT,
      ),

    create: (spec) => explained(`create ${spec.name}`, () => settled(docker.createContainer(creation(spec)))),
    start: (name) => explained(`start ${name}`, () => settled(container(name).start())),
    kill: (name, signal = 'SIGKILL') =>
      explained(`stop ${name}`, () => settled(container(name).kill({ signal }))).catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'machine-unreachable')) throw error
      }),
    wait: (name, abort) =>
      explained(
        `wait for ${name}`,
        async () => {
          const answer: { StatusCode: number } = await container(name).wait(abort ? { abortSignal: abort } : {})
          return answer.StatusCode
        },
        Number.POSITIVE_INFINITY,
      ),
    pause: (name) => explained(`freeze ${name}`, () => pauseAtLast(() => settled(container(name).pause()))),
    unpause: (name) =>
      explained(`thaw ${name}`, () => settled(container(name).unpause())).catch((error: unknown) => {
        if (!(error instanceof AppError && /not paused/i.test(error.message))) throw error
      }),
    remove: (name) =>
      absentAs(undefined, () => explained(`remove ${name}`, () => settled(container(name).remove({ force: true, v: true })))),
    containers: (labels) =>
      explained('list containers', async () =>
        (await docker.listContainers({ all: true, filters: labelFilter(labels) })).map((listed) => ({
          id: listed.Id,
          name: (listed.Names[0] ?? '').replace(/^\//, ''),
          image: listed.Image,
          labels: listed.Labels,
          status: statusOf(listed.State),
          ports: Object.fromEntries(listed.Ports.filter((port) => port.PublicPort).map((port) => [port.PrivatePort, port.PublicPort])),
          addresses: addressesOf(listed.NetworkSettings?.Networks ?? {}),
        })),
      ),
    container: (name) => absentAs(undefined, () => explained(`look up ${name}`, () => readContainer(docker, name))),
    usage: (name) =>
      explained(`measure ${name}`, async () => {
        const stats = await container(name).stats({ stream: false, 'one-shot': true })
        const cache = stats.memory_stats.stats?.total_inactive_file ?? stats.memory_stats.stats?.inactive_file ?? 0
        return { memoryBytes: (stats.memory_stats.usage ?? 0) - cache, cpuNanoseconds: stats.cpu_stats.cpu_usage.total_usage }
      }),
    logs: (name) =>
      explained(`read the log of ${name}`, async () => {
        const frames = await container(name).logs({ stdout: true, stderr: true, tail: 50, follow: false })
        return frames.toString('utf8').replace(/[^\P{C}\n\t]/gu, '')
      }),
    exec: (name, spec) => explained(`run a command on ${name}`, () => startExec(docker, name, spec)),

    networks: (labels) =>
      explained('list networks', async () =>
        (await docker.listNetworks({ filters: labelFilter(labels) })).map((network) => ({
          name: network.Name,
          subnets: (network.IPAM?.Config ?? []).flatMap((config) => (config.Subnet ? [config.Subnet] : [])),
          labels: network.Labels ?? {},
        })),
      ),
    createNetwork: (name, subnet, gateway, labels) =>
      explained(`create network ${name}`, () =>
        createNetwork(docker, {
          Name: name,
          CheckDuplicate: true,
          Driver: 'bridge',
          IPAM: { Driver: 'default', Config: [{ Subnet: subnet, Gateway: gateway }] },
          Labels: { ...labels },
        }),
      ).then(
        () => true,
        (error: unknown) => {
          if (error instanceof AppError && /overlap/i.test(error.message)) return false
          throw error
        },
      ),
    connect: (network, name, { address, aliases }) =>
      explained(`join ${name} to ${network}`, () =>
        settled(
          docker.getNetwork(network).connect({
            Container: name,
            EndpointConfig: { IPAMConfig: { IPv4Address: address }, Aliases: [...aliases] },
          }),
        ),
      ),
    disconnect: (network, name) =>
      absentAs(undefined, () =>
        explained(`part ${name} from ${network}`, () => settled(docker.getNetwork(network).disconnect({ Container: name, Force: true }))),
      ),
    removeNetwork: (name) =>
      absentAs(undefined, () => explained(`remove network ${name}`, () => settled(docker.getNetwork(name).remove()))),

    volumes: (labels) =>
      explained('list volumes', async () =>
        ((await docker.listVolumes({ filters: labelFilter(labels) })).Volumes ?? []).map((volume) => ({
          name: volume.Name,
          labels: volume.Labels ?? {},
        })),
      ),
    createVolume: (name, labels) =>
      explained(`create volume ${name}`, () => settled(docker.createVolume({ Name: name, Labels: { ...labels } }))),
    removeVolume: (name) => absentAs(undefined, () => explained(`remove volume ${name}`, () => settled(docker.getVolume(name).remove()))),
  }
}

/**
 * Without translated addresses no answer finds back: root on a node holds no conversation with the user's other machines or the internet. An
 * `Internal` network would not even let a packet out, but publishes no ports, and drops what the nodes send from their second addresses.
 */
const UNTRANSLATED = { 'com.docker.network.bridge.enable_ip_masquerade': 'false' }

async function createNetwork(docker: Docker, options: Docker.NetworkCreateOptions): Promise<void> {
  try {
    await docker.createNetwork({ ...options, Options: UNTRANSLATED })
  } catch (error) {
    if (!(error instanceof Error && /unsupported .*option/i.test(error.message))) throw error // Podman knows no such option
    await docker.createNetwork(options)
  }
}

/** On cgroup v1 the kernel freezes process by process, and runc gives up when new ones start faster, as on a busy machine. */
async function pauseAtLast(pause: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left -= 1) {
    try {
      return await pause()
    } catch (error) {
      if (left === 0 || !(error instanceof Error && /unable to freeze/i.test(error.message))) throw error
    }
  }
}

async function readInfo(docker: Docker) {
  const [info, version] = await Promise.all([docker.info(), docker.version()])
  const security: string[] = info.SecurityOptions ?? []
  return {
    version: version.Version,
    apiVersion: version.ApiVersion,
    cgroupVersion: info.CgroupVersion === '2' ? ('2' as const) : ('1' as const),
    cgroupDriver: String(info.CgroupDriver),
    cpus: Number(info.NCPU),
    memoryBytes: Number(info.MemTotal),
    storageDriver: String(info.Driver),
    rootDir: String(info.DockerRootDir),
    rootless: security.some((option) => option.includes('rootless')),
    userNamespaces: security.some((option) => option.includes('userns')),
    operatingSystem: String(info.OperatingSystem),
    clock: Date.parse(info.SystemTime),
  }
}

async function readImage(docker: Docker, reference: string): Promise<ImageState> {
  const image = await docker.getImage(reference).inspect()
  return { id: image.Id, tags: image.RepoTags ?? [], bytes: image.Size, labels: image.Config.Labels ?? {} }
}

function imageState(image: Docker.ImageInfo): ImageState {
  return { id: image.Id, tags: image.RepoTags ?? [], bytes: image.Size, labels: image.Labels ?? {} }
}

async function readContainer(docker: Docker, name: string): Promise<ContainerState> {
  const found = await docker.getContainer(name).inspect()
  const ports = Object.entries(found.NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
    const bound = bindings?.[0]?.HostPort
    return bound ? [[Number.parseInt(port, 10), Number(bound)] as const] : []
  })
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    image: found.Config.Image,
    labels: found.Config.Labels,
    status: statusOf(found.State.Status),
    ports: Object.fromEntries(ports),
    addresses: addressesOf(found.NetworkSettings.Networks),
  }
}

function addressesOf(networks: Record<string, { IPAddress?: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(networks).map(([network, endpoint]) => [network, endpoint.IPAddress ?? '']))
}

function statusOf(state: string): ContainerState['status'] {
  if (state === 'running' || state === 'restarting') return 'running'
  return state === 'paused' ? 'paused' : 'stopped'
}

/** A name that nobody on our networks has is asked for outside, whence no answer comes: the resolver gives up soon, instead of after 20 s. */
const BRIEF_LOOK_UPS = ['timeout:1', 'attempts:1']

function creation(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const at = spec.attachment
  const ports = spec.publish ?? []
  return {
    name: spec.name,
    Image: spec.image,
    Hostname: spec.hostname,
    Labels: { ...spec.labels },
    Env: Object.entries(spec.env ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(spec.command ? { Cmd: [...spec.command] } : {}),
    ...(spec.entrypoint ? { Entrypoint: [...spec.entrypoint] } : {}),
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
    HostConfig: {
      NetworkMode: at?.network ?? 'none',
      DnsOptions: [...BRIEF_LOOK_UPS],
      ExtraHosts: [...(spec.extraHosts ?? [])],
      Mounts: (spec.volumes ?? []).map((volume) => ({
        Type: 'volume' as const,
        Source: volume.name,
        Target: volume.path,
        ReadOnly: volume.readOnly ?? false,
        VolumeOptions: { NoCopy: volume.noCopy ?? false, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
      })),
      Tmpfs: { ...spec.tmpfs },
      Sysctls: { ...spec.sysctls },
      CapAdd: [...(spec.capAdd ?? [])],
      CapDrop: [...(spec.capDrop ?? [])],
      SecurityOpt: [...(spec.securityOpt ?? [])],
      DeviceCgroupRules: [...(spec.deviceCgroupRules ?? [])],
      ...(spec.privateCgroup ? { CgroupnsMode: 'private' as const } : {}),
      ...(spec.memoryBytes === undefined ? {} : { Memory: spec.memoryBytes, MemorySwap: spec.memoryBytes }),
      ...(spec.pidsLimit === undefined ? {} : { PidsLimit: spec.pidsLimit }),
      ReadonlyRootfs: spec.readOnlyRoot ?? false,
      PortBindings: Object.fromEntries(ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
    },
    ...(at
      ? {
          NetworkingConfig: {
            EndpointsConfig: { [at.network]: { IPAMConfig: { IPv4Address: at.address }, Aliases: [...at.aliases] } },
          },
        }
      : {}),
  }
}

async function startExec(docker: Docker, name: string, spec: ExecSpec): Promise<EngineExec> {
  const exec = await docker.getContainer(name).exec({
    Cmd: [...spec.argv],
    User: spec.user,
    ...(spec.cwd === undefined ? {} : { WorkingDir: spec.cwd }),
    Env: Object.entries(spec.env ?? {}).map(([key, value]) => `${key}=${value}`),
    AttachStdin: spec.stdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: spec.tty,
  })
  const stream = await exec.start({ hijack: true, stdin: spec.stdin, Tty: spec.tty })
  return {
    stream,
    resize: (cols, rows) => explained(`resize a terminal of ${name}`, () => settled(exec.resize({ w: cols, h: rows }))),
    exitCode: () => explained(`read an exit code of ${name}`, () => exitCodeOf(exec)),
  }
}

// The stream may end a moment before the engine has noted the exit.
async function exitCodeOf(exec: Docker.Exec): Promise<number> {
  for (let wait = 2; ; wait = Math.min(wait * 2, 100)) {
    const state = await exec.inspect()
    if (!state.Running && state.ExitCode !== null) return state.ExitCode
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

function splitReference(reference: string): [string, string] {
  const colon = reference.lastIndexOf(':')
  return [reference.slice(0, colon), reference.slice(colon + 1)]
}

function labelFilter(labels: Readonly<Record<string, string>>): { label: string[] } {
  return { label: Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`)) }
}

async function settled(work: Promise<unknown>): Promise<void> {
  await work
}

/** The API's 404 as a marker that `absentAs` turns into a value. */
class Absent extends AppError {}

async function absentAs<T, U>(value: U, work: () => Promise<T>): Promise<T | U> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Absent) return value
    throw error
  }
}

/** A busy disk makes the engine slow; past this it hangs. */
const ENGINE_TIMEOUT = 120_000 // ms
/** Copies a whole machine. */
const COMMIT_TIMEOUT = 600_000 // ms

async function explained<T>(what: string, work: () => Promise<T>, limitMs = ENGINE_TIMEOUT): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    if (!Number.isFinite(limitMs)) return
    const message = `Could not ${what}: the container engine did not answer within ${limitMs / 1000} s.`
    timer = setTimeout(() => reject(new AppError('engine-unavailable', message, { next: 'unflunk sandbox doctor' })), limitMs)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    throw translated(what, error)
  } finally {
    clearTimeout(timer)
  }
}

const UNREACHABLE = new Set(['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT'])

function translated(what: string, error: unknown): Error {
  if (error instanceof AppError) return error
  const code = field(error, 'code')
  const status = field(error, 'statusCode')
  const message = error instanceof Error ? error.message.replace(/^\(HTTP code \d+\) /, '').trim() : String(error)
  if (error instanceof Error && error.name === 'AbortError') return error
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError('engine-unavailable', `Could not ${what}: no permission to use the container engine's socket.`, {
      cause: error,
      next: 'Add yourself to its group (sudo usermod -aG docker $USER), log in again, and retry.',
    })
  if (typeof code === 'string' && UNREACHABLE.has(code))
    return new AppError('engine-unavailable', `Could not ${what}: the container engine does not answer (${code}).`, {
      cause: error,
      next: 'Start it (sudo systemctl start docker) and retry.',
    })
  if (/no space left on device/i.test(message))
    return new AppError('no-space', `Could not ${what}: the disk is full.`, {
      cause: error,
      next: 'Free some space; unflunk sandbox clean removes old machines.',
    })
  if (status === 404) return new Absent('machine-unreachable', `Could not ${what}: ${message}`, { cause: error })
  if (status === 409 && /paused|not running|is not running|stopped/i.test(message))
    return new AppError('machine-unreachable', `Could not ${what}: the machine is ${/paused/i.test(message) ? 'frozen' : 'not running'}.`, {
      cause: error,
    })
  return new AppError('internal', `Could not ${what}: ${message}`, { cause: error })
}

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined
}
