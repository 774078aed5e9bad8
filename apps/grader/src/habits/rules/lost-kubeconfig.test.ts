import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { lostKubeconfig } from './lost-kubeconfig.ts'

const LOCAL = 'The connection to the server localhost:8080 was refused - did you specify the right host or port?'
const NODE = 'Error from server (Forbidden): pods is forbidden: User "system:node:node01" cannot list resource "pods"'
const lost = (story: Story) => story.complains('k get po', 'localhost-8080', LOCAL)

describe('lost-kubeconfig', () => {
  it.each<[string, Story, string[]]>([
    ['twice on a worker', lost(lost(new Story().opens(1).ssh(1).ssh('node01'))).ends(), ['slip t1']],
    ['twice on base, where no task is', lost(lost(new Story().opens(1))).ends(), ['slip t1']],
    ['once is how one learns it', lost(new Story().opens(1)).ends(), []],
    [
      'as the kubelet of a worker',
      new Story().opens(1).ssh(1).ssh('node01').complains('k get po', 'forbidden', NODE).complains('k get po -A', 'forbidden', NODE).ends(),
      ['slip t1'],
    ],
    [
      'never as an identity that was chosen',
      new Story()
        .opens(1)
        .ssh(1)
        .complains('k get po --as jane', 'forbidden', 'pods is forbidden: User "jane" cannot list')
        .complains('k get po --as jane', 'forbidden', 'pods is forbidden: User "jane" cannot list')
        .ends(),
      [],
    ],
    [
      'never where the task is about who may do what',
      new Story([{ ...usualTasks[1], text: 'Let the ServiceAccount `viewer` read pods.' }])
        .opens(1)
        .ssh(1)
        .complains('k get po', 'forbidden', NODE)
        .complains('k get po', 'forbidden', NODE)
        .ends(),
      [],
    ],
    [
      'never where the task is about a kubeconfig',
      lost(lost(new Story([{ ...usualTasks[1], text: 'Repair the kubeconfig of `jane`.' }]).opens(1).ssh(1))).ends(),
      [],
    ],
    [
      'what a pod says with its own account',
      new Story()
        .opens(1)
        .ssh(1)
        .complains('k exec web -- kubectl get po', 'forbidden', NODE)
        .complains('k exec web -- kubectl get po', 'forbidden', NODE)
        .ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(lostKubeconfig))).toEqual(expected)
  })

  it('says how often, where first and why', () => {
    const [finding] = lost(lost(new Story().opens(1)))
      .ends()
      .findings(lostKubeconfig)
    expect(finding?.says).toBe(
      '2 calls went out without the right kubeconfig; the first, on base at 0:00:20, found no kubeconfig and asked localhost:8080.',
    )
  })
})
