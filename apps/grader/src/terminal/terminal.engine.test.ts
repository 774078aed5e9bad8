import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ShellMark } from '@unflunk/shared/terminal'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { AppendFile } from '../storage/append-file.ts'
import { readRecording } from './read-recording.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { TestBrowser } from './testing/browser.ts'
import { startMachines, type TestMachines } from './testing/machines.ts'

let machines: TestMachines
let folder: string
let ids = 0
const opened: Terminal[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unflunk-terminal-'))
  machines = await startMachines('terminal')
})
afterEach(async () => {
  for (const terminal of opened.splice(0)) await terminal.close()
})
afterAll(async () => {
  await machines?.dispose()
  await rm(folder, { recursive: true, force: true })
})

const newId = () => `test-${++ids}`

async function open(id: string) {
  const marks: ShellMark[] = []
  const complaints: string[] = []
  const pastes: number[] = []
  const exits: number[] = []
  const trouble: string[] = []
  const path = join(folder, `${id}.cast`)
  const terminal = await openTerminal({
    id,
    title: 'terminal 1',
    machine: machines.base,
    recording: await AppendFile.open(path),
    clock: systemClock,
    onMark: (mark) => marks.push(mark),
    onComplaint: ({ about, says }) => complaints.push(`${about}: ${says}`),
    onInput: () => {},
    onPaste: (bytes) => pastes.push(bytes),
    onExit: (code) => exits.push(code),
    onTrouble: (message) => trouble.push(message),
  })
  opened.push(terminal)
  return { terminal, marks, complaints, pastes, exits, trouble, path }
}

async function openAndJoin(id = newId()) {
  const session = await open(id)
  const browser = new TestBrowser()
  session.terminal.join(browser)
  await browser.until((text) => text.includes('$'))
  return { ...session, browser }
}

/** What a grader that is killed leaves behind: the shell runs on, the recording is on the disk. */
async function restart(terminal: Terminal) {
  opened.splice(opened.indexOf(terminal), 1)
  await terminal.dispose()
  return await open(terminal.id)
}

const story = (marks: readonly ShellMark[]) =>
  marks.map((mark) => `${mark.user}@${mark.host}:${mark.cwd} ${mark.type === 'command-finished' ? `= ${mark.exitCode}` : `> ${mark.line}`}`)

describe('shell marks', () => {
  it('tell every line with its host and user, in order, through ssh, sudo and su', async () => {
    const { browser, marks } = await openAndJoin()
    const steps: [string, string][] = [
      [' echo a space in front', 'candidate@base'],
      [`ssh ${machines.host}`, 'candidate@cka7968'],
      ['cd /tmp; false', 'candidate@cka7968'],
      ['sudo -i', 'root@cka7968'],
      ['cat <<E\rone; two\rE', 'root@cka7968'],
      ['exit', 'candidate@cka7968'],
      ['sudo su -', 'root@cka7968'],
      ['id -un', 'root@cka7968'],
      ['exit', 'candidate@cka7968'],
      ['exit', 'candidate@base'],
      ['true', 'candidate@base'],
    ]
    for (const [line, prompt] of steps) {
      const before = marks.length
      browser.type(`${line}\r`)
      await browser.until((text) => marks.length > before && (text.split('\n').at(-1) ?? '').includes(`${prompt}:`))
    }
    expect(story(marks)).toMatchInlineSnapshot(`
      [
        "candidate@base:/home/candidate >  echo a space in front",
        "candidate@base:/home/candidate = 0",
        "candidate@base:/home/candidate > ssh cka7968",
        "candidate@cka7968:/home/candidate > cd /tmp; false",
        "candidate@cka7968:/tmp = 1",
        "candidate@cka7968:/tmp > sudo -i",
        "root@cka7968:/root > cat <<E
      one; two
      E",
        "root@cka7968:/root = 0",
        "root@cka7968:/root > exit",
        "candidate@cka7968:/tmp = 0",
        "candidate@cka7968:/tmp > sudo su -",
        "root@cka7968:/root > id -un",
        "root@cka7968:/root = 0",
        "root@cka7968:/root > exit",
        "candidate@cka7968:/tmp = 0",
        "candidate@cka7968:/tmp > exit",
        "candidate@base:/home/candidate = 0",
        "candidate@base:/home/candidate > true",
        "candidate@base:/home/candidate = 0",
      ]
    `)
    expect(browser.text()).not.toContain('633')
  })
})

