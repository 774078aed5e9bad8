// Practice: a wrong answer, its message, the fix, full marks; hints, solution and a reset on the way.
import { expect, test } from '@playwright/test'
import { Candidate } from './support/candidate.ts'
import { Grader } from './support/grader.ts'

let grader: Grader
test.beforeAll(async () => {
  grader = await Grader.start()
})
test.afterAll(async () => {
  await grader.dispose()
})

test('a wrong answer names what is wrong and where; the fix earns full marks', async ({ page }) => {
  const candidate = new Candidate(page)
  await candidate.open(grader)
  await candidate.startPractice('Give a reporting job the rights it needs')
  const namespace = await candidate.read(/bookkeeping in namespace (\S+)\./)
  await candidate.ssh(await candidate.host())

  await test.step('a binding in the wrong namespace is a near miss, and named as one', async () => {
    await candidate.run(`k create rolebinding night-report --role=night-report --serviceaccount=${namespace}:night-reporter`)
    await page.getByRole('button', { name: 'Grade', exact: true }).first().click()
    const missing = page.getByRole('listitem').filter({ hasText: `RoleBinding night-report in ${namespace} gives` })
    await expect(missing).toContainText('Observed', { timeout: 60_000 })
    await expect(missing).toContainText('RoleBinding night-report is in namespace default')
    await expect(page.getByText(/of 10 points/)).toBeVisible()
    await missing.scrollIntoViewIfNeeded()
    await candidate.picture('practice')
  })

  await test.step('a look-up opens the page in a tab of its own; another site is refused', async () => {
    // The site itself is not what is tested, and there may be no network.
    await page.context().route('https://kubernetes.io/**', (route) => route.fulfill({ body: 'a page', contentType: 'text/html' }))
    await page.keyboard.press('Alt+Shift+KeyL')
    const field = page.getByRole('combobox', { name: 'Search the documentation' })
    await field.fill('stackoverflow.com/questions')
    await expect(page.getByText('It is outside the list of this exam, which allows only kubernetes.io/docs')).toBeVisible()
    await field.fill('using rbac')
    const opened = page.waitForEvent('popup')
    await field.press('Enter')
    await (await opened).waitForURL('https://kubernetes.io/docs/reference/access-authn-authz/rbac/')
    await (await opened).close()
    await expect(field).toBeHidden()
  })

  await test.step('a hint', async () => {
    await page.getByRole('tab', { name: 'Help' }).click()
    await page.getByRole('button', { name: /Show a hint/ }).click()
    await expect(page.getByText('Every resource belongs to an API group')).toBeVisible()
  })

  await test.step('the fix', async () => {
    await candidate.run(`k -n ${namespace} create serviceaccount night-reporter`)
    await candidate.run(`k -n ${namespace} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log`)
    await candidate.run(
      `k -n ${namespace} create rolebinding night-report --role=night-report --serviceaccount=${namespace}:night-reporter`,
    )
    await candidate.run(`k -n ${namespace} set serviceaccount deployment tally night-reporter`)
    await candidate.run(`k -n ${namespace} rollout status deployment tally`)
    await page.getByRole('button', { name: 'Grade', exact: true }).first().click()
    await expect(page.getByRole('tab', { name: 'Checks 10/10' })).toBeVisible({ timeout: 60_000 })
  })

  await test.step('a reset begins again', async () => {
    await page.getByRole('button', { name: 'Reset' }).click()
    await page.getByRole('button', { name: 'Reset it' }).click()
    await expect(page.getByText('cluster ready').first()).toBeVisible({ timeout: 120_000 })
    await page.getByRole('button', { name: 'Grade', exact: true }).first().click()
    await expect(page.getByRole('tab', { name: 'Checks 0/10' })).toBeVisible({ timeout: 60_000 })
  })

  const result = await candidate.end()
  expect(result.attempt.kind).toBe('practice')
  expect(result.score).toBe(0)
  expect(result.habits.timeline.marks.map(({ type }) => type)).toContain('look-up')
})
