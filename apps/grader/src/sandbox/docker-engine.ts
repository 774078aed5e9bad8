// Docker Engine through dockerode: translates our words into the API's and its failures into AppErrors.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import Docker from 'dockerode'
import { systemClock } from '../lib/clock.ts'
import { creation } from './container-options.ts'
import type { ContainerSpec, ContainerState, Engine, EngineExec, EngineInfo, ExecSpec, ImageState } from './engine.ts'
import { absentAs, engineWords, explained, NOT_RUNNING, unlessRefused } from './engine-failure.ts'
import { frames } from './exec-output.ts'
import { podmanCreation } from './podman-options.ts'

/** Copies a whole machine. */
const COMMIT_TIMEOUT = 600_000 // ms

const OVERLAP = /overlap|already used/i

/** By default at DOCKER_HOST, else /var/run/docker.sock. */
export function dockerEngine(docker: Docker = new Docker()): Engine {
  const container = (name: string) => docker.getContainer(name)
  return {
    info: () => explained('read the engine information', () => readInfo(docker)),
    images: (labels) => explained('list images', () => listImages(docker, labels)),
    image: (reference) => absentAs(undefined, () => explained(`look up image ${reference}`, () => readImage(docker, reference))),
    removeImage: (reference) =>
      absentAs(undefined, () => explained(`remove image ${reference}`, () => settled(docker.getImage(reference).remove({ force: true })))),
    commit: (name, reference, labels) =>
      explained(
        `commit ${name}`,
        () => {
          const [repo, tag] = splitReference(reference)
          const changes = Object.entries(labels).map(([key, value]) => `LABEL ${quoted(key)}=${quoted(value)}`)
          return settled(container(name).commit({ repo, tag, changes, pause: false }))
        },
        COMMIT_TIMEOUT,
      ),

    create: (spec) => explained(`create ${spec.name}`, () => createContainer(docker, spec)),
    start: (name) => unlessRefused(/already started/i, () => explained(`start ${name}`, () => settled(container(name).start()))),
    kill: (name, signal = 'SIGKILL') =>
      absentAs(undefined, () =>
        unlessRefused(NOT_RUNNING, () => explained(`stop ${name}`, () => settled(container(name).kill({ signal })))),
      ),
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
    unpause: (name) => unlessRefused(/not paused/i, () => explained(`thaw ${name}`, () => settled(container(name).unpause()))),
    remove: (name) => absentAs(undefined, () => explained(`remove ${name}`, () => removeContainer(container(name)))),
    containers: (labels) =>
      explained('list containers', async () =>
        (await docker.listContainers({ all: true, filters: labelFilter(labels) })).map((listed) => ({
          id: listed.Id,
          name: (listed.Names[0] ?? '').replace(/^\//, ''),
          image: withoutRegistry(listed.Image),
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
        const log = await container(name).logs({ stdout: true, stderr: true, tail: 50, follow: false })
        const parts: Buffer[] = []
        for await (const { data } of frames(Readable.from([log]))) parts.push(data)
        return Buffer.concat(parts).toString('utf8')
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
          if (OVERLAP.test(engineWords(error))) return false
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
        unlessRefused(/not connected|invalid network mode/i, () =>
          explained(`part ${name} from ${network}`, () => settled(docker.getNetwork(network).disconnect({ Container: name, Force: true }))),
        ),
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

async function createContainer(docker: Docker, spec: ContainerSpec): Promise<void> {
  if (productOf(await docker.version()) === 'docker') return await settled(docker.createContainer(creation(spec)))
  if (spec.seccomp === undefined) return await createOnPodman(docker, podmanCreation(spec, undefined))
  // Podman takes the name of a file instead of the profile, and reads it at once.
  const folder = await mkdtemp(join(tmpdir(), 'unflunk-seccomp-'))
  try {
    const file = join(folder, 'profile.json')
    await writeFile(file, JSON.stringify(spec.seccomp))
    await createOnPodman(docker, podmanCreation(spec, file))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function createOnPodman(docker: Docker, body: object): Promise<void> {
  const statusCodes = { 201: true, 404: 'no such image', 409: 'conflict', 500: 'server error' }
  return new Promise((resolve, reject) => {
    docker.modem.dial({ path: '/v4.0.0/libpod/containers/create', method: 'POST', options: body, statusCodes }, (error: unknown) =>
      error ? reject(error) : resolve(),
    )
  })
}

function productOf(version: Docker.DockerVersion): EngineInfo['product'] {
  return version.Components.some(({ Name }) => /podman/i.test(Name)) ? 'podman' : 'docker'
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

async function removeContainer(container: Docker.Container): Promise<void> {
  try {
    await container.remove({ force: true, v: true })
  } catch (error) {
    if (!/already in progress/i.test(engineWords(error))) throw error
    await container.wait({ condition: 'removed' }) // somebody else removes it: done when they are
  }
}

async function readInfo(docker: Docker): Promise<EngineInfo> {
  const [info, version] = await Promise.all([docker.info(), docker.version()])
  const security: string[] = info.SecurityOptions ?? []
  return {
    product: productOf(version),
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
    apparmor: security.some((option) => option.includes('apparmor')),
    operatingSystem: String(info.OperatingSystem),
    clock: Date.parse(info.SystemTime),
  }
}

/** Podman finds no image by more than one label, so the others are looked at here. */
async function listImages(docker: Docker, labels: Readonly<Record<string, string>>): Promise<ImageState[]> {
  const { label } = labelFilter(labels)
  const images = await docker.listImages({ filters: { label: label.slice(0, 1) } })
  return images
    .sort((a, b) => b.Created - a.Created)
    .map((image) => imageState(image))
    .filter((image) => Object.entries(labels).every(([key, value]) => key in image.labels && (value === '' || image.labels[key] === value)))
}

async function readImage(docker: Docker, reference: string): Promise<ImageState> {
  const image = await docker.getImage(reference).inspect()
  return { id: image.Id, tags: tagsOf(image.RepoTags), bytes: image.Size, labels: image.Config.Labels ?? {} }
}

/** Podman puts a registry before every name; an image without a name is listed as <none>. */
const tagsOf = (tags: readonly string[] | null | undefined): string[] =>
  (tags ?? []).filter((tag) => !tag.startsWith('<none>')).map(withoutRegistry)

const withoutRegistry = (reference: string): string => reference.replace(/^(localhost|docker\.io)\//, '')

function imageState(image: Docker.ImageInfo): ImageState {
  return { id: image.Id, tags: tagsOf(image.RepoTags), bytes: image.Size, labels: image.Labels ?? {} }
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
    image: withoutRegistry(found.Config.Image),
    labels: found.Config.Labels,
    status: statusOf(found.State.Status),
    ports: Object.fromEntries(ports),
    addresses: addressesOf(found.NetworkSettings.Networks),
  }
}

function addressesOf(networks: Record<string, { IPAddress?: string }>): Record<string, string> {
  const joined = Object.entries(networks).filter(([network]) => network !== 'none')
  return Object.fromEntries(joined.map(([network, endpoint]) => [network, endpoint.IPAddress ?? '']))
}

function statusOf(state: string): ContainerState['status'] {
  if (state === 'running' || state === 'restarting') return 'running'
  return state === 'paused' ? 'paused' : 'stopped'
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
    resize: (cols, rows) => explained(`resize a terminal of ${name}`, () => resizeExec(exec, cols, rows)),
    exitCode: () => explained(`read an exit code of ${name}`, (signal) => exitCodeOf(exec, signal)),
  }
}

/** Podman answers "created", which the client library takes for a failure. */
async function resizeExec(exec: Docker.Exec, cols: number, rows: number): Promise<void> {
  try {
    await exec.resize({ w: cols, h: rows })
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 201)) throw error
  }
}

// The stream may end a moment before the engine has noted the exit.
async function exitCodeOf(exec: Docker.Exec, signal: AbortSignal): Promise<number> {
  for (let wait = 2; ; wait = Math.min(wait * 2, 100)) {
    const state = await exec.inspect()
    if (!state.Running && state.ExitCode !== null) return state.ExitCode
    await systemClock.sleep(wait, signal)
  }
}

/** For a Dockerfile line. */
function quoted(text: string): string {
  if (/[\\"$\n]/.test(text)) throw new RangeError(`a label cannot hold ${text}`)
  return `"${text}"`
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
