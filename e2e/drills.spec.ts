// Drills: rounds with a score, whose misses come back first.
import { expect, type Page, test } from '@playwright/test'
import { routes } from '@unflunk/shared/api'
import type { LookUpQuestion } from '@unflunk/shared/drill'
import { SessionView } from '@unflunk/shared/session'
import { commandFor } from '../apps/grader/src/testing/round-command.ts'
import { Candidate } from './support/candidate.ts'
import { Grader } from './support/grader.ts'

let grader: Grader
test.beforeAll(async () => {
  grader = await Grader.start()
})
test.afterAll(async () => {
  await grader.dispose()
})

/** The questions of the round that `button` starts, in the order in which they are asked. */
async function startRound(page: Page, button: string): Promise<LookUpQuestion[]> {
  const drawn = page.waitForResponse(`**${routes.startLookUp.path}`)
  await page.getByRole('button', { name: button }).click()
  return routes.startLookUp.response.parse(await (await drawn).json()).questions
}

/** Searches with the question's own words and walks down the list until the answer is right, as a candidate would. */
async function lookUp(page: Page, { words, asks }: LookUpQuestion): Promise<void> {
  await expect(page.getByText(asks)).toBeVisible()
  const field = page.getByRole('combobox', { name: 'Search the documentation' })
  await field.fill(words)
  for (let tries = 0; tries < 8 && (await page.getByText(asks).isVisible()); tries++) {
    await field.press('Enter')
    await field.press('ArrowDown')
  }
  await expect(page.getByText(asks)).toBeHidden()
  await expect(page.getByRole('status')).toContainText('Found in')
}

test('a round of the look-up drill, without a cluster: what was missed is asked first in the next one', async ({ page }) => {
  await new Candidate(page).open(grader)
  await page.getByRole('link', { name: 'Open the drill Look-up' }).click()
  await expect(page.getByText('No round yet.')).toBeVisible()
  const [missed, found, other] = await startRound(page, 'Start')
  if (!missed || !found || !other) throw new Error('a round has at least three questions')

  await test.step('a miss, and two answers', async () => {
    await expect(page.getByText(missed.asks)).toBeVisible()
    await page.getByRole('button', { name: 'Skip' }).click()
    await lookUp(page, found)
    await lookUp(page, other)
  })

  await test.step('a page outside the list is refused with the rule', async () => {
    await page.getByRole('combobox', { name: 'Search the documentation' }).fill('https://stackoverflow.com/questions')
    await expect(page.getByText('It is outside the list of this exam, which allows only kubernetes.io/docs')).toBeVisible()
  })

  await test.step('the result shows the miss with the words that find it', async () => {
    await page.getByRole('button', { name: 'End the round' }).click()
    await expect(page.getByText('2 of 3 found')).toBeVisible()
    const miss = page.getByRole('listitem').filter({ hasText: missed.asks })
    await expect(miss).toContainText(missed.words)
    await expect(miss.getByRole('link')).toHaveAttribute('href', missed.answers[0] ?? '')
  })

  await test.step('the miss comes back first, and the personal best is kept', async () => {
    const [again] = await startRound(page, 'Another round')
    expect(again?.id).toBe(missed.id)
    if (again) await lookUp(page, again)
    await page.getByRole('button', { name: 'End the round' }).click()
    await expect(page.getByText('A new personal best; before it was 67 %.')).toBeVisible()
    await page.getByRole('link', { name: 'All drills' }).click()
    await expect(page.getByText('best 100 %')).toBeVisible()
  })
})

test('the drill of hosts: rounds open by themselves, and a change in the wrong place is named', async ({ page }) => {
  const candidate = new Candidate(page)
  await candidate.open(grader)
  await page.getByRole('link', { name: 'Open the drill Hosts and contexts' }).click()
  await page.getByText('3 min', { exact: true }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByText('Round 1 of 6')).toBeVisible({ timeout: 5 * 60_000 })
  await candidate.prompt()

  // The dots on top say the same to a screen reader.
  const pane = page.getByRole('region', { name: 'Round', exact: true })
  const view = async () => {
    const id = page.url().split('/').at(-1) ?? ''
    const answer: unknown = await page.evaluate(async (path) => (await fetch(path)).json(), `/api/sessions/${id}`)
    return SessionView.parse(answer)
  }
  const open = async () => {
    const round = (await view()).drill?.rounds.find(({ phase }) => phase === 'open')
    if (!round) throw new Error('no round is open')
    return round
  }
  const answer = async () => {
    const round = await open()
    await candidate.ssh(round.host)
    await candidate.run(commandFor(round))
    await candidate.exit()
  }

  await test.step('round 1, right at once', async () => {
    await answer()
    await expect(page.getByText('Round 2 of 6')).toBeVisible()
    await expect(pane.getByText(/^Round 1: right, /)).toBeVisible()
  })

  await test.step('round 2, first on another host', async () => {
    const round = await open()
    const elsewhere = (await view()).tasks.find(({ host }) => host !== round.host)?.host ?? ''
    await candidate.ssh(elsewhere)
    await candidate.run('k -n apollo create configmap astray')
    await candidate.exit()
    await expect(pane.getByText(`That landed on ${elsewhere}: the round is on ${round.host}.`)).toBeVisible()
    await candidate.picture('drill-hosts')
    await answer()
    await expect(page.getByText('Round 3 of 6')).toBeVisible()
    await expect(pane.getByText(/^Round 2: right, .* one change in the wrong place/)).toBeVisible()
  })

  await test.step('round 3 is skipped, round 4 is right, the rest is not played', async () => {
    await page.keyboard.press('Alt+Shift+KeyS')
    await expect(page.getByText('Round 4 of 6')).toBeVisible()
    await answer()
    await expect(page.getByText('Round 5 of 6')).toBeVisible()
    await page.keyboard.press('Alt+Shift+KeyE')
    await page.getByRole('button', { name: 'End it' }).click()
  })

  await expect(page.getByRole('heading', { name: 'Rounds' })).toBeVisible()
  const { drill, phase } = await view()
  expect(phase).toBe('finished')
  expect(drill?.rounds.map(({ phase, wrong }) => `${phase} ${wrong.length}`)).toEqual([
    'right 0',
    'right 1',
    'skipped 0',
    'right 0',
    'late 0',
  ])
  const points = drill?.rounds.map((round) => round.points ?? 0) ?? []
  expect(points[0]).toBeGreaterThanOrEqual(40)
  expect(points[1]).toBeLessThanOrEqual(50)
  expect(points[2]).toBe(0)
  expect(drill?.score).toBe(Math.round(points.reduce((sum, one) => sum + one, 0) / 6))
  await expect(page.getByRole('region', { name: 'Score' }).getByText(String(drill?.score), { exact: true })).toBeVisible()
  await expect(page.getByText(/configmap\/astray created on .*, namespace apollo/)).toBeVisible()
  await expect(page.getByText('One round was never reached')).toBeVisible()
  await expect(page.getByText('Comes back next time')).toBeVisible()
  await candidate.picture('drill-hosts-end')

  await page.getByRole('link', { name: 'Another style or length' }).click()
  await page.getByText('3 min', { exact: true }).click()
  await expect(page.locator('dl').getByText(String(drill?.score), { exact: true })).toBeVisible()
})
