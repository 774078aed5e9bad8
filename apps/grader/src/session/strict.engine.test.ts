// The strict level on real clusters: what is held, what is not, and that leaving it leaves nothing behind.
import { expect, it, onTestFinished } from 'vitest'
import { parseLog } from '../habits/recorder.ts'
import type { TypedTerminal } from '../testing/grader-process.ts'
import { TestAttempt } from '../testing/test-attempt.ts'

const ASKS = 'Run anyway? y/N '

let attempt: TestAttempt
let shell: TypedTerminal

it('holds what would change the wrong machine, and leaves nothing behind when it is left', { timeout: 600_000 }, async () => {
  attempt = await TestAttempt.withExam('strict', { 'cka/rbac-night-report': 60, 'cka/rollout-storefront': 40 })
  onTestFinished(cleanUp)
  await startsAtTheStrictLevel()
  const [here, elsewhere] = (await attempt.view()).tasks.map(({ host }) => host)
  if (here === undefined || elsewhere === undefined) throw new Error('the exam has two tasks')
  shell = attempt.terminal()
  await holdsOnTheWrongHost(elsewhere)
  await letsReadingThrough()
  await holdsInAScript()
  await holdsAsRoot(elsewhere)
  await holdsFromBase(elsewhere)
  await letsTheRightHostAlone(here)
  await asksForALookAndAReview()
  await freesAtOnce(elsewhere)
  await tellsTheLog(elsewhere)
})

async function startsAtTheStrictLevel(): Promise<void> {
  await attempt.grader.start()
  await attempt.sandboxIsReady(300_000)
  await attempt.begin('startExam', { exam: 'two', level: 'strict' })
  await attempt.reaches('running', 240_000)
}

async function holdsOnTheWrongHost(host: string): Promise<void> {
  await logIn(host)
  await isHeld('kubectl create ns stray', 'n')
  await isHeld('sudo kubectl create ns stray', 'n')
  await isHeld('kubectl create ns stray --dry-run=client -o yaml | kubectl apply -f -', 'n')
  await isHeld('for name in stray astray; do kubectl create ns $name; done', 'n')
  await isHeld('sudo vim /etc/kubernetes/manifests/kube-scheduler.yaml', 'n')
  await isHeld('kubectl create ns wanted', 'y', 'namespace/wanted created')
  await isHeld('for name in one two; do kubectl label ns wanted $name=1; done', 'y', 'namespace/wanted labeled\r\nnamespace/wanted labeled')
  await isHeld('echo wanted | xargs kubectl delete ns --wait=false', 'y', 'namespace "wanted" deleted')
}

async function letsReadingThrough(): Promise<void> {
  const printed = await shell.run(
    'kubectl get ns; kubectl get pods -A | wc -l; sudo cat /etc/kubernetes/manifests/etcd.yaml | head -1; echo x > note',
  )
  expect(printed).not.toContain(ASKS)
  expect(printed).not.toContain('stray')
}

async function holdsInAScript(): Promise<void> {
  await shell.run(`printf 'kubectl get ns\\nkubectl create ns stray\\n' > script.sh`)
  await isHeld('bash script.sh', 'n')
  await isHeld('bash script.sh', 'y', 'namespace/stray created')
  await isHeld('sudo kubectl delete ns stray --wait=false', 'y', 'deleted')
}

async function holdsAsRoot(host: string): Promise<void> {
  await goes('sudo -i', `root@${host}:`)
  await isHeld('systemctl restart kubelet', 'n')
  await goes('exit', `candidate@${host}:`)
  await goes('exit', 'candidate@base:')
}

async function holdsFromBase(host: string): Promise<void> {
  await isHeld(`ssh ${host} kubectl create ns stray`, 'n')
  expect(await shell.run(`ssh ${host} kubectl get ns`)).not.toContain(ASKS)
}

