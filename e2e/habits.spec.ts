// Sits a practice exam with ten planted slips and five good habits: the report finds each, nothing else, and replays the right second.
import { expect, test } from '@playwright/test'
import type { AttemptResult } from '@unflunk/shared/api'
import type { Finding } from '@unflunk/shared/habits'
import { Candidate } from './support/candidate.ts'
import { Grader } from './support/grader.ts'
import { lineAt } from './support/recording.ts'

let grader: Grader
test.beforeAll(async () => {
  grader = await Grader.start()
})
test.afterAll(async () => {
  await grader.dispose()
})

/** What was planted, as `rule task`, and the line that the replay must show at that second ('' where no command is to blame). */
const SLIPS: Readonly<Record<string, string>> = {
  'default-namespace t1': 'k create rolebinding night-report',
  'broke-it-later t1': 'delete role night-report',
  'answer-not-written t2': 'get endpointslices',
  'wrong-place t3': 'k create configmap storefront-backup',
  'same-error-again t3': 'k apply -f text.yaml',
  'not-persistent t4': 'sudo systemctl start kubelet',
  'lost-kubeconfig t4': 'kubectl get nodes',
  'edited-not-applied t5': '',
  'backup-in-manifests t6': 'kube-apiserver.yaml.bak',
  'early-end': '',
}
const KEPT = ['hand-typed', 'no-backup t4', 'no-backup t6', 'not-looked-at', 'points-displaced']

async function giveRights(candidate: Candidate): Promise<string> {
  const namespace = await candidate.read(/bookkeeping in namespace (\S+)\./)
  await candidate.ssh(await candidate.host())
  // Slip: born in default.
  await candidate.run(`k create rolebinding night-report --role=night-report --serviceaccount=${namespace}:night-reporter`)
  await candidate.run('k delete rolebinding night-report')
  // Kept: two manifests that kubectl wrote.
  await candidate.run(`k -n ${namespace} create serviceaccount night-reporter --dry-run=client -o yaml > account.yaml`)
  await candidate.run('k apply -f account.yaml')
  await candidate.run(`k -n ${namespace} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log`)
  const binding = `create rolebinding night-report --role=night-report --serviceaccount=${namespace}:night-reporter`
  await candidate.run(`k -n ${namespace} ${binding} --dry-run=client -o yaml > binding.yaml`)
  await candidate.run('k apply -f binding.yaml')
  await candidate.run(`k -n ${namespace} set serviceaccount deployment tally night-reporter`)
  await candidate.run(`k -n ${namespace} rollout status deployment tally`)
  await candidate.exit()
  return namespace
}

/** Slip: the address is never written down. */
async function mendService(candidate: Candidate): Promise<void> {
  const namespace = await candidate.read(/ledger lives in namespace (\S+)\./)
  await candidate.ssh(await candidate.host())
  await candidate.run(`k -n ${namespace} get pods --show-labels`)
  await candidate.run(`k -n ${namespace} set selector service ledger app=ledger,component=api`)
  await candidate.run(
    `k -n ${namespace} patch service ledger --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"web"}]'`,
  )
  await candidate.run(`k -n ${namespace} get endpointslices`)
  await candidate.exit()
}

async function finishRelease(candidate: Candidate): Promise<void> {
  const namespace = await candidate.read(/shop in namespace (\S+) is/)
  await candidate.ssh(await candidate.host())
  const env = [{ name: 'BANNER', valueFrom: { configMapKeyRef: { name: 'storefront-text', key: 'bannerText' } } }]
  const patch = { spec: { template: { spec: { containers: [{ name: 'web', env, readinessProbe: { httpGet: { port: 80 } } }] } } } }
  // Slip: a field of another name, twice, before the message is read.
  await candidate.run(
    `k -n ${namespace} create configmap notes --from-literal=a=b --dry-run=client -o yaml | sed 's/^data:/date:/' > text.yaml`,
  )
  await candidate.run('k apply -f text.yaml')
  await candidate.run('k apply -f text.yaml')
  await candidate.run(`rm text.yaml; k -n ${namespace} patch deployment storefront -p '${JSON.stringify(patch)}'`)
  await candidate.run(`k -n ${namespace} rollout status deployment storefront`)
  await candidate.exit()
}

