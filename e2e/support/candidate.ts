// Plays a candidate: presses buttons by their names, types into the terminal, waits for its prompt.
import { expect, type Page } from '@playwright/test'
import { AttemptResult } from '@unflunk/shared/api'
import type { Grader } from './grader.ts'

/** What the page offers for tests: the text of a terminal, which WebGL draws and the page does not hold. */
interface TerminalHooks {
  __unflunkTerminals?: Record<string, { text(): string; state(): string }>
}

/** A bare prompt at the end of the screen: `candidate@cka7968:~$ ` or `root@cka7968:/etc# `. */
const PROMPT = /^\S+@[\w-]+:\S*[$#]$/

export class Candidate {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(grader: Grader, address = grader.address): Promise<void> {
    await this.page.goto(address)
    await expect(this.page.getByRole('heading', { name: 'Mock exams' })).toBeVisible()
  }

  /** `level` other than the exam's own makes it a practice exam. */
  async startExam(title: string, level?: 'Coach' | 'Strict'): Promise<void> {
    await this.page.getByRole('button', { name: `Start ${title}` }).click()
    if (level !== undefined) await this.page.getByRole('radio', { name: level }).click()
    await this.page.getByRole('button', { name: 'Prepare the clusters' }).click()
    await this.#inRoom()
  }

  async startPractice(title: string): Promise<void> {
    await this.page.getByRole('region', { name: 'Practice' }).getByRole('button', { name: title }).click()
    await this.#inRoom()
  }

  async #inRoom(): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Task text' })).toBeVisible({ timeout: 5 * 60_000 })
    await this.prompt()
  }

  async task(number: number): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Tasks' })
      .getByRole('button')
      .nth(number - 1)
      .click()
    await expect(this.page.getByText(new RegExp(`^Task ${number} of `))).toBeVisible()
  }

  /** The task's text as a candidate reads it: one line. */
  async text(): Promise<string> {
    const text = await this.page.getByRole('region', { name: 'Task text' }).textContent()
    return (text ?? '').replace(/\s+/g, ' ')
  }

  /** First group of the pattern in the task's text. */
  async read(pattern: RegExp): Promise<string> {
    const [, found] = pattern.exec(await this.text()) ?? []
    if (found === undefined) throw new Error(`the task text has no ${pattern}`)
    return found
  }

  /** The host that the task's ssh line names. */
  async host(): Promise<string> {
    const line = await this.page.getByRole('button', { name: /^Copy: ssh / }).getAttribute('data-copy')
    return (line ?? '').replace('ssh ', '')
  }

  /** The screen of the newest terminal of the page, without trailing empty lines. */
  async screen(): Promise<string> {
    return await this.page.evaluate(() => {
      const hooks = Object.values((window as Window & TerminalHooks).__unflunkTerminals ?? {})
      return (hooks.at(-1)?.text() ?? '').trimEnd()
    })
  }

  async terminalState(): Promise<string> {
    return await this.page.evaluate(
      () =>
        Object.values((window as Window & TerminalHooks).__unflunkTerminals ?? {})
          .at(-1)
          ?.state() ?? 'none',
    )
  }

  async #lastLine(): Promise<string> {
    return (await this.screen()).split('\n').at(-1)?.trimEnd() ?? ''
  }

  /** Waits until the shell waits. */
  async prompt(timeout = 60_000): Promise<string> {
    await expect.poll(() => this.#lastLine(), { timeout, intervals: [50, 100, 200] }).toMatch(PROMPT)
    return await this.#lastLine()
  }

  async focusTerminal(): Promise<void> {
    await this.page.keyboard.press('Alt+Shift+KeyT')
  }

  /** Types a line at the prompt, waits for the next prompt, answers the screen. */
  async run(line: string, timeout = 90_000): Promise<string> {
    await this.prompt(timeout)
    await this.focusTerminal()
    await this.page.keyboard.type(line)
    await expect.poll(() => this.#lastLine(), { intervals: [30, 50, 100] }).not.toMatch(PROMPT)
    await this.page.keyboard.press('Enter')
    await this.prompt(timeout)
    return await this.screen()
  }

  async ssh(host: string): Promise<void> {
    await this.run(`ssh ${host}`)
    expect(await this.#lastLine()).toContain(`@${host}:`)
  }

  async exit(): Promise<void> {
    await this.run('exit')
    expect(await this.#lastLine()).toContain('@base:')
  }

  /** A picture for the documentation, taken when UNFLUNK_PICTURES names a folder. */
  async picture(name: string): Promise<void> {
    const folder = process.env.UNFLUNK_PICTURES
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png` })
  }

  /** Ends the exam through the dialog and waits for the result page. */
  async end(): Promise<AttemptResult> {
    await this.page.getByRole('button', { name: 'End', exact: true }).click()
    await this.page.getByRole('dialog').or(this.page.getByRole('alertdialog')).getByRole('button', { name: /^End/ }).click()
    await this.page.waitForURL(/\/results\//, { timeout: 3 * 60_000 })
    const id = this.page.url().split('/').at(-1) ?? ''
    const answer: unknown = await this.page.evaluate(async (path) => (await fetch(path)).json(), `/api/attempts/${id}/result`)
    return AttemptResult.parse(answer)
  }
}
