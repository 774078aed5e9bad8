// How a shell lives on `base`: under dtach, so that it outlives this process. All that depends on dtach is here.
import { createHash } from 'node:crypto'
import { AppError } from '@unflunk/shared/error'
import type { TerminalSize } from '@unflunk/shared/terminal'
import type { Machine, TerminalOptions } from '../sandbox/machine.ts'

const USER = 'candidate'
const HOME = '/home/candidate'
/** One set of files per terminal: ID.sock (dtach), ID.shell and ID.client (process ids), ID.exit (exit code). */
const FOLDER = '/run/unflunk'

/**
 * An exec whose other side went away leaves its dtach client behind, which would still take part of the output: it is
 * ended first. `-E -z`: Ctrl+\ and Ctrl+Z belong to the shell. `winch`: programs draw their screen again after a rejoin.
 */
const ATTACH = `
files=${FOLDER}/$1
if read -r old 2>/dev/null <"$files.client" && [ "$(cat "/proc/$old/comm" 2>/dev/null)" = dtach ]; then kill "$old"; fi
echo $$ >"$files.client"
exec dtach -A "$files.sock" -E -z -r winch bash -c 'echo $$ >"$0.shell"; bash -l; echo $? >"$0.exit"' "$files"
`

const PREPARE = `install -d -m 0700 -o ${USER} ${FOLDER} || exit 1; cat "${FOLDER}/$1.exit" 2>/dev/null || true`

/** The shell is the leader of its own session: everything that was started from it gets the hang-up. */
const END = `
files=${FOLDER}/$1
if [ -e "$files.exit" ] || ! read -r shell 2>/dev/null <"$files.shell"; then shell=; fi
if [ -n "$shell" ]; then pkill -HUP -s "$shell"; fi
for try in 1 2 3 4 5 6 7 8 9 10; do [ -S "$files.sock" ] || break; sleep 0.1; done
if [ -n "$shell" ] && [ -S "$files.sock" ]; then pkill -KILL -s "$shell"; fi
rm -f "$files".sock "$files".shell "$files".client "$files".exit
`

/** Makes the folder; resolves with the exit code when the shell of this terminal has ended before. */
export async function prepareShell(machine: Machine, id: string): Promise<number | undefined> {
  const result = await machine.exec(['sh', '-c', PREPARE, 'sh', checkId(id)])
  if (result.exitCode !== 0) {
    throw new AppError('machine-unreachable', `Could not prepare terminal ${id} on ${machine.name}: ${result.stderr.trim()}`, {
      next: 'Open a new terminal; if that fails too, see `npm run unflunk sandbox doctor`.',
    })
  }
  return /^\d+\s*$/.test(result.stdout) ? Number(result.stdout) : undefined
}

/** Starts the shell, or joins it when it is running. */
export function attachOptions(id: string, size: TerminalSize): TerminalOptions {
  const env = {
    HOME,
    USER,
    LOGNAME: USER,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    UNFLUNK_MARK: markNonce(id),
  }
  return { argv: ['bash', '-c', ATTACH, 'bash', checkId(id)], user: USER, size, env, cwd: HOME }
}

/** Ends the shell and all that runs in it. Safe to call when it is gone. */
export async function endShell(machine: Machine, id: string): Promise<void> {
  await machine.exec(['sh', '-c', END, 'sh', checkId(id)])
}

/** The same after a restart, when the shell still has the first one. It guards against accidents only (sandbox/shell/README.md). */
export function markNonce(id: string): string {
  return createHash('sha256').update(`unflunk marks ${id}`).digest('hex').slice(0, 16)
}

const CLEAR = Buffer.from('\x1b[H\x1b[J')
const GOODBYE_START = Buffer.from('\x1b[999H')
/** After the start: its first line, which may come alone, then its second and a cursor that is shown again. */
const GOODBYE = /^\r+\n(?<told>\[EOF - dtach terminating\][\r\n]*(?:.\[\?25h)?)?$/

/** Takes out what dtach itself prints: a cleared screen when it attaches, two lines when the shell ends. */
export class DtachFilter {
  #first = true
  #held: Buffer = Buffer.alloc(0)

  filter(chunk: Uint8Array): Uint8Array {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const data = this.#held.length > 0 ? Buffer.concat([this.#held, fresh]) : fresh
    this.#held = Buffer.alloc(0)
    const from = this.#first && data.subarray(0, CLEAR.length).equals(CLEAR) ? CLEAR.length : 0
    this.#first = false
    const start = data.lastIndexOf(GOODBYE_START)
    const goodbye = start < from ? null : GOODBYE.exec(data.toString('latin1', start + GOODBYE_START.length))
    if (!goodbye) return data.subarray(from)
    if (!goodbye.groups?.told) this.#held = Buffer.from(data.subarray(start))
    return data.subarray(from, start)
  }
}

/** The id becomes a file name on the machine. */
function checkId(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id))
    throw new AppError('bad-request', `Terminal id "${id}" has to be letters, digits, - and _.`)
  return id
}