async function letsTheRightHostAlone(host: string): Promise<void> {
  await logIn(host)
  const printed = await shell.run(
    'kubectl create ns right; kubectl create ns piped --dry-run=client -o yaml | sudo kubectl apply -f -; echo "kubectl create ns scripted" | bash',
  )
  expect(printed).not.toContain(ASKS)
  for (const name of ['right', 'piped', 'scripted']) expect(printed).toContain(`namespace/${name} created`)
}

async function asksForALookAndAReview(): Promise<void> {
  await expect(attempt.call('endSession')).rejects.toThrow(/review/)
  await shell.run('kubectl label ns right a=b')
  const mark = () =>
    attempt.call('markTask', { task: 't1' }, { done: true }).then(
      () => 'marked',
      (error: unknown) => String(error),
    )
  await expect.poll(mark, { timeout: 20_000, interval: 1_000 }).toMatch(/Look once more/)
  await shell.run('kubectl get ns right')
  await expect.poll(mark, { timeout: 20_000, interval: 1_000 }).toBe('marked')
  await goes('exit', 'candidate@base:')
}

async function freesAtOnce(host: string): Promise<void> {
  await logIn(host)
  await isHeld('kubectl create ns stray', 'n')
  await attempt.call('setLevel', {}, { level: 'exam' })
  const printed = await shell.run('kubectl create ns free; bash script.sh')
  expect(printed).toContain('namespace/free created')
  expect(printed).not.toContain(ASKS)
  const left = await shell.run('trap -p DEBUG; shopt -q extdebug && echo still""-debugging; ls -A /etc/unflunk/session; type -P kubectl')
  expect(left).not.toMatch(/__unflunk|still-debugging|\bstrict\b/)
  expect(left).toContain('/usr/bin/kubectl\r\n')
  await expect(attempt.call('setLevel', {}, { level: 'strict' })).rejects.toThrow(/forbidden/)
}

async function tellsTheLog(host: string): Promise<void> {
  const { events } = parseLog(await attempt.stored((storage) => storage.eventLines(attempt.id)))
  const held = events.flatMap((event) =>
    event.type === 'held' ? [`${event.ran ? 'ran' : 'held'}: ${event.line.replace(host, 'HOST')}`] : [],
  )
  expect(held).toEqual([
    'held: kubectl create ns stray',
    'held: sudo kubectl create ns stray',
    'held: kubectl create ns stray --dry-run=client -o yaml | kubectl apply -f -',
    'held: kubectl create ns $name',
    'held: sudo vim /etc/kubernetes/manifests/kube-scheduler.yaml',
    'ran: kubectl create ns wanted',
    'ran: kubectl label ns wanted $name=1',
    'ran: echo wanted | xargs kubectl delete ns --wait=false',
    'held: kubectl create ns stray',
    'ran: kubectl create ns stray',
    'ran: sudo kubectl delete ns stray --wait=false',
    'held: systemctl restart kubelet',
    'held: ssh HOST kubectl create ns stray',
    'held: kubectl create ns stray',
  ])
  expect(events.flatMap((event) => (event.type === 'level-set' ? [event.level] : []))).toEqual(['exam'])
}

async function cleanUp(): Promise<void> {
  shell?.close()
  await attempt.cleanUp()
}

/** Types a line and waits for the prompt that it leads to. */
async function goes(line: string, prompt: string): Promise<void> {
  const from = shell.printed.length
  await shell.type(`${line}\n`)
  await shell.until((text) => text.slice(from + line.length).includes(prompt), 60_000)
}

const logIn = (host: string) => goes(`ssh ${host}`, `candidate@${host}:`)

/** The line is held and answered; then the prompt is there again, and with `prints` it ran. */
async function isHeld(line: string, answer: 'y' | 'n', prints = 'Not run.'): Promise<void> {
  const from = shell.printed.length
  await shell.type(`${line}\n`)
  await shell.until((text) => text.slice(from).includes(ASKS), 30_000)
  const asked = shell.printed.length
  await shell.type(`${answer}\n`)
  await shell.until((text) => text.slice(asked).includes(prints) && /[$#] $/.test(text), 60_000)
  expect(shell.printed.slice(asked), line).not.toContain(ASKS)
}
