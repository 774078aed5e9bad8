// What must not lose work: a network that is cut and comes back, and a grader that is killed and restarted while vim is open.
import { expect, test } from '@playwright/test'
import { Candidate } from './support/candidate.ts'
import { Grader } from './support/grader.ts'
import { Network } from './support/network.ts'

test('a cut network and a killed grader lose neither the shell, nor vim, nor the clock', async ({ page }) => {
  const network = await Network.open(0)
  const grader = await Grader.start({ hosts: [`127.0.0.1:${network.port}`] })
  network.target = grader.port
  const candidate = new Candidate(page)
  try {
    await candidate.open(grader, grader.address.replace(`:${grader.port}`, `:${network.port}`))
    await candidate.startPractice('Bring a silent Service back')
    await candidate.ssh(await candidate.host())
    await candidate.run('echo kept-$((20 + 22))')

    await test.step('the network is cut and comes back', async () => {
      await network.cut()
      await expect(page.getByText(/Connection lost/)).toBeVisible()
      await candidate.focusTerminal()
      await page.keyboard.type('echo typed-while-cut')
      await network.restore()
      await expect.poll(() => candidate.terminalState()).toBe('live')
      await expect(page.getByText(/Connection lost/)).toBeHidden()
      const screen = await candidate.run('echo after-the-cut')
      expect(screen).toContain('kept-42')
      // Refused, not queued: a command must not run minutes after it was typed.
      expect(screen).not.toContain('typed-while-cut')
    })

    await test.step('the grader is killed with vim open, and restarted', async () => {
      await candidate.focusTerminal()
      await page.keyboard.type('vim notes.txt\n')
      await expect.poll(() => candidate.screen()).toContain('"notes.txt" [New]')
      await page.keyboard.type('iwritten before the crash')
      await expect.poll(() => candidate.screen()).toContain('written before the crash')
      await grader.kill('SIGKILL')
      await expect(page.getByText(/Connection lost/)).toBeVisible()
      await grader.restart()
      await expect.poll(() => candidate.terminalState(), { timeout: 60_000 }).toBe('live')
      await expect.poll(() => candidate.screen()).toContain('written before the crash')
      await candidate.focusTerminal()
      await page.keyboard.type(', and after')
      await expect.poll(() => candidate.screen()).toContain('written before the crash, and after')
      await page.keyboard.press('Escape')
      await page.keyboard.type(':wq\n')
      expect(await candidate.run('cat notes.txt')).toContain('written before the crash, and after')
    })

    const result = await candidate.end()
    expect(result.couldNotCheck).toBe(0)
  } finally {
    await network.cut()
    await grader.dispose()
  }
})
