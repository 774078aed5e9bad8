import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { wrongPlace } from './wrong-place.ts'

const shared = { ...usualTasks[2], cluster: 't1' }

const contexts = [
  { ...usualTasks[1], contexts: ['blue'] },
  { ...usualTasks[2], contexts: ['green'] },
]
const answer = {
  text: 'Write the node to `/opt/answer.txt`.',
  checks: [{ id: 'answer', kind: 'file', says: 'the answer is written', path: '/opt/answer.txt' }],
}

const table: [string, Story, string[]][] = [
  [
    'work on a cluster whose task was never opened is a slip, and costs the check that misses the object',
    new Story()
      .opens(1)
      .ssh(2)
      .types('k -n apollo create deploy web --image nginx')
      .makes(2, 'Deployment apollo/web')
      .fails(1, { web: 'plain' })
      .ends(),
    ['slip t1 -22.2'],
  ],
  [
    'the task could still be solved afterwards: a slip without points',
    new Story()
      .opens(1)
      .ssh(2)
      .types('k create ns x')
      .makes(2, 'Namespace x')
      .exits()
      .ssh(1)
      .types('k -n apollo create deploy web')
      .makes(1, 'Deployment apollo/web')
      .ends(),
    ['slip t1'],
  ],
  [
    'an object that only the open task speaks of, on the cluster of a task that was opened before',
    new Story()
      .opens(2)
      .opens(1)
      .ssh(2)
      .types('k -n apollo create deploy web --image nginx')
      .makes(2, 'Deployment apollo/web')
      .fails(1, { web: 'other-cluster' })
      .ends(),
    ['slip t1 -22.2'],
  ],
  [
    'found on another cluster by the grader, though no watch saw it',
    new Story().opens(1).ssh(1).types('./fix.sh').fails(1, { web: 'other-cluster' }).ends(),
    ['slip t1 -22.2'],
  ],
  [
    'parallel work on two tasks is no slip: the other page was opened before',
    new Story()
      .opens(2)
      .ssh(2)
      .opens(1)
      .inTerminal('x2')
      .ssh(1)
      .types('k get po')
      .inTerminal('x1')
      .types('k -n gemini edit deploy api')
      .changes(2, 'Deployment gemini/api')
      .ends(),
    ['kept'],
  ],
  [
    'a change there by a program of the cluster is no slip',
    new Story().opens(1).ssh(1).types('k get po').makes(2, 'Deployment gemini/api', 'my-operator').ends(),
    [],
  ],
  [
    'looking around on another cluster changes nothing, so it is no slip',
    new Story().opens(1).ssh(2).types('k get po -A').types('exit').ends(),
    [],
  ],
  [
    'two tasks on one cluster have no wrong place between them',
    new Story([usualTasks[1] ?? {}, shared])
      .opens(2)
      .ssh(1)
      .types('k -n gemini edit deploy api')
      .changes(1, 'Deployment gemini/api')
      .ends(),
    [],
  ],
  [
    'the own host first, in every task that was worked on, is worth praise',
    new Story().opens(1).ssh(1).types('k get po').exits().opens(2).ssh(2).types('k get po').ends(),
    ['kept'],
  ],
  [
    'the older style: the context of a task that was never opened',
    new Story(contexts)
      .opens(1)
      .types('k config use-context green')
      .types('k -n apollo create deploy web --image nginx')
      .makes(2, 'Deployment apollo/web')
      .fails(1, { web: 'plain' })
      .ends(),
    ['slip t1 -33.3'],
  ],
  [
    'the older style: --context on the command itself',
    new Story(contexts).opens(1).types('k config use-context blue').types('k --context green create ns x').makes(2, 'Namespace x').ends(),
    ['slip t1'],
  ],
  [
    'the older style: parallel work on two tasks',
    new Story(contexts)
      .opens(2)
      .opens(1)
      .types('k config use-context green')
      .types('k -n gemini edit deploy api')
      .changes(2, 'Deployment gemini/api')
      .ends(),
    [],
  ],
  [
    'the older style: the own context first, in every task, is worth praise',
    new Story(contexts)
      .opens(1)
      .types('k config use-context blue')
      .types('k get po')
      .opens(2)
      .types('k config use-context green')
      .types('k get po')
      .ends(),
    ['kept'],
  ],
  [
    'a file on the host of a task that was never opened, and its check fails',
    new Story([answer, usualTasks[2] ?? {}])
      .opens(1)
      .ssh(2)
      .types('echo node01 > /opt/answer.txt')
      .finds(2, '/opt/answer.txt', undefined, 'x')
      .fails(1, { answer: 'not-written' })
      .ends(),
    ['slip t1 -50.0'],
  ],
  [
    'a file there while both tasks are worked on is no slip',
    new Story()
      .opens(2)
      .opens(1)
      .ssh(2)
      .types('sudo vim /etc/kubernetes/manifests/kube-apiserver.yaml')
      .finds(2, '/etc/kubernetes/manifests/kube-apiserver.yaml', 'a', 'b')
      .ends(),
    [],
  ],
  [
    'scratch files, and files that programs change, are nobody’s mistake',
    new Story()
      .opens(1)
      .ssh(2)
      .types('k get po > /tmp/pods')
      .finds(2, '/tmp/pods', undefined, 'x')
      .finds(2, '/etc/kubernetes/admin.conf', 'a', 'b')
      .ends(),
    [],
  ],
  ['one task is no habit yet', new Story().opens(1).ssh(1).types('k get po').ends(), []],
]

describe('wrong-place', () => {
  it.each(table)('%s', (_, story, expected) => {
    expect(brief(story.findings(wrongPlace))).toEqual(expected)
  })

  it('names the context to choose in the older style, and the file', () => {
    const [object] = new Story(contexts).opens(1).types('k --context green create ns x').makes(2, 'Namespace x').ends().findings(wrongPlace)
    expect(object?.next).toBe('Choose the context of the task before anything else: kubectl config use-context blue')
    const [file] = new Story([answer, usualTasks[2] ?? {}])
      .opens(1)
      .ssh(2)
      .types('echo node01 > /opt/answer.txt')
      .finds(2, '/opt/answer.txt', undefined, 'x')
      .ends()
      .findings(wrongPlace)
    expect(file?.says).toBe('Task 1: you made /opt/answer.txt on cka2 of task 2; this task was on cka1.')
  })

  it('names both hosts, the moment of the command and the terminal', () => {
    const [finding] = new Story()
      .opens(1)
      .ssh(2)
      .types('k -n apollo create deploy web --image nginx')
      .makes(2, 'Deployment apollo/web')
      .types('k -n apollo delete deploy web')
      .deletes(2, 'Deployment apollo/web')
      .ends()
      .findings(wrongPlace)
    expect(finding?.says).toBe(
      'Task 1: you made Deployment web in namespace apollo on cka2 (and 1 more change there); the task was on cka1. You took it back at 0:00:42.',
    )
    expect(finding?.terminal).toBe('x1')
  })
})
