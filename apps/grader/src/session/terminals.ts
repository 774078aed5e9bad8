// The terminals of one session: each a shell on `base` with its recording; their marks go to the log and keep hosts awake.
import { AppError } from '@unflunk/shared/error'
import type { ShellMark } from '@unflunk/shared/terminal'
import { mayComplain } from '../habits/command/may-complain.ts'
import type { Fleet } from '../sandbox/fleet.ts'
import type { Complaint } from '../terminal/complaints.ts'
import type { Input } from '../terminal/read-input.ts'
import { openTerminal, type Terminal } from '../terminal/terminal.ts'
import type { Awake } from './awake.ts'
import type { SessionCore } from './core.ts'
import type { TerminalSocket } from './join.ts'
import { hostsNamedIn } from './named-hosts.ts'
import { RunningCommands } from './running-commands.ts'
import { taskOf } from './state.ts'

const MOST = 6
const JOIN_AGAIN_MS = 3_000

export class Terminals {
  readonly #core: SessionCore
  readonly #fleet: Fleet
  readonly #awake: Awake
  readonly #open = new Map<string, Promise<Terminal>>()
  readonly #running = new RunningCommands()
  /** The number of the newest terminal, also while it is being opened. */
  #highest = 0
  #closing = false
  /** Aborted when nobody waits for shells of machines that do not answer any more. */
  readonly #left = new AbortController()

  constructor(core: SessionCore, fleet: Fleet, awake: Awake) {
    this.#core = core
    this.#fleet = fleet
    this.#awake = awake
  }

  /** Throws AppError `conflict` when the session has all the terminals it may have. */
  async open(): Promise<{ id: string; title: string; exited: boolean }> {
    const { terminals, lastTerminal } = this.#core.state
    if (Math.max(terminals.length, this.#open.size) >= MOST) {
      throw new AppError('conflict', `A session has at most ${MOST} terminals.`, { next: 'Close one that you do not need.' })
    }
    const number = 1 + Math.max(lastTerminal, this.#highest)
    this.#highest = number
    const view = { id: `x${number}`, title: `terminal ${number}`, exited: false }
    await this.#start(view.id, view.title)
    this.#core.record({ type: 'terminal-opened', terminal: view.id })
    await this.#core.change({ type: 'terminals', terminals: [...this.#core.state.terminals, view] })
    return view
  }

  /** After a restart of the grader: the shells lived on under dtach. Those that have ended are opened too, for their last screen. */
  async rejoin(): Promise<void> {
    await Promise.all(
      this.#core.state.terminals.map(async ({ id, title }) => {
        await this.#start(id, title).catch((error: unknown) => this.#joinLater(id, title, error))
      }),
    )
    await this.#holdForOpenSsh()
  }

