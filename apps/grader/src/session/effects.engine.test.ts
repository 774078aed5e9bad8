// What a real practice attempt leaves in its log: units, files and objects, also those that changed while the grader was dead.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HabitEvent } from '@unflunk/shared/habits'
import { expect, it, onTestFinished } from 'vitest'
import { parseLog } from '../habits/recorder.ts'
import { systemClock } from '../lib/clock.ts'
import { TestAttempt } from '../testing/test-attempt.ts'

const SCENARIO = 'cka/kubelet-node01'
const DROP_IN = '/etc/systemd/system/kubelet.service.d/20-capacity.conf'
const CONFIG = '/var/lib/kubelet/config.yaml'

let attempt: TestAttempt

it('finds a unit that is not enabled, with its points, and what changed while the grader was dead', { timeout: 600_000 }, async () => {
  attempt = await TestAttempt.withScenarios('effects', [SCENARIO])
  onTestFinished(() => attempt.cleanUp())
  await startsThePractice()
  const { tasks, terminals } = await attempt.view()
  const host = tasks[0]?.host ?? ''
  let terminal = attempt.terminal(terminals[0]?.id ?? '')
  await terminal.type(`ssh ${host}\n`)
  await terminal.until((text) => text.includes(`@${host}`))
  await terminal.run('kubectl create configmap mine --from-literal=a=b --dry-run=client -o yaml > mine.yaml && kubectl apply -f mine.yaml')
  await terminal.type('ssh node01\n')
  await terminal.until((text) => text.includes('@node01'))
  await terminal.run(`sudo cp ${DROP_IN} ${CONFIG} /root/`)
  await terminal.run(`sudo sed -i s/--max-pod=60/--max-pods=60/ ${DROP_IN}`)
  await terminal.run(`printf 'evictionSoftGracePeriod:\\n  memory.available: 90s\\n' | sudo tee -a ${CONFIG}`)
  await terminal.run('sudo systemctl daemon-reload && sudo systemctl start kubelet')
  await terminal.type('exit\n')
  await terminal.until((text) => text.slice(text.lastIndexOf('closed.')).includes(`@${host}`))
  await terminal.run('kubectl wait --for=condition=Ready node/node01 --timeout=60s')

  await terminal.type('sleep 4; kubectl create configmap away --from-literal=a=b; kubectl delete configmap mine\n')
  await terminal.until((text) => text.includes('configmap mine\r\n'))
  await attempt.grader.end('SIGKILL')
  terminal.close()
  await systemClock.sleep(12_000) // the line goes on in its shell, and nobody may watch it
  const before = (await log()).length
  await attempt.grader.start()
  await expect
    .poll(async () => changed((await log()).slice(before)), { timeout: 60_000, interval: 500 })
    .toEqual(['added away kubectl-create', 'deleted mine'])
  // Joined now: right after the start the shells are still being joined, and a page would try again.
  terminal = attempt.terminal(terminals[0]?.id ?? '')
  await terminal.run('kubectl get pods -A')
  terminal.close()

  await attempt.call('endSession')
  await attempt.reaches('finished', 120_000)
  const { habits } = await attempt.call('result')
  const told = habits.cards.flatMap(({ findings }) =>
    findings.map(({ rule, kind, points }) => `${rule} ${kind}${points === undefined ? '' : ` ${points}`}`),
  )
  expect(told.toSorted()).toEqual(['no-backup kept', 'no-backup kept', 'not-persistent slip 20'])
  expect(habits.ledger.map(({ reason, points }) => `${reason} ${points}`)).toEqual(['not-applied 20'])
  const events = await log()
  expect(
    events
      .filter(({ type }) => type === 'files-seen')
      .map((event) => (event.type === 'files-seen' ? event.host : ''))
      .toSorted(),
  ).toEqual(['base', host, 'node01'])
  expect(events.filter(({ type }) => type === 'unit-seen' || type === 'setting-seen')).toMatchObject([
    { host: 'node01', unit: 'kubelet', active: true, enabled: false },
  ])
  expect(events.filter(({ type }) => type === 'manifest-seen').at(-1)).toMatchObject({
    objects: [{ kind: 'ConfigMap', name: 'mine', live: 'absent' }],
  })
})

async function startsThePractice(): Promise<void> {
  await attempt.grader.start()
  await attempt.sandboxIsReady()
  await attempt.begin('startPractice', { scenario: SCENARIO })
  await attempt.reaches('running', 240_000)
}

async function log(): Promise<HabitEvent[]> {
  return parseLog((await readFile(join(attempt.data, 'attempts', attempt.id, 'events.jsonl'), 'utf8')).split('\n')).events
}

function changed(events: readonly HabitEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'object-changed' ? [`${event.change} ${event.name} ${event.by}`.trim()] : [])).toSorted()
}
