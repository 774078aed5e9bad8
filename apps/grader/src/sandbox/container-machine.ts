// A machine that is one container: commands, terminals and files through the engine's exec.
import { randomUUID } from 'node:crypto'
import { finished } from 'node:stream/promises'
import { AppError } from '@unflunk/shared/error'
import { systemClock } from '../lib/clock.ts'
import { openContainerTerminal } from './container-terminal.ts'
import type { Engine, EngineExec } from './engine.ts'
import { type Output, readOutput } from './exec-output.ts'
import type { ExecOptions, ExecResult, Machine } from './machine.ts'

const EXEC_TIMEOUT = 30_000 // ms
/** A command that is still being started when it is no longer wanted ends as soon as it has; its caller waits this long. */
const KILL_WAIT = 5_000 // ms
/** In the environment of every command, so that all it started can be found and killed. */
const MARKER = 'UNFLUNK_EXEC'
/** Exit code of our own "no such file"; cat and sh use 1, 2, 126 and 127. */
const NO_FILE = 44

export interface ContainerMachineOptions {
  /** Throws when the machine is known to be unreachable (frozen), so that nothing hangs. */
  readonly before?: () => void
  /** What a command must be started with to be where the machine's own are. */
  readonly enter?: readonly string[]
}

export function containerMachine(
  engine: Engine,
  container: string,
  name: string,
  { before = () => {}, enter = [] }: ContainerMachineOptions = {},
): Machine {
  const run = async (argv: readonly string[], options: ExecOptions = {}): Promise<{ exitCode: number } & Output> => {
    before()
    return await runCommand(engine, container, name, argv, options)
  }
  const checked = async (what: string, argv: readonly string[], options: ExecOptions = {}) => {
    const result = await run(argv, options)
    if (result.exitCode !== 0 && result.exitCode !== NO_FILE)
      throw new AppError(
        'internal',
        `Could not ${what} on ${name}: ${result.stderr.toString('utf8').trim() || `exit code ${result.exitCode}`}`,
      )
    return result
  }
  return {
    name,
    exec: async (argv, options): Promise<ExecResult> => {
      const { exitCode, stdout, stderr } = await run([...enter, ...argv], options)
      return { exitCode, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') }
    },
    openTerminal: (options) => {
      before()
      return openContainerTerminal(engine, container, name, options)
    },
    putFile: async (path, content, options = {}) => {
      const mode = (options.mode ?? 0o644).toString(8)
      await checked(`write ${path}`, ['sh', '-c', PUT, 'put', path, mode, options.owner ?? 'root:root'], { stdin: content })
    },
    readFile: async (path) => {
      const { exitCode, stdout } = await checked(`read ${path}`, [
        'sh',
        '-c',
        `[ -e "$1" ] || exit ${NO_FILE}; exec cat -- "$1"`,
        'read',
        path,
      ])
      return exitCode === NO_FILE ? undefined : new Uint8Array(stdout)
    },
  }
}

// A new file beside the old one, then a rename, so that no reader (kubelet, a server) sees half of it. The engine mounts
// /etc/hosts and a few more as single files, which cannot be renamed over: those are written in place.
const PUT = `set -eu
dir=$(dirname -- "$1"); mkdir -p -- "$dir"
new=$dir/.$(basename -- "$1").unflunk
cat > "$new"; chown "$3" "$new"; chmod "$2" "$new"
mv -f -- "$new" "$1" 2>/dev/null || { cat "$new" > "$1"; rm -f -- "$new"; }`

async function runCommand(
  engine: Engine,
  container: string,
  name: string,
  argv: readonly string[],
  options: ExecOptions,
): Promise<{ exitCode: number } & Output> {
  const timeoutMs = options.timeoutMs ?? EXEC_TIMEOUT
  const id = randomUUID()
  const expiry = AbortSignal.timeout(timeoutMs)
  const stop = options.signal ? AbortSignal.any([options.signal, expiry]) : expiry
  options.signal?.throwIfAborted()
  const starting = engine.exec(container, {
    argv,
    user: options.user ?? 'root',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...options.env, [MARKER]: id },
    tty: false,
    stdin: options.stdin !== undefined,
  })
  try {
    const exec = await unlessStopped(starting, stop)
    const { stdout, stderr } = await untilStopped(exec, options.stdin, stop)
    return { exitCode: await exec.exitCode(), stdout, stderr }
  } catch (error) {
    if (!stop.aborted && error instanceof AppError && error.code !== 'internal') throw error // nothing was started
    const ended = starting.then(
      async (exec) => {
        exec.stream.destroy()
        await killMarked(engine, container, id)
      },
      () => {}, // it never started
    )
    await Promise.race([ended, systemClock.sleep(KILL_WAIT)])
    if (options.signal?.aborted) throw options.signal.reason
    if (!expiry.aborted) throw error
    throw new AppError('timeout', `"${argv.join(' ').slice(0, 200)}" on ${name} took longer than ${timeoutMs / 1000} s and was ended.`)
  }
}

async function untilStopped(exec: EngineExec, stdin: string | Uint8Array | undefined, stop: AbortSignal): Promise<Output> {
  const end = () => exec.stream.destroy(new Error('stopped'))
  stop.addEventListener('abort', end, { once: true })
  try {
    stop.throwIfAborted()
    if (stdin !== undefined) exec.stream.end(stdin)
    const output = await readOutput(exec.stream)
    await finished(exec.stream, { writable: false, cleanup: true })
    return output
  } finally {
    stop.removeEventListener('abort', end)
  }
}

/** The engine itself may hang, as with a machine that freezes at this very moment. */
function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error('stopped'))
    stop.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', end))
  })
}

/** Ends a command and its children. A machine that cannot be reached has nothing that we could end: it is frozen or gone. */
async function killMarked(engine: Engine, container: string, id: string): Promise<void> {
  const script = `for f in $(grep -lsz '^${MARKER}=${id}$' /proc/[0-9]*/environ); do pid=\${f#/proc/}; kill -9 "\${pid%/environ}"; done`
  try {
    const exec = await engine.exec(container, { argv: ['sh', '-c', script], user: 'root', tty: false, stdin: false })
    const late = AbortSignal.timeout(5_000)
    await untilStopped(exec, undefined, late)
  } catch {
    // Frozen, gone or too slow: the caller already gets the failure that led here.
  }
}