  /** The machine did not answer, though the shell on it may well live. Whoever joins the terminal meanwhile waits with us. */
  #joinLater(id: string, title: string, error: unknown): void {
    this.#core.logger.warn(`terminal ${id} of ${this.#core.id} could not be joined again yet`, error)
    const again = async (): Promise<Terminal> => {
      for (;;) {
        await this.#core.clock.sleep(JOIN_AGAIN_MS, this.#left.signal)
        try {
          return await this.#openTerminal(id, title)
        } catch {
          // As before: the first failure has been logged, and the next try may go well.
        }
      }
    }
    const joining = again()
    this.#open.set(id, joining)
    joining.catch(() => undefined) // left before it answered; told to whoever waits for it
  }

  /** Marks tell only what starts: after a restart the processes on `base` tell which hosts an ssh is still open to. */
  async #holdForOpenSsh(): Promise<void> {
    const { stdout } = await this.#fleet.base.exec(['ps', '-eo', 'args=']).catch((error: unknown) => {
      this.#core.logger.warn('open ssh connections could not be listed', error)
      return { stdout: '' }
    })
    const lines = stdout.split('\n').filter((line) => /\bssh\b/.test(line))
    for (const id of this.#open.keys()) for (const line of lines) this.#wakeNamed(id, line)
  }

  async close(id: string): Promise<void> {
    const terminal = this.#require(id)
    this.#open.delete(id)
    await this.#core.change({ type: 'terminals', terminals: this.#core.state.terminals.filter((view) => view.id !== id) })
    this.#core.record({ type: 'terminal-closed', terminal: id })
    await (await terminal).close()
    this.#running.closed(id)
    this.#idle(id)
  }

  /** Waits until the shell has been joined. */
  async join(id: string, socket: TerminalSocket): Promise<void> {
    const terminal = await this.#require(id)
    terminal.join(socket)
  }

  /** The attempt has ended: shells and everything in them end with it. */
  async closeAll(): Promise<void> {
    this.#left.abort()
    await Promise.all(
      [...this.#open].map(async ([id, terminal]) => {
        this.#core.record({ type: 'terminal-closed', terminal: id })
        await terminal.then((shell) => shell.close()).catch((error: unknown) => this.#core.logger.warn(`terminal ${id} did not end`, error))
      }),
    )
    this.#open.clear()
  }

  /** The shells live on; a restarted grader joins them again. */
  async detachAll(): Promise<void> {
    this.#closing = true
    this.#left.abort()
    const open = await Promise.allSettled(this.#open.values())
    await Promise.all(open.map((one) => (one.status === 'fulfilled' ? one.value.dispose() : undefined)))
    this.#open.clear()
  }

  #require(id: string): Promise<Terminal> {
    const terminal = this.#open.get(id)
    if (!terminal) throw new AppError('not-found', `There is no terminal ${id} (any more).`, { next: 'Open a new one.' })
    return terminal
  }

  async #start(id: string, title: string): Promise<void> {
    const starting = this.#openTerminal(id, title)
    this.#open.set(id, starting)
    try {
      await starting
    } catch (error) {
      this.#open.delete(id)
      throw error
    }
  }

  async #openTerminal(id: string, title: string): Promise<Terminal> {
    return await openTerminal({
      id,
      title,
      machine: this.#fleet.base,
      recording: await this.#core.storage.openRecording(this.#core.id, id),
      clock: this.#core.clock,
      onMark: (mark, at) => this.#marked(id, mark, at),
      onComplaint: (complaint) => this.#complained(id, complaint),
      onInput: (input) => this.#input(id, input),
      onPaste: (bytes) => this.#pasted(id, bytes),
      onExit: () => this.#exited(id),
      onTrouble: (message, cause) => this.#core.logger.warn(message, cause),
    })
  }

  #exited(id: string): void {
    this.#idle(id)
    if (this.#closing) return
    const terminals = this.#core.state.terminals.map((view) => (view.id === id ? { ...view, exited: true } : view))
    this.#core.changeSoon({ type: 'terminals', terminals })
  }

  #marked(terminal: string, mark: ShellMark, at: number): void {
    if (mark.type === 'held') {
      this.#held(terminal, mark)
      return
    }
    const task = this.#core.state.tasks.find(({ host }) => host === mark.host)?.id
    const of = task === undefined ? {} : { task }
    if (mark.type === 'command-started') {
      const { host, user, cwd, line } = mark
      this.#running.started(terminal, { host, user, line }, at)
      this.#core.record({ type: 'command-started', ...of, terminal, host, user, cwd, line })
      if (task !== undefined) this.#awake.hold(task, terminal)
      if (host === this.#fleet.base.name) this.#wakeNamed(terminal, line)
      return
    }
    const { host, user, exitCode } = mark
    const ran = this.#running.finished(terminal, { host, user }, at)
    this.#core.record({ type: 'command-finished', ...of, terminal, host, user, exitCode, ...ran })
    // Back at the prompt of `base`: no ssh of this terminal runs any more.
    if (host === this.#fleet.base.name) this.#idle(terminal)
  }

  #complained(terminal: string, complaint: Complaint): void {
    const running = this.#running.current(terminal)
    // A log that is printed speaks of errors which nobody made just now.
    if (!running || !mayComplain(running.line)) return
    const task = this.#core.state.tasks.find(({ host }) => host === running.host)?.id
    this.#core.record({ type: 'complained', ...(task === undefined ? {} : { task }), terminal, host: running.host, ...complaint })
  }

  #input(terminal: string, { typed, byHand }: Input): void {
    this.#running.typed(terminal, typed)
    if (byHand) this.#touched(terminal)
  }

  #pasted(terminal: string, bytes: number): void {
    this.#running.pasted(terminal, bytes)
    this.#core.record({ type: 'pasted', terminal, bytes })
  }

  #touched(terminal: string): void {
    const ms = this.#running.touched(this.#core.clock.now())
    if (ms !== undefined) this.#core.record({ type: 'terminal-idle', terminal, ms })
  }

  #held(terminal: string, { host, line, ran }: Extract<ShellMark, { type: 'held' }>): void {
    const meant = taskOf(this.#core.state, this.#core.state.currentTask)
    if (!meant) return
    const why = `${meant.title} is on ${meant.host}`
    this.#core.record({ type: 'held', task: meant.id, terminal, host, line, why, ran })
  }

  /** `ssh cka7968`, `scp x cka7968:`, a loop over hosts: whatever the line names is woken before it asks. */
  #wakeNamed(terminal: string, line: string): void {
    const { tasks } = this.#core.state
    for (const host of hostsNamedIn(
      line,
      tasks.map((task) => task.host),
    )) {
      const task = tasks.find((one) => one.host === host)
      if (task) this.#awake.hold(task.id, terminal)
    }
  }

  #idle(terminal: string): void {
    for (const { id } of this.#core.state.tasks) this.#awake.letGo(id, terminal)
  }
}
