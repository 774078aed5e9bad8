// The contract of the shell marks on real machines: whatever a candidate does to a shell, its lines are told, in order.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ShellMark } from '@unflunk/shared/terminal'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { AppendFile } from '../storage/append-file.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { TestBrowser } from './testing/browser.ts'
import { startMachines, type TestMachines } from './testing/machines.ts'

const CTRL_C = '\x03'
const CTRL_D = '\x04'
const CTRL_R = '\x12'
const CTRL_Z = '\x1a'
const UP = '\x1b[A'
const BACKSPACE = '\x7f'

let machines: TestMachines
let folder: string
let ids = 0
const opened: Terminal[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unflunk-marks-'))
  machines = await startMachines('marks')
})
afterEach(async () => {
  for (const terminal of opened.splice(0)) await terminal.close()
})
afterAll(async () => {
  await machines?.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** A terminal with a candidate who waits for each command to end before the next. */
class Candidate {
  readonly browser = new TestBrowser()
  readonly marks: ShellMark[] = []
  readonly complaints: string[] = []
  typed = 0

  static async sitDown(): Promise<Candidate> {
    const candidate = new Candidate()
    const id = `marks-${++ids}`
    const terminal = await openTerminal({
      id,
      title: 'terminal 1',
      machine: machines.base,
      recording: await AppendFile.open(join(folder, `${id}.cast`)),
      clock: systemClock,
      onMark: (mark) => candidate.marks.push(mark),
      onComplaint: ({ about }) => candidate.complaints.push(about),
      onInput: ({ typed }) => {
        candidate.typed += typed
      },
      onPaste: () => {},
      onExit: () => {},
      onTrouble: (message) => candidate.marks.push({ type: 'command-started', host: '', user: '', cwd: '', line: message }),
    })
    opened.push(terminal)
    terminal.join(candidate.browser)
    await candidate.browser.until((text) => text.includes('$'))
    return candidate
  }

  /** Lines, each until it has ended. */
  async runs(...lines: string[]): Promise<this> {
    for (const line of lines) {
      const ended = this.#ended()
      this.browser.type(`${line}\r`)
      await this.#until(() => this.#ended() > ended, line)
    }
    return this
  }

  /** A line that opens something: until the screen's last line shows `seen` once more than before. */
  async opens(line: string, seen: string): Promise<this> {
    const times = (text: string) => text.split(seen).length
    const before = times(this.browser.text())
    this.browser.type(`${line}\r`)
    await this.browser.until((text) => times(text) > before && (text.split('\n').at(-1) ?? '').includes(seen))
    return this
  }

  /** Keys without Enter, until the screen shows `seen`. */
  async keys(keys: string, seen: (text: string) => boolean): Promise<this> {
    this.browser.type(keys)
    await this.browser.until(seen)
    return this
  }

  /** `> line` and `= exit code`, with user and host where they change. */
  story(): string[] {
    let place = 'candidate@base'
    return this.marks.map((mark) => {
      const now = `${mark.user}@${mark.host}`
      const moved = now === place ? '' : `${now} `
      place = now
      return `${moved}${mark.type === 'command-finished' ? `= ${mark.exitCode}` : `> ${mark.line}`}`
    })
  }

  #ended(): number {
    return this.marks.filter((mark) => mark.type === 'command-finished').length
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    await expect.poll(condition, { timeout: 30_000, message: `${what}\n${this.browser.text()}`, interval: 20 }).toBe(true)
  }
}

describe('lines are told', () => {
  it('through ssh, sudo, su and shells within shells, however they are left', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.opens(`ssh ${machines.host}`, 'candidate@cka7968')
    await candidate.opens('sudo su', 'root@cka7968')
    await candidate.runs('id -un')
    await candidate.opens('bash', 'root@cka7968')
    await candidate.runs('false')
    await candidate.runs('exit')
    await candidate.keys(CTRL_D, (text) => (text.split('\n').at(-1) ?? '').includes('candidate@cka7968'))
    await candidate.opens('sudo -s', 'root@cka7968')
    await candidate.opens('su - ', 'root@cka7968')
    await candidate.runs('pwd')
    await candidate.runs('exit', 'exit')
    await candidate.runs('exit')
    await candidate.runs('true')
    expect(candidate.story()).toEqual([
      '> ssh cka7968',
      'candidate@cka7968 > sudo su',
      'root@cka7968 > id -un',
      '= 0',
      '> bash',
      '> false',
      '= 1',
      '> exit',
      '= 1',
      'candidate@cka7968 = 1',
      '> sudo -s',
      'root@cka7968 > su - ',
      '> pwd',
      '= 0',
      '> exit',
      '= 0',
      '> exit',
      'candidate@cka7968 = 0',
      '> exit',
      'candidate@base = 0',
      '> true',
      '= 0',
    ])
  })

  it('of vim that is stopped with Ctrl+Z and goes on with fg', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.opens('vim -u NONE notes', '"notes"')
    await candidate.keys('ihello\x1b', (text) => text.includes('hello'))
    await candidate.keys(CTRL_Z, (text) => text.includes('Stopped'))
    await candidate.runs('true')
    await candidate.keys('fg\r', (text) => text.includes('hello') && text.includes('~'))
    await candidate.runs(':wq')
    expect(candidate.story()).toEqual(['> vim -u NONE notes', '= 148', '> true', '= 0', '> fg', '= 0'])
  })

  it('over several lines, in heredocs, loops and quotes', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.runs('for n in 1 2\rdo echo $n\rdone', 'echo "a\rb"', 'echo a \\\r b', 'cat <<E\rone; two\rE', 'true\recho second')
    await expect.poll(() => candidate.marks.length).toBe(12)
    expect(candidate.story().filter((line) => line.startsWith('>'))).toEqual([
      '> for n in 1 2; do echo $n; done',
      '> echo "a\nb"',
      '> echo a  b',
      '> cat <<E\none; two\nE\n'.trimEnd(),
      '> true',
      '> echo second',
    ])
  })

  it('only when they run: Ctrl+C at the prompt drops one, Ctrl+C during a command ends it', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.keys(`rm -rf x${CTRL_C}`, (text) => /\^C\n.*\$$/.test(text))
    await candidate.keys(CTRL_C, (text) => /\^C\n.*\^C\n.*\$$/.test(text))
    candidate.browser.type('sleep 300\r')
    await expect.poll(() => candidate.marks.length).toBe(1)
    // It is told before it begins, and a Ctrl+C in between is for the shell.
    await expect.poll(async () => (await machines.base.exec(['pgrep', '-xf', 'sleep 300'])).exitCode).toBe(0)
    await candidate.keys(CTRL_C, (text) => /sleep 300\n\^C\n.*\$$/.test(text))
    await candidate.runs('true')
    expect(candidate.story()).toEqual(['> sleep 300', '= 130', '> true', '= 0'])
  })

  it('as they were edited: with the arrow up, and with Ctrl+R', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.runs('echo one', `${UP}${BACKSPACE.repeat(3)}two`, `${CTRL_R}one`, UP)
    expect(candidate.story().filter((line) => line.startsWith('>'))).toEqual(['> echo one', '> echo two', '> echo one', '> echo one'])
  })
})