describe('a restarted grader', () => {
  it('finds vim open, with its text and the cursor where it was', async () => {
    const first = await openAndJoin()
    first.browser.type('vim -u NONE notes.txt\r')
    await first.browser.until((text) => text.includes('[New]') || text.includes('"notes.txt"'))
    first.browser.type('ikeep this line\rand this one')
    await first.browser.until((text) => text.includes('and this one'))

    const second = await restart(first.terminal)
    const browser = new TestBrowser()
    second.terminal.join(browser)
    const screen = await browser.until((text) => text.includes('and this one'))
    expect(screen).toContain('keep this line')
    expect(browser.notices[0]).toMatchObject({ type: 'ready', restored: true })

    browser.type(', typed after\x1b:wq\r')
    await browser.until((text) => text.endsWith('$'))
    browser.type('clear; cat notes.txt\r')
    expect(await browser.until((text) => /typed after\n.*\$/.test(text))).toContain('keep this line\nand this one, typed after')
  })

  it('shows the earlier screen of a plain shell, once', async () => {
    const first = await openAndJoin()
    first.browser.type('seq 1 60 | tr "\\n" ,; echo; echo done $((40+2))\r')
    await first.browser.until((text) => text.includes('done 42') && text.trimEnd().endsWith('$'))
    const before = first.browser.text()

    const second = await restart(first.terminal)
    const browser = new TestBrowser()
    second.terminal.join(browser)
    const after = await browser.until((text) => text.includes('done 42') && text.trimEnd().endsWith('$'))
    expect(after).toBe(before)
    browser.type('echo alive\r')
    await browser.until((text) => text.includes('\nalive'))
  })

  it('goes on in the same recording, whose seconds fit the clock', async () => {
    const first = await openAndJoin()
    first.browser.type('echo before\r')
    await first.browser.until((text) => text.includes('\nbefore'))
    const second = await restart(first.terminal)
    const browser = new TestBrowser()
    second.terminal.join(browser)
    browser.type('echo after-the-restart\r')
    await browser.until((text) => text.includes('\nafter-the-restart'))
    const typedBy = systemClock.now()
    opened.splice(opened.indexOf(second.terminal), 1)
    await second.terminal.dispose()

    const recording = await readRecording(second.path)
    const text = recording?.tail.map((event) => (event.type === 'output' ? event.text : '')).join('')
    expect(text?.indexOf('before\r\n')).toBeGreaterThan(0)
    expect(text?.indexOf('after-the-restart\r\n')).toBeGreaterThan(text?.indexOf('before\r\n') ?? Number.POSITIVE_INFINITY)
    expect(text).not.toContain('unflunk;')
    expect(Math.abs((recording?.endsAt ?? 0) - typedBy)).toBeLessThan(1000)
    opened.push(await open(second.terminal.id).then((last) => last.terminal))
  })
})

it('a stream that breaks while the shell lives is joined again by itself', async () => {
  const { browser, terminal, trouble, exits } = await openAndJoin()
  browser.type('export KEPT=here\r')
  await browser.until((text) => text.includes('KEPT=here'))
  await machines.base.exec(['sh', '-c', `kill "$(cat /run/unflunk/${terminal.id}.client)"`])
  await expect.poll(() => browser.notices.map((notice) => notice.type), { timeout: 30_000 }).toEqual(['ready', 'failed', 'ready'])
  browser.type('echo still $KEPT\r')
  await browser.until((text) => text.includes('\nstill here'))
  expect(trouble).toHaveLength(1)
  expect(exits).toEqual([])
})

describe('a browser', () => {
  it('that resizes changes the size for the programs in the shell', async () => {
    const { browser } = await openAndJoin()
    browser.tell({ type: 'resize', size: { cols: 101, rows: 33 } })
    // The engine takes a moment to pass the size on: the shell is asked until it knows.
    await expect
      .poll(
        () => {
          browser.type('stty size\r')
          return browser.text()
        },
        { timeout: 30_000, interval: 300 },
      )
      .toContain('33 101')
  })

  it('that joins later takes over and sees the screen; the first one is told', async () => {
    const { browser: first, terminal } = await openAndJoin()
    first.type('echo seen $((1+1)) times\r')
    await first.until((text) => text.includes('seen 2 times'))
    const second = new TestBrowser()
    terminal.join(second)
    await second.until((text) => text.includes('seen 2 times'))
    expect(first.notices.at(-1)).toEqual({ type: 'taken-over' })
    expect(first.closed).toEqual([{ code: 4001, reason: 'opened in another tab' }])
  })

  it('is told when the shell ends, and a later one still sees its last screen', async () => {
    const { browser, terminal, exits } = await openAndJoin()
    browser.type('exit 3\r')
    await expect.poll(() => exits, { timeout: 30_000 }).toEqual([3])
    expect(browser.notices.at(-1)).toEqual({ type: 'exited', exitCode: 3 })
    const later = new TestBrowser()
    terminal.join(later)
    expect(await later.until((text) => text.includes('exit 3'))).not.toContain('dtach')
    await expect.poll(() => later.notices.at(-1)).toEqual({ type: 'exited', exitCode: 3 })
  })

  it('that closes the terminal ends everything that runs in it', async () => {
    const { browser, terminal, exits } = await openAndJoin()
    browser.type('sleep 4242 & vim -u NONE\r')
    await browser.until((text) => text.includes('VIM - Vi IMproved'))
    await terminal.close()
    expect(exits).toEqual([129])
    const { stdout } = await machines.base.exec(['ps', '-eo', 'args'])
    expect(stdout).not.toMatch(/sleep 4242|vim -u|dtach -A \/run\/unflunk\/test-\d+\.sock/)
  })
})

describe('50 MB of output', () => {
  const LINES = 50_000
  it('through a stalled browser stay in the machine, and reach it whole when it reads on', async () => {
    const { browser } = await openAndJoin()
    let received = 0
    let last = ''
    browser.onDrawn((data) => {
      received += data.length
      last = (last + Buffer.from(data).toString('latin1')).slice(-2000)
    })
    const before = process.memoryUsage()
    browser.stall()
    browser.type(`seq -f '%01000.0f' 1 ${LINES}; echo "the end"\r`)
    await expect.poll(() => browser.bufferedAmount, { timeout: 30_000 }).toBeGreaterThan(500 * 1024)
    await new Promise((resolve) => setTimeout(resolve, 1500)) // as long as a wait for "nothing more comes" has to be
    expect(browser.bufferedAmount).toBeLessThan(1024 * 1024)
    const stalled = process.memoryUsage()
    expect(stalled.rss - before.rss).toBeLessThan(64 * 1024 * 1024)

    browser.resume()
    await expect.poll(() => last.includes('\nthe end'), { timeout: 120_000 }).toBe(true)
    expect(received).toBeGreaterThan(LINES * 1001)
    expect(process.memoryUsage().rss - before.rss).toBeLessThan(160 * 1024 * 1024)
  })
})
