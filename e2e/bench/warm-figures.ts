// A practice that begins on machines kept ready: from the click to a prompt, and to a prompt on the task's host.
import { chromium, expect } from '@playwright/test'
import { dockerEngine } from '../../apps/grader/src/sandbox/docker-engine.ts'
import { readHoldings } from '../../apps/grader/src/sandbox/status.ts'
import config from '../playwright.config.ts'
import { Candidate } from '../support/candidate.ts'
import { Grader } from '../support/grader.ts'
import type { Figure } from './figure.ts'

const UP_WITHIN = 5 * 60_000 // ms

/** Machines that were started ahead and then sleep: one session of one node, one of two. */
async function untilKeptReady(): Promise<void> {
  const engine = dockerEngine()
  const asleep = async () => {
    const { sessions } = await readHoldings(engine)
    const nodes = sessions.filter(({ isWaiting }) => isWaiting).flatMap(({ machines }) => machines.filter(({ role }) => role === 'node'))
    return nodes.length === 3 && nodes.every(({ state }) => state === 'paused')
  }
  await expect.poll(asleep, { timeout: UP_WITHIN, intervals: [1_000] }).toBe(true)
}

export async function warmFigures(): Promise<Figure[]> {
  const grader = await Grader.start({ warm: true })
  const browser = await chromium.launch(config.use?.launchOptions)
  try {
    await untilKeptReady()
    const candidate = new Candidate(await browser.newPage({ viewport: { width: 1440, height: 900 } }))
    await candidate.open(grader)
    const begun = performance.now()
    await candidate.startPractice('Bring a silent Service back')
    const prompt = performance.now() - begun
    await candidate.ssh(await candidate.host())
    const host = performance.now() - begun
    return [
      { id: 'warm-prompt', title: 'practice on machines kept ready: click to prompt', unit: 's', value: prompt / 1000, target: 1 },
      { id: 'warm-host', title: 'practice on machines kept ready: click to the set-up host', unit: 's', value: host / 1000 },
    ]
  } finally {
    await browser.close()
    await grader.dispose()
  }
}
