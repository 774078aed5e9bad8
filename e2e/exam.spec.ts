// Sits the mini mock as a candidate: solves four tasks by typing, makes four habit slips on purpose, reloads once, ends too early.
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

async function giveRights(candidate: Candidate): Promise<void> {
  const namespace = await candidate.read(/bookkeeping in namespace (\S+)\./)
  await candidate.ssh(await candidate.host())
  // Slip: without -n the binding is born in default.
  await candidate.run(`k create rolebinding night-report --role=night-report --serviceaccount=${namespace}:night-reporter`)
  await candidate.run(`k -n ${namespace} create serviceaccount night-reporter`)
  await candidate.run(`k -n ${namespace} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log`)
  await candidate.run(`k -n ${namespace} create rolebinding night-report --role=night-report --serviceaccount=${namespace}:night-reporter`)
  await candidate.run(`k -n ${namespace} set serviceaccount deployment tally night-reporter`)
  await candidate.run(`k -n ${namespace} rollout status deployment tally`)
  await candidate.exit()
}

async function mendService(candidate: Candidate): Promise<void> {
  const namespace = await candidate.read(/ledger lives in namespace (\S+)\./)
  const port = await candidate.read(/on port (\d+)/)
  await candidate.ssh(await candidate.host())
  await candidate.run(`k -n ${namespace} get pods --show-labels`)
  await candidate.run(`k -n ${namespace} set selector service ledger app=ledger,component=api`)
  await candidate.run(
    `k -n ${namespace} patch service ledger --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"web"}]'`,
  )
  await candidate.run(`echo ledger.${namespace}.svc.cluster.local:${port} > ~/ledger-address.txt`)
  await candidate.run(`k -n ${namespace} get endpointslices`)
  await candidate.exit()
}

async function finishRelease(candidate: Candidate): Promise<void> {
  const namespace = await candidate.read(/shop in namespace (\S+) is/)
  await candidate.ssh(await candidate.host())
  const patch = {
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'web',
              env: [{ name: 'BANNER', valueFrom: { configMapKeyRef: { name: 'storefront-text', key: 'bannerText' } } }],
              readinessProbe: { httpGet: { port: 80 } },
            },
          ],
        },
      },
    },
  }
  await candidate.run(`k -n ${namespace} patch deployment storefront -p '${JSON.stringify(patch)}'`)
  await candidate.run(`k -n ${namespace} rollout status deployment storefront`)
  await candidate.exit()
}

async function harden(candidate: Candidate): Promise<void> {
  const namespace = await candidate.read(/exhibit in namespace (\S+) shows/)
  const uid = Number(await candidate.read(/run as user (\d+)/))
  await candidate.ssh(await candidate.host())
  const strict = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }
  const patch = {
    spec: {
      template: {
        spec: {
          securityContext: { runAsUser: uid, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          volumes: [
            { name: 'run', emptyDir: {} },
            { name: 'cache', emptyDir: {} },
          ],
          containers: [
            { name: 'web', securityContext: strict, volumeMounts: [{ name: 'run', mountPath: '/run/exhibit' }] },
            { name: 'painter', securityContext: strict, volumeMounts: [{ name: 'cache', mountPath: '/var/cache/exhibit' }] },
          ],
        },
      },
    },
  }
  await candidate.run(`k -n ${namespace} patch deployment exhibit -p '${JSON.stringify(patch)}'`)
  await candidate.run(`k -n ${namespace} rollout status deployment exhibit`)
  await candidate.exit()
}

test('a candidate sits the mini mock: four tasks solved, four slips found, nothing else', async ({ page }) => {
  const candidate = new Candidate(page)
  await candidate.open(grader)
  await candidate.startExam('Mini mock 1')
  await expect(page.getByRole('timer')).toContainText(/4[45]:\d\d/)

  await test.step('task 1, with a binding born in default', async () => {
    await candidate.task(1)
    await giveRights(candidate)
  })

  await test.step('a reload loses nothing', async () => {
    await page.getByRole('button', { name: 'Flag', exact: true }).click()
    await page.reload()
    await candidate.prompt()
    expect(await candidate.screen()).toContain('rollout status deployment tally')
    await expect(page.getByRole('button', { name: 'Flagged', exact: true })).toBeVisible()
  })

  await test.step('task 2', async () => {
    await candidate.task(2)
    await mendService(candidate)
  })

  await test.step('task 3, after a change on the host of a task that was never opened', async () => {
    await candidate.task(3)
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    const hosts = await page.getByRole('row').filter({ hasText: 'Get a worker back' }).getByRole('cell').allInnerTexts()
    const elsewhere = hosts.find((cell) => /^ck[as]\d+$/.test(cell)) ?? ''
    await page.getByRole('button', { name: 'Back to the task' }).click()
    await candidate.ssh(elsewhere)
    // Slip: this is not the host of task 3.
    await candidate.run('k create configmap storefront-backup --from-literal=kept=yes')
    await candidate.exit()
    await finishRelease(candidate)
  })

  await test.step('task 5', async () => {
    await candidate.task(5)
    await candidate.picture('exam-room')
    await harden(candidate)
  })

  await test.step('task 6: a copy left in the static pod folder, and no repair', async () => {
    await candidate.task(6)
    await candidate.ssh(await candidate.host())
    // Slip: the kubelet reads every file there.
    await candidate.run('sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml.bak')
    await candidate.exit()
  })

  const result = await test.step('ends with more than half an hour left', async () => await candidate.end())

  expect(result.tasks.map(({ number, grade }) => `${number}: ${grade.points}/${grade.of}`)).toEqual([
    '1: 10/10',
    expect.stringMatching(/^2: (\d+)\/\1$/),
    expect.stringMatching(/^3: (\d+)\/\1$/),
    expect.stringMatching(/^4: 0\//),
    expect.stringMatching(/^5: (\d+)\/\1$/),
    expect.stringMatching(/^6: 0\//),
  ])
  // The weights of tasks 1, 2, 3 and 5.
  expect(result.score).toBe(14 + 15 + 16 + 17)
  expect(result.passed).toBe(false)
  expect(result.couldNotCheck).toBe(0)

  const slips = result.habits.cards.flatMap((card) => card.findings.filter((finding) => finding.kind === 'slip'))
  expect(slips.map(({ rule, task }) => `${rule} ${task ?? ''}`.trim()).sort()).toEqual([
    'backup-in-manifests t6',
    'default-namespace t1',
    'early-end',
    'wrong-place t3',
  ])
  expect(result.habits.ledger.reduce((sum, row) => sum + row.points, 0)).toBeCloseTo(100 - result.score, 1)

  await expect(page.getByRole('heading', { name: /Where your points went/ })).toBeVisible()
  await expect(page.getByText('62', { exact: false }).first()).toBeVisible()
  await candidate.picture('report')
})
