// A process with a terminal in a container: raw bytes both ways, real back-pressure, the right size from its first moment.

import type { Duplex } from 'node:stream'
import { AppError } from '@unflunk/shared/error'
import type { TerminalSize } from '@unflunk/shared/terminal'
import type { Engine, EngineExec } from './engine.ts'
import type { TerminalOptions, TerminalProcess } from './machine.ts'

const START_TIMEOUT = 10_000 // ms
const FIRST_LINE_LIMIT = 4096 // bytes

// The engine API before 1.42 cannot create a terminal with a size. The first line tells the process's number, so that
// detach() can end exactly this process, and proves that it runs.
const START = 'stty rows "$1" cols "$2" 2>/dev/null; echo "$$"; shift 2; exec "$@"'

export async function openContainerTerminal(
  engine: Engine,
  container: string,
  name: string,
  options: TerminalOptions,
): Promise<TerminalProcess> {
  const { size } = options
  const exec = await engine.exec(container, {
    argv: ['sh', '-c', START, 'terminal', String(size.rows), String(size.cols), ...options.argv],
    user: options.user,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { TERM: 'xterm-256color', ...options.env },
    tty: true,
    stdin: true,
  })
  try {
    const pid = await firstLine(exec.stream, name)
    return terminalProcess(engine, container, exec, pid)
  } catch (error) {
    exec.stream.destroy()
    throw error
  }
}

/** Reads up to the first line end and puts the rest back. */
function firstLine(stream: Duplex, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0)
    const done = (error: Error | undefined, pid = 0) => {
      clearTimeout(timer)
      stream.pause()
      stream.off('data', read).off('end', ended).off('error', ended)
      if (error) reject(error)
      else resolve(pid)
    }
    const read = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      const end = seen.indexOf(0x0a)
      if (end === -1 && seen.length < FIRST_LINE_LIMIT) return
      const line = seen
        .subarray(0, end === -1 ? seen.length : end)
        .toString('utf8')
        .trim()
      const said = /^\d+$/.test(line) ? undefined : new AppError('machine-unreachable', `Could not open a terminal on ${name}: ${line}`)
      done(said, Number(line))
      if (!said && end + 1 < seen.length) stream.unshift(seen.subarray(end + 1))
    }
    const ended = () =>
      done(
        new AppError('machine-unreachable', `Could not open a terminal on ${name}: ${seen.toString('utf8').trim() || 'it ended at once'}`),
      )
    const timer = setTimeout(
      () => done(new AppError('timeout', `A terminal on ${name} did not open within ${START_TIMEOUT / 1000} s.`)),
      START_TIMEOUT,
    )
    stream.on('data', read).once('end', ended).once('error', ended)
  })
}

function terminalProcess(engine: Engine, container: string, exec: EngineExec, pid: number): TerminalProcess {
  const { stream } = exec
  let detached = false
  let paused = false
  let ended: Promise<number> | undefined
  // Registered here and not in onExit: a connection that breaks must have a listener from the start.
  const exited = new Promise<number>((resolve) => {
    const end = () => {
      ended ??= exec.exitCode().catch(() => 255) // the machine is gone: like ssh, which answers 255 for a lost connection
      resolve(ended)
    }
    stream.once('end', end).once('close', end).on('error', end)
  })
  return {
    write: (data) => {
      if (!stream.destroyed) stream.write(data)
    },
    resize: async ({ cols, rows }: TerminalSize) => {
      if (!stream.destroyed) await exec.resize(cols, rows)
    },
    pause: () => {
      paused = true
      stream.pause()
    },
    resume: () => {
      paused = false
      stream.resume()
    },
    onData: (listener) => {
      stream.removeAllListeners('data')
      stream.on('data', listener)
      if (!paused) stream.resume()
    },
    onExit: (listener) => {
      void exited.then((code) => {
        if (!detached) listener(code)
      })
    },
    detach: () => {
      if (detached) return
      detached = true
      stream.destroy()
      void hangUp(engine, container, pid)
    },
  }
}

/** What a terminal does when its window closes. The engine would leave the process running with nobody to read it. */
async function hangUp(engine: Engine, container: string, pid: number): Promise<void> {
  try {
    const exec = await engine.exec(container, { argv: ['kill', '-HUP', String(pid)], user: 'root', tty: false, stdin: false })
    exec.stream.resume()
  } catch {
    // The machine is frozen or gone, and the process with it.
  }
}
