// What a candidate waits for: the page after a start, a typed character over the whole path, and what the grader holds in memory.
import { readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { measureEcho } from '../../apps/grader/src/terminal/measure.ts'
import config from '../playwright.config.ts'
import { Candidate } from '../support/candidate.ts'
import { Grader } from '../support/grader.ts'
import type { Figure } from './figure.ts'

const STARTS = 3
const CHARACTERS = 300
/** About a fast typist; faster would measure a queue. */
const PAUSE_MS = 40

interface EchoHooks {
  __unflunkTerminals?: Record<string, { echo(character: string): Promise<number> }>
}

function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

async function startToPage(): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < STARTS; round++) {
    const begun = performance.now()
    const grader = await Grader.start()
    const door = await fetch(grader.address, { redirect: 'manual' })
    const cookie = (door.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const page = await fetch(new URL('/', grader.address), { headers: { cookie } })
    if (!page.ok || !(await page.text()).includes('<script')) throw new Error('the page did not come')
    times.push(performance.now() - begun)
    await grader.dispose()
  }
  return times.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN
}

async function echoTimes(candidate: Candidate): Promise<number[]> {
  await candidate.prompt()
  await candidate.focusTerminal()
  return await candidate.page.evaluate(
    async ({ count, pause }) => {
      const terminal = Object.values((window as Window & EchoHooks).__unflunkTerminals ?? {}).at(-1)
      if (!terminal) throw new Error('there is no terminal')
      const times: number[] = []
      for (let typed = 0; typed < count; typed++) {
        times.push(await terminal.echo('x'))
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
      return times
    },
    { count: CHARACTERS, pause: PAUSE_MS },
  )
}

/** The same without the page: what is missing to the whole path is the browser's. Takes the terminal over, so it comes last. */
async function socketEcho({ page }: Candidate, grader: Grader): Promise<number> {
  const session = page.url().split('/').at(-1) ?? ''
  const terminal = await page.evaluate(() => Object.keys((window as Window & EchoHooks).__unflunkTerminals ?? {}).at(-1) ?? '')
  const cookies = await page.context().cookies()
  const { p50 } = await measureEcho({
    address: `ws://127.0.0.1:${grader.port}/api/sessions/${session}/terminals/${terminal}/socket`,
    origin: `http://127.0.0.1:${grader.port}`,
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  })
  return p50
}

export async function pageFigures(): Promise<Figure[]> {
  const start = await startToPage()
  const grader = await Grader.start()
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    const candidate = new Candidate(await browser.newPage({ viewport: { width: 1440, height: 900 } }))
    await candidate.open(grader)
    await candidate.startPractice('Bring a silent Service back')
    // The first characters warm the path up.
    const times = (await echoTimes(candidate)).slice(20).toSorted((a, b) => a - b)
    const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
    const memory = residentMb(grader.pid)
    await candidate.page.keyboard.press('Control+U')
    const socket = await socketEcho(candidate, grader)
    return [
      { id: 'start', title: 'start of the grader to its page (prepared)', unit: 's', value: start / 1000, target: 5 },
      { id: 'echo-p50', title: 'echo of a key over the whole path, p50', unit: 'ms', value: at(0.5), target: 5 },
      { id: 'echo-p99', title: 'echo of a key over the whole path, p99', unit: 'ms', value: at(0.99), target: 20 },
      { id: 'echo-socket', title: 'echo of a key, socket to bash only, p50', unit: 'ms', value: socket },
      { id: 'grader-memory', title: 'memory of the grader', unit: 'MB', value: memory, target: 200 },
    ]
  } finally {
    await browser.close()
    await grader.dispose()
  }
}
