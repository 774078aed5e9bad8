// The container engine as the sandbox uses it: containers, networks, volumes and images, in our own words.
import type { Duplex } from 'node:stream'

export interface EngineInfo {
  readonly product: 'docker' | 'podman'
  readonly version: string
  readonly apiVersion: string
  readonly cgroupVersion: '1' | '2'
  readonly cgroupDriver: string
  readonly cpus: number
  readonly memoryBytes: number
  readonly storageDriver: string
  readonly rootDir: string
  readonly rootless: boolean
  /** Container users are shifted (Docker's `userns-remap`). */
  readonly userNamespaces: boolean
  /** The kernel has AppArmor switched on. */
  readonly apparmor: boolean
  readonly operatingSystem: string
  /** Its time when it answered, epoch ms. */
  readonly clock: number
}

/** One network that a container joins: `address` is fixed, `aliases` are its names there. */
export interface Attachment {
  readonly network: string
  readonly address: string
  readonly aliases: readonly string[]
}

/** A part of what engines read: https://docs.docker.com/engine/security/seccomp/ */
export interface SeccompProfile {
  readonly defaultAction: 'SCMP_ACT_ALLOW'
  readonly syscalls: readonly {
    readonly names: readonly string[]
    readonly action: 'SCMP_ACT_ERRNO'
    readonly errnoRet: number
    /** Only calls whose argument of this number is this. Absent: all. */
    readonly args?: readonly { readonly index: number; readonly op: 'SCMP_CMP_EQ'; readonly value: number }[]
  }[]
}

export interface ContainerSpec {
  readonly name: string
  readonly image: string
  readonly hostname: string
  readonly labels: Readonly<Record<string, string>>
  /** Absent: no network at all. More are joined with `connect`. */
  readonly attachment?: Attachment
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** `name:address` lines of /etc/hosts. */
  readonly extraHosts?: readonly string[]
  readonly volumes?: readonly { readonly name: string; readonly path: string; readonly readOnly?: boolean; readonly noCopy?: boolean }[]
  readonly tmpfs?: Readonly<Record<string, string>>
  readonly sysctls?: Readonly<Record<string, string>>
  readonly capAdd?: readonly string[]
  readonly capDrop?: readonly string[]
  readonly seccomp?: SeccompProfile
  /** `apparmor=unconfined` and `no-new-privileges`, as engines spell them. */
  readonly securityOpt?: readonly string[]
  readonly deviceCgroupRules?: readonly string[]
  readonly privateCgroup?: boolean
  readonly memoryBytes?: number
  readonly pidsLimit?: number
  readonly readOnlyRoot?: boolean
  /** Container ports published on 127.0.0.1 at a port that the engine picks. */
  readonly publish?: readonly number[]
}

export interface ContainerState {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  readonly status: 'running' | 'paused' | 'stopped'
  /** Host ports by container port. */
  readonly ports: Readonly<Record<number, number>>
  /** Addresses by network name. */
  readonly addresses: Readonly<Record<string, string>>
}

export interface NetworkState {
  readonly name: string
  readonly subnets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

export interface Labelled {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

export interface ImageState {
  readonly id: string
  readonly tags: readonly string[]
  readonly bytes: number
  readonly labels: Readonly<Record<string, string>>
}

export interface ExecSpec {
  readonly argv: readonly string[]
  readonly user: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly tty: boolean
  readonly stdin: boolean
}

/** A running exec. With a tty the stream is raw bytes, without it frames of stdout and stderr. Pausing the stream stops the reading. */
export interface EngineExec {
  readonly stream: Duplex
  resize(cols: number, rows: number): Promise<void>
  /** Call after the stream has ended. `machine-unreachable` when the container was removed meanwhile. */
  exitCode(): Promise<number>
}

export interface ContainerUsage {
  /** Memory in use without the page cache that can be dropped. */
  readonly memoryBytes: number
  /** CPU time used since the container started. */
  readonly cpuNanoseconds: number
}

type Filter = Readonly<Record<string, string>>

/**
 * All methods throw AppError: `engine-unavailable` when the engine does not answer, `machine-unreachable` when a container is
 * gone, stopped or paused, `no-space` when the disk is full, `internal` for other refusals, with the engine's own words.
 */
export interface Engine {
  info(): Promise<EngineInfo>
  /** The newest first. */
  images(labels: Filter): Promise<ImageState[]>
  /** undefined when there is no such image. */
  image(reference: string): Promise<ImageState | undefined>
  /** Nothing happens when there is no such image; the same holds for networks, volumes and parting from a network. */
  removeImage(reference: string): Promise<void>
  /** Values may hold spaces and `=`, but no quotes, dollars or backslashes: engines differ in reading them. */
  commit(container: string, reference: string, labels: Filter): Promise<void>

  create(spec: ContainerSpec): Promise<void>
  /** Nothing happens when it runs already. */
  start(name: string): Promise<void>
  /** Sends a signal; nothing happens when the container has stopped or is gone. */
  kill(name: string, signal?: string): Promise<void>
  /** Resolves with the exit code when the container has stopped. */
  wait(name: string, abort?: AbortSignal): Promise<number>
  pause(name: string): Promise<void>
  /** Nothing happens when it is not paused. */
  unpause(name: string): Promise<void>
  /** Resolves when it is gone, whoever removed it. */
  remove(name: string): Promise<void>
  containers(labels: Filter): Promise<ContainerState[]>
  container(name: string): Promise<ContainerState | undefined>
  usage(name: string): Promise<ContainerUsage>
  logs(name: string): Promise<string>
  exec(name: string, spec: ExecSpec): Promise<EngineExec>

  networks(labels: Filter): Promise<NetworkState[]>
  /** false when the subnet overlaps one that the engine knows. Nothing outside of this machine answers from there, where the engine can do that (Docker). */
  createNetwork(name: string, subnet: string, gateway: string, labels: Filter): Promise<boolean>
  connect(network: string, container: string, attachment: Omit<Attachment, 'network'>): Promise<void>
  disconnect(network: string, container: string): Promise<void>
  removeNetwork(name: string): Promise<void>

  volumes(labels: Filter): Promise<Labelled[]>
  createVolume(name: string, labels: Filter): Promise<void>
  removeVolume(name: string): Promise<void>
}
