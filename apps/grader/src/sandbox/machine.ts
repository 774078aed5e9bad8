// A machine of the sandbox (`base`, or a node of a cluster) as the rest of the grader sees it.
import type { TerminalSize } from '@unflunk/shared/terminal'

export interface ExecOptions {
  /** Default `root`. */
  readonly user?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Uint8Array
  /** Default 30 s. On expiry the call throws AppError `timeout` and the process is killed. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** A command that ran; a non-zero exit code is a value, not an error. */
export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A process with a terminal. `data` is raw bytes; after `pause()` the process is not read until `resume()`. */
export interface TerminalProcess {
  write(data: Uint8Array): void
  resize(size: TerminalSize): Promise<void>
  pause(): void
  resume(): void
  /** At most one listener each; data that arrives before `onData` is kept for it. */
  onData(listener: (data: Uint8Array) => void): void
  onExit(listener: (exitCode: number) => void): void
  /** Lets go of the process's terminal (the process itself lives on when it runs under dtach). */
  detach(): void
}

export interface TerminalOptions {
  readonly argv: readonly string[]
  readonly user: string
  readonly size: TerminalSize
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/**
 * All methods throw AppError: `engine-unavailable` when the container engine is gone, `machine-unreachable`
 * when this machine is stopped or frozen, `timeout` past the limit.
 */
export interface Machine {
  /** The ssh name (`base`, `cka7968`) or the node name (`node01`). */
  readonly name: string
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>
  openTerminal(options: TerminalOptions): Promise<TerminalProcess>
  /** `mode` defaults to 0644, `owner` to root:root; parent folders are made. */
  putFile(path: string, content: string | Uint8Array, options?: { mode?: number; owner?: string }): Promise<void>
  /** undefined when there is no such file. */
  readFile(path: string): Promise<Uint8Array | undefined>
}
