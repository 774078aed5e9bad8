// Drills: rounds with a score, whose misses come back first.
import { expect, type Page, test } from '@playwright/test'
import { routes } from '@unflunk/shared/api'
import type { LookUpQuestion } from '@unflunk/shared/drill'
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