describe('a shell that the candidate changed', () => {
  it('tells lines that its HISTCONTROL and HISTIGNORE leave out, and leaves them out of its history', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.runs(
      'HISTCONTROL=ignoreboth HISTIGNORE="pwd:ls *:&"',
      ' echo space',
      'echo same',
      'echo same',
      'pwd',
      'ls /',
      'history | tail -n 5',
    )
    expect(
      candidate
        .story()
        .filter((line) => line.startsWith('>'))
        .slice(1),
    ).toEqual(['>  echo space', '> echo same', '> echo same', '> pwd', '> ls /', '> history | tail -n 5'])
    const screen = candidate.browser.text()
    const history = [...screen.slice(screen.indexOf('tail -n 5\n')).matchAll(/^ +\d+ {2}(.*)$/gm)].map((match) => match[1])
    expect(history.slice(-3)).toEqual(['HISTCONTROL=ignoreboth HISTIGNORE="pwd:ls *:&"', 'echo same', 'history | tail -n 5'])
  })

  it('tells its lines with another PS1, PS0 and PROMPT_COMMAND, with set -u, and with no PROMPT_COMMAND at all', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.runs("PS1='> '", 'PROMPT_COMMAND=true', 'false', 'PS0=x', 'set -u', 'echo still')
    candidate.browser.type('unset PROMPT_COMMAND\r')
    candidate.browser.type('false\r')
    candidate.browser.type('echo last\r')
    await expect.poll(() => candidate.marks.length, { timeout: 30_000 }).toBe(17)
    expect(candidate.story()).toEqual([
      ...[
        "> PS1='> '",
        '= 0',
        '> PROMPT_COMMAND=true',
        '= 0',
        '> false',
        '= 1',
        '> PS0=x',
        '= 0',
        '> set -u',
        '= 0',
        '> echo still',
        '= 0',
      ],
      // Without a prompt's command the end of a line is told when the next one starts.
      ...['> unset PROMPT_COMMAND', '= 0', '> false', '= 1', '> echo last'],
    ])
  })

  it('that keeps no history tells that something ran, not what', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.runs('set +o history', 'echo hidden', 'false', 'set -o history', 'echo told')
    expect(candidate.story()).toEqual(['> set +o history', '= 0', '> ', '= 0', '> ', '= 1', '> ', '= 0', '> echo told', '= 0'])
  })
})

describe('out of reach', () => {
  it('what runs in scripts, and in shells of other users that root opens with su -, tells nothing; what was typed there is counted', async () => {
    const candidate = await Candidate.sitDown()
    await candidate.runs("printf 'id\\nfalse\\n' > x.sh", 'bash x.sh')
    await candidate.opens(`ssh ${machines.host}`, 'candidate@cka7968')
    await candidate.opens('sudo -i', 'root@cka7968')
    await candidate.opens('su - candidate', 'candidate@cka7968')
    const typed = candidate.typed
    await candidate.opens('echo nobody hears this; echo at all', 'candidate@cka7968')
    expect(candidate.typed - typed).toBe(36)
    await candidate.keys(CTRL_D, (text) => (text.split('\n').at(-1) ?? '').includes('root@cka7968'))
    await candidate.runs('exit', 'exit')
    expect(candidate.story()).toEqual([
      ...["> printf 'id\\nfalse\\n' > x.sh", '= 0', '> bash x.sh', '= 1', '> ssh cka7968', 'candidate@cka7968 > sudo -i'],
      ...['root@cka7968 > su - candidate', '= 0', '> exit', 'candidate@cka7968 = 0', '> exit', 'candidate@base = 0'],
    ])
  })
})

it('an error of kubectl is heard once, with the command that made it', async () => {
  const candidate = await Candidate.sitDown()
  const error = 'Error from server (NotFound): pods \\"web\\" not found'
  await candidate.runs(`echo "${error}"; echo "${error}"`, 'true', `echo "${error}"`)
  expect(candidate.complaints).toEqual(['not-found', 'not-found'])
})
