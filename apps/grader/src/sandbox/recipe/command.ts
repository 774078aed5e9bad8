// Runs a program of this machine to its end, line by line, and ends it with its children when asked.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { AppError } from '@unflunk/shared/error'

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** Each line of stderr as it comes. */
  readonly onLine?: (line: string) => void
}

/** Lines of stderr kept for the message when the program fails. */
const KEPT_LINES = 15

/**
 * Resolves with stdout. Throws AppError `internal` with the last lines of stderr when the program fails or is not there, and the
 * signal's reason when aborted; the program and its children are gone by then.
 */
export async function runCommand(argv: readonly [string, ...string[]], options: CommandOptions = {}): Promise<string> {
  options.signal?.throwIfAborted()
  const [program, ...args] = argv
  // A process group of its own: ending it ends compilers and archivers below it too.
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null) return
    try {
      process.kill(-child.pid, 'SIGTERM')
    } catch {
      // Gone in between.
    }
  }
  options.signal?.addEventListener('abort', end, { once: true })
  const last: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    last.push(line)
    if (last.length > KEPT_LINES) last.shift()
    options.onLine?.(line)
  })
  const out: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(new AppError('internal', `Could not start ${program}: ${cause.message}`, { cause })))
    child.on('close', resolve)
  }).finally(() => options.signal?.removeEventListener('abort', end))
  options.signal?.throwIfAborted()
  if (code !== 0) throw new AppError('internal', `${argv.slice(0, 3).join(' ')} failed (${code ?? 'killed'}):\n${last.join('\n')}`)
  return Buffer.concat(out).toString('utf8')
}
