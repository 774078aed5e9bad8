// The report of an attempt that came in as a file: read by keyboard, replayed, taken along, deleted. No cluster is needed.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { ExportFile } from '@unflunk/shared/export'
import { Grader } from './support/grader.ts'

/** As format 1 was written: it has to be read by every later version. */
const FILE = join(import.meta.dirname, 'support', 'attempt.json')

let grader: Grader
test.beforeAll(async () => {
  grader = await Grader.start()
})
test.afterAll(async () => {
  await grader.dispose()
})

test('an attempt of another machine is taken in, read by keyboard, exported and deleted', async ({ page }) => {
  await page.goto(grader.address)

  await test.step('a wrong file is named as one, a right one is taken in once', async () => {
    const picker = page.locator('input[type=file]')
    await picker.setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from('{"some":"thing"}') })
    await expect(page.getByRole('alert')).toContainText('This is not an export of Unflunk.')
    await picker.setInputFiles(FILE)
    await expect(page.getByText('One attempt imported')).toBeVisible()
    await picker.setInputFiles(FILE)
    await expect(page.getByText('One attempt in this file is here already')).toBeVisible()
  })

  await test.step('arrow keys walk along a lane, and Enter plays 15 seconds', async () => {
    await page.getByRole('link', { name: /imported/ }).click()
    await expect(page.getByText('Sat on another machine')).toBeVisible()
    const lane = page.getByRole('toolbar', { name: /^Task 1,/ })
    await lane.getByRole('button').first().focus()
    await page.keyboard.press('ArrowRight')
    await expect(lane.getByRole('button', { name: /ended with 1$/ })).toBeFocused()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('The clip ends here.')).toBeVisible()
    await dialog.getByRole('button', { name: 'Play on' }).click()
    await expect(dialog.getByText('jump between task switches and findings')).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('the table holds the same facts', async () => {
    await page.getByRole('tab', { name: 'Table' }).click()
    await expect(page.getByRole('row', { name: /Error: k apply -f x.yaml: ended with 1/ })).toBeVisible()
  })

  await test.step('it leaves again: as JSON, and as a report without recordings unless they are wanted', async () => {
    const save = async (button: string, withRecordings: boolean) => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('checkbox').setChecked(withRecordings)
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
      await expect(page.getByRole('dialog')).toBeHidden()
      return await readFile(await download.path(), 'utf8')
    }
    expect(ExportFile.parse(JSON.parse(await save('Save JSON', true))).attempts[0]?.recordings).toHaveLength(1)
    expect(await save('Save the report', false)).not.toMatch(/<script|href=|src=/)
    expect(await save('Save the report', true)).toContain('x1.cast')
  })

  await test.step('all data is deleted once the word is typed', async () => {
    await page.getByRole('link', { name: /Unflunk/ }).click()
    await page.getByRole('button', { name: 'Delete my data' }).click()
    const sure = page.getByRole('button', { name: 'Delete everything' })
    await expect(sure).toBeDisabled()
    await page.getByRole('textbox', { name: /to confirm/ }).fill('delete')
    await sure.click()
    await expect(page.getByText('Nothing yet')).toBeVisible()
  })
})