async function repairWorker(candidate: Candidate): Promise<void> {
  await candidate.ssh(await candidate.host())
  await candidate.ssh('node01')
  // Slip: a worker has no kubeconfig.
  await candidate.run('kubectl get nodes')
  await candidate.run('kubectl get nodes -o wide')
  // Kept: both files as they were.
  await candidate.run('sudo cp /var/lib/kubelet/config.yaml /root/kubelet-config.before')
  await candidate.run('sudo mv /etc/systemd/system/kubelet.service.d/20-capacity.conf /root/')
  await candidate.run(`sudo yq -i '.maxPods = 60 | .evictionSoftGracePeriod."memory.available" = "90s"' /var/lib/kubelet/config.yaml`)
  await candidate.run('sudo systemctl daemon-reload')
  // Slip: started, not enabled.
  await candidate.run('sudo systemctl start kubelet')
  await candidate.run('exit')
  await candidate.run('k wait --for=condition=Ready node/node01 --timeout=60s')
  await candidate.run('k get pods -A -o wide')
  await candidate.exit()
}

function told(result: AttemptResult, kind: Finding['kind']): Finding[] {
  return result.habits.cards.flatMap((card) => card.findings.filter((finding) => finding.kind === kind))
}

const nameOf = ({ rule, task }: Finding) => [rule, task].filter((part) => part !== undefined).join(' ')

test('ten slips and five good habits: each is found, with the second that shows it, and nothing else', async ({ page }) => {
  test.setTimeout(15 * 60_000)
  const candidate = new Candidate(page)
  await candidate.open(grader)
  await candidate.startExam('Mini mock 1', 'Coach')

  let namespace = ''
  await test.step('task 1: a binding born in default', async () => {
    await candidate.task(1)
    namespace = await giveRights(candidate)
  })
  await test.step('task 2: the answer is not written', async () => {
    await candidate.task(2)
    await mendService(candidate)
  })
  await test.step('task 3: on the host of a task that was never opened, and the same error twice', async () => {
    await candidate.task(3)
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    const cells = await page.getByRole('row').filter({ hasText: 'exhibit' }).getByRole('cell').allInnerTexts()
    await page.getByRole('button', { name: 'Back to the task' }).click()
    await candidate.ssh(cells.find((cell) => /^ck[as]\d+$/.test(cell)) ?? '')
    await candidate.run('k create configmap storefront-backup --from-literal=kept=yes')
    await candidate.run('k delete configmap storefront-backup')
    await candidate.exit()
    await finishRelease(candidate)
  })
  await test.step('task 4: started, not enabled', async () => {
    await candidate.task(4)
    await repairWorker(candidate)
  })
  await test.step('task 5: edited, never applied', async () => {
    await candidate.task(5)
    const exhibit = await candidate.read(/exhibit in namespace (\S+) shows/)
    await candidate.ssh(await candidate.host())
    await candidate.run(`k -n ${exhibit} get deployment exhibit -o yaml > exhibit.yaml`)
    await candidate.run(`sed -i 's/replicas: 1/replicas: 2/' exhibit.yaml`)
    await candidate.exit()
  })
  await test.step('task 6: a copy in the folder of static pods', async () => {
    await candidate.task(6)
    await candidate.ssh(await candidate.host())
    // Kept: the old content, outside the folder.
    await candidate.run('sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /root/kube-apiserver.yaml.before')
    await candidate.run('sudo sed -i s/=TLSv1.3/=VersionTLS13/ /etc/kubernetes/manifests/kube-apiserver.yaml')
    await candidate.run('sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml.bak')
    await candidate.run('kubectl get nodes')
    await candidate.exit()
  })
  await test.step('task 1 again: what was right is broken, and seen', async () => {
    await candidate.task(1)
    await candidate.ssh(await candidate.host())
    await candidate.run(`k -n ${namespace} delete role night-report`)
    await candidate.run(`k -n ${namespace} get role,rolebinding`)
    await candidate.exit()
  })

  const result = await test.step('ends with most of the time left', async () => await candidate.end())
  expect(result.couldNotCheck).toBe(0)
  const slips = told(result, 'slip')
  expect(slips.map(nameOf).sort()).toEqual(Object.keys(SLIPS).sort())
  expect([...new Set(told(result, 'kept').map(nameOf))].sort()).toEqual(KEPT)

  await test.step('each slip is shown, and its replay shows the line that did it', async () => {
    for (const slip of slips) {
      await expect(page.getByText(slip.says, { exact: false }).first()).toBeAttached()
      const line = SLIPS[nameOf(slip)] ?? ''
      if (line !== '') expect(await lineAt(page, result, slip), nameOf(slip)).toContain(line)
    }
  })
  await candidate.picture('habits')
})
