import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { answerNotWritten } from './answer-not-written.ts'
import { missedWords } from './missed-words.ts'

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apollo', name: 'storefront' }
const shopTask = {
  text: 'In namespace `apollo`, make a Deployment `storefront` with 3 replicas, container `web` of image `nginx:1.27`. Write its image to `/opt/answer/image.txt`.',
  checks: [
    { id: 'replicas', kind: 'resource', says: 'storefront has three replicas', object: deployment, match: { spec: { replicas: 3 } } },
    { id: 'image', kind: 'resource', says: 'storefront runs the image', object: deployment },
    { id: 'written', kind: 'file', says: 'the image is written down', path: '/opt/answer/image.txt' },
    { id: 'system', kind: 'node', says: 'the node is still Ready', guard: true, node: 'controlplane', ready: true },
  ],
}
const shop = () => new Story([shopTask]).opens(1).ssh(1)
const made = (story = shop()) => story.types('k -n apollo create deploy storefront --image nginx').makes(1, 'Deployment apollo/storefront')
const nowhere = { expected: 'the file exists', observed: 'there is none', nearMiss: 'not-written' } as const
const replicas = { expected: 'spec.replicas: 3', observed: '1' }

describe('missed-words', () => {
  it.each<[string, Story, string[]]>([
    ['a number of the text is not so, the rest is right', made().fails(1, { replicas }).ends(), ['slip t1 -33.3']],
    [
      'a container with a name of one’s own',
      made()
        .fails(1, { image: { expected: 'spec.template.spec.containers: an item with name web', observed: 'only nginx' } })
        .ends(),
      ['slip t1 -33.3'],
    ],
    [
      'the right object under another name',
      shop()
        .types('k -n apollo create deploy shop --image nginx')
        .makes(1, 'Deployment apollo/shop')
        .fails(1, {
          image: {
            expected: 'Deployment exists',
            observed: 'there is none',
            nearMiss: 'other-name',
            hint: 'there is Deployment shop instead',
          },
        })
        .ends(),
      ['slip t1 -33.3'],
    ],
    [
      'the answer in another folder',
      made()
        .types('echo nginx > /root/image.txt')
        .finds(1, '/root/image.txt', undefined, 'x')
        .fails(1, {
          written: { expected: 'the file exists', observed: 'there is none', nearMiss: 'not-written', hint: 'there is /root/image.txt' },
        })
        .ends(),
      ['slip t1 -33.3'],
    ],
    [
      'never when something else of that object is wrong',
      made()
        .fails(1, { replicas, image: { expected: 'ready(object)', observed: 'false' } })
        .ends(),
      [],
    ],
    [
      'a value that the text does not say',
      made()
        .fails(1, { replicas: { expected: 'spec.replicas: 5', observed: '1' } })
        .ends(),
      [],
    ],
    ['never on an object that nobody touched: it is the puzzle', shop().types('k -n apollo get deploy').fails(1, { replicas }).ends(), []],
    ['it was right before: it was read', made().silently(1).fails(1, { replicas }).ends(), []],
    [
      'a slip of the finger is another rule’s',
      shop()
        .types('k -n apollo create deploy storefornt --image nginx')
        .makes(1, 'Deployment apollo/storefornt')
        .fails(1, {
          image: {
            expected: 'Deployment exists',
            observed: 'there is none',
            nearMiss: 'other-name',
            hint: 'there is Deployment storefornt instead',
          },
        })
        .ends(),
      [],
    ],
    ['a fast reader who misses nothing has read', made(shop()).ends(), []],
    [
      'the whole text before the first change, in two tasks',
      new Story()
        .opens(1)
        .scrollsToEnd(1)
        .ssh(1)
        .types('k -n apollo create deploy web')
        .makes(1, 'Deployment apollo/web')
        .opens(2)
        .scrollsToEnd(2)
        .inTerminal('x2')
        .ssh(2)
        .types('k -n gemini edit deploy api')
        .changes(2, 'Deployment gemini/api')
        .ends(),
      ['kept'],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(missedWords))).toEqual(expected)
  })

  it('says the word, what is there instead, and when the first change came', () => {
    const [finding] = made().scrollsToEnd(1).fails(1, { replicas }).ends().findings(missedWords)
    expect(finding?.says).toBe(
      'Task 1: the text says "3"; spec.replicas of Deployment storefront is 1. The rest of it is right. Your first change came 20 s after you opened the task, before the end of the text had been on screen.',
    )
  })
})

describe('answer-not-written', () => {
  it.each<[string, Story, string[]]>([
    ['everything is right but the answer was never written', made().fails(1, { written: nowhere }).ends(), ['slip t1 -33.3']],
    ['never when the rest is not solved either', made().fails(1, { written: nowhere, replicas: 'plain' }).ends(), []],
    [
      'it was tried: a command names the file',
      made().types('k -n apollo get deploy -o yaml | grep image > /opt/answer/image.txt', 1).fails(1, { written: nowhere }).ends(),
      [],
    ],
    [
      'it was there once',
      made()
        .finds(1, '/opt/answer/image.txt', undefined, 'x')
        .finds(1, '/opt/answer/image.txt', 'x', undefined)
        .fails(1, { written: nowhere })
        .ends(),
      [],
    ],
    ['a check that we could not run says nothing about the rest', made().fails(1, { written: nowhere, replicas: 'error' }).ends(), []],
    ['a task that was never worked on', new Story([shopTask]).opens(1).fails(1, { written: nowhere }).ends(), []],
    [
      'a task that asks for nothing but the answer',
      new Story([
        { text: 'Write the version to `/opt/v`.', checks: [{ id: 'v', kind: 'file', says: 'the version is written', path: '/opt/v' }] },
      ])
        .opens(1)
        .ssh(1)
        .types('k version')
        .fails(1, { v: nowhere })
        .ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(answerNotWritten))).toEqual(expected)
  })

  it('tells the path', () => {
    const [finding] = made().fails(1, { written: nowhere }).ends().findings(answerNotWritten)
    expect(finding?.says).toBe(
      'Task 1: everything else is right, but /opt/answer/image.txt was never written; your last command there was at 0:00:30.',
    )
  })

  it('is no business of tasks without answer files', () => {
    expect(new Story([usualTasks[1] ?? {}]).opens(1).ssh(1).fails(1, { web: 'plain' }).ends().findings(answerNotWritten)).toEqual([])
  })
})
