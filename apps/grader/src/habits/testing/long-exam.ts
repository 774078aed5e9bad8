// A synthetic two-hour exam of 17 tasks and 5,000 events, of every kind that rules read: what the speed of a report is measured with.
import type { HabitEvent } from '@unflunk/shared/habits'
import type { HabitContext } from '../context.ts'
import { Story, usualTasks } from './story.ts'

const TASKS = 17
const EVENTS = 5_000
const MS = 2 * 60 * 60_000

export function longExam(): { log: readonly HabitEvent[]; context: HabitContext } {
  const tasks = Array.from({ length: TASKS }, (_, index) => ({ ...usualTasks[(index % 3) + 1], cluster: `t${index + 1}` }))
  const story = new Story(tasks)
  for (let task = 1; task <= TASKS; task++) story.hasFiles(task, files(task))
  for (let visit = 0; story.log.length < EVENTS; visit++) work(story, (visit % TASKS) + 1, visit)
  for (let task = 1; task <= TASKS; task += 3) story.fails(task, { web: { expected: 'spec.replicas: 3', observed: '1' } })
  story.ends(10)
  return { log: inTwoHours(story.log), context: story.context }
}

/** One stay on a task: look up, make, be refused, mend, look again, edit the control plane. */
function work(story: Story, task: number, visit: number): void {
  story.opens(task).scrollsToEnd(task).ssh(task)
  story.looksUp(`https://kubernetes.io/docs/tasks/page-${visit % 40}/`)
  story.types(`k -n apollo create deploy web-${visit} --image nginx --dry-run=client -o yaml > web-${visit}.yaml`)
  story.edits(`vim web-${visit}.yaml`, { typed: 60 + (visit % 300), pasted: visit % 90 })
  story.complains(`k apply -f web-${visit}.yaml`, 'unknown-field', `error: unknown field "spec.replica${visit % 5}"`)
  story.types(`k apply -f web-${visit}.yaml`).makes(task, `Deployment apollo/web-${visit}`)
  story.keeps(task, `/home/candidate/web-${visit}.yaml`, `Deployment apollo/web-${visit}`)
  for (let turn = 0; turn < 4; turn++) {
    story.types(
      `kubectl -n apollo get deploy web-${visit} -o jsonpath='{.spec.template.spec.containers[${turn}].image}' | tee -a images && echo $(date)`,
    )
    story.types(`for n in a b c; do k -n apollo set image deploy/web-${visit} nginx=nginx:1.2${turn}; done`)
    story.changes(task, `Deployment apollo/web-${visit}`)
  }
  story
    .types('sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /root/')
    .types('sudo vim /etc/kubernetes/manifests/kube-apiserver.yaml')
  story.finds(task, '/etc/kubernetes/manifests/kube-apiserver.yaml', `v${visit}`, `v${visit + 1}`)
  story.exits().silently(task, ['web'])
}

function files(task: number): Record<string, string> {
  const given = Array.from({ length: 300 }, (_, index) => [`/etc/kubernetes/given-${index}.conf`, `${task}-${index}`])
  return { ...Object.fromEntries(given), '/etc/kubernetes/manifests/kube-apiserver.yaml': 'v0' }
}

/** The steps of a story are ten seconds each: pressed together. */
function inTwoHours(log: readonly HabitEvent[]): HabitEvent[] {
  const from = log[0]?.at ?? 0
  const scale = MS / ((log.at(-1)?.at ?? from) - from)
  return log.map((event) => ({ ...event, at: Math.round(from + (event.at - from) * scale) }))
}
