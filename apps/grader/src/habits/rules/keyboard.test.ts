import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { handTyped } from './hand-typed.ts'
import { retypedName } from './retyped-name.ts'
import { sameErrorAgain } from './same-error-again.ts'

const onHost = (task = 1) => new Story().hasFiles(task, { '/etc/hosts': 'h' }).opens(task).ssh(task)
const typedPod = (story: Story, name: string) =>
  story.edits(`vim ${name}.yaml`, { typed: 320, pasted: 0 }).keeps(1, `/home/candidate/${name}.yaml`, `Pod apollo/${name}`)

describe('hand-typed', () => {
  it.each<[string, Story, string[]]>([
    ['two pods typed into empty files', typedPod(typedPod(onHost(), 'one'), 'two').ends(), ['slip t1']],
    [
      'two objects typed into one file, known by what was applied from it',
      onHost()
        .edits('vim all.yaml', { typed: 700, pasted: 12 })
        .types('k apply -f all.yaml')
        .makes(1, 'Deployment apollo/web')
        .makes(1, 'ServiceAccount apollo/robot')
        .ends(),
      ['slip t1'],
    ],
    ['one object is no habit', typedPod(onHost(), 'one').ends(), []],
    [
      'never when pasted from the documentation',
      ['one', 'two']
        .reduce(
          (story, name) =>
            story.edits(`vim ${name}.yaml`, { typed: 300, pasted: 500 }).keeps(1, `/home/candidate/${name}.yaml`, `Pod apollo/${name}`),
          onHost(),
        )
        .ends(),
      [],
    ],
    [
      'a kind that no generator writes must be typed or pasted',
      ['one', 'two']
        .reduce(
          (story, name) =>
            story
              .edits(`vim ${name}.yaml`, { typed: 600, pasted: 0 })
              .keeps(1, `/home/candidate/${name}.yaml`, `NetworkPolicy apollo/${name}`),
          onHost(),
        )
        .ends(),
      [],
    ],
    [
      'a generated file that is edited further is how it should be',
      ['one', 'two']
        .reduce(
          (story, name) => typedPod(story.types(`k run ${name} --image nginx --dry-run=client -o yaml > ${name}.yaml`), name),
          onHost(),
        )
        .ends(),
      ['kept'],
    ],
    [
      'a generator called from inside the editor types little',
      ['one', 'two']
        .reduce(
          (story, name) =>
            story.edits(`vim ${name}.yaml`, { typed: 140, pasted: 0 }).keeps(1, `/home/candidate/${name}.yaml`, `Pod apollo/${name}`),
          onHost(),
        )
        .ends(),
      [],
    ],
    [
      'a file that the task gave is not an empty one',
      typedPod(
        typedPod(new Story().hasFiles(1, { '/home/candidate/one.yaml': 'a', '/home/candidate/two.yaml': 'b' }).opens(1).ssh(1), 'one'),
        'two',
      ).ends(),
      [],
    ],
    ['without a look at the files nothing is known', typedPod(typedPod(new Story().opens(1).ssh(1), 'one'), 'two').ends(), []],
    [
      'a terminal that does not count keys measures nothing',
      onHost().types('vim one.yaml').keeps(1, '/home/candidate/one.yaml', 'Pod apollo/one', 'Pod apollo/two').ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(handTyped))).toEqual(expected)
  })

  it('names the kinds, the letters and a generator', () => {
    const [finding] = typedPod(typedPod(onHost(), 'one'), 'two').ends().findings(handTyped)
    expect(finding?.says).toBe(
      '2 objects (Pod) that kubectl can write were typed by hand, 640 characters: one.yaml at 0:00:40, two.yaml at 0:02:00.',
    )
    expect(finding?.next).toContain('k run ... --dry-run=client -o yaml')
  })
})

const FIELD = 'error: strict decoding error: unknown field "spec.replica"'
const LINE = 'error converting YAML to JSON: yaml: line 5: did not find expected key'

describe('same-error-again', () => {
  it.each<[string, Story, string[]]>([
    [
      'the same unknown field of the same file twice in a row',
      onHost()
        .complains('k apply -f web.yaml', 'unknown-field', FIELD)
        .edits('vim web.yaml', { typed: 9, pasted: 0 }, 20)
        .complains('k apply -f web.yaml', 'unknown-field', FIELD)
        .types('k apply -f web.yaml')
        .ends(),
      ['slip t1'],
    ],
    [
      'another error in the same file is progress',
      onHost().complains('k apply -f web.yaml', 'yaml', LINE).complains('k apply -f web.yaml', 'unknown-field', FIELD).ends(),
      [],
    ],
    [
      'the same error in another file is another error',
      onHost().complains('k apply -f one.yaml', 'unknown-field', FIELD).complains('k apply -f two.yaml', 'unknown-field', FIELD).ends(),
      [],
    ],
    [
      'never for dry runs',
      onHost()
        .complains('k apply -f web.yaml --dry-run=server', 'unknown-field', FIELD)
        .complains('k apply -f web.yaml --dry-run=server', 'unknown-field', FIELD)
        .ends(),
      [],
    ],
    [
      'never for a refusal that the task asks for',
      new Story([{ ...usualTasks[1], text: 'In namespace `apollo`, a Pod without limits must be rejected.' }])
        .hasFiles(1, {})
        .opens(1)
        .ssh(1)
        .complains('k apply -f bad.yaml', 'invalid', 'The Pod "bad" is invalid: spec: no limits')
        .complains('k apply -f bad.yaml', 'invalid', 'The Pod "bad" is invalid: spec: no limits')
        .ends(),
      [],
    ],
    [
      'never for a broken file that the task gave',
      new Story()
        .hasFiles(1, { '/home/candidate/web.yaml': 'broken' })
        .opens(1)
        .ssh(1)
        .complains('k apply -f web.yaml', 'yaml', LINE)
        .complains('k apply -f web.yaml', 'yaml', LINE)
        .ends(),
      [],
    ],
    [
      'three errors that took over a minute each',
      ['a', 'b', 'c']
        .reduce(
          (story, name) => story.complains(`k apply -f ${name}.yaml`, 'yaml', LINE).after(1.5).types(`k apply -f ${name}.yaml`),
          onHost(),
        )
        .ends(),
      ['slip t1'],
    ],
    [
      'two slow ones are no median',
      ['a', 'b']
        .reduce(
          (story, name) => story.complains(`k apply -f ${name}.yaml`, 'yaml', LINE).after(1.5).types(`k apply -f ${name}.yaml`),
          onHost(),
        )
        .ends(),
      [],
    ],
    [
      'a manifest that was put off for another task was not being mended',
      ['a', 'b', 'c']
        .reduce(
          (story, name) =>
            story.complains(`k apply -f ${name}.yaml`, 'yaml', LINE).opens(2).after(5).opens(1).types(`k apply -f ${name}.yaml`),
          onHost(),
        )
        .ends(),
      [],
    ],
    [
      'errors that are right at the next try are worth praise',
      ['a', 'b']
        .reduce((story, name) => story.complains(`k apply -f ${name}.yaml`, 'yaml', LINE).types(`k apply -f ${name}.yaml`), onHost())
        .ends(),
      ['kept'],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(sameErrorAgain))).toEqual(expected)
  })

  it('quotes the message and the gap', () => {
    const [finding] = onHost()
      .complains('k apply -f web.yaml', 'unknown-field', FIELD)
      .complains('k apply -f web.yaml', 'unknown-field', FIELD)
      .ends()
      .findings(sameErrorAgain)
    expect(finding?.says).toBe(`"${FIELD}" came again 10 s after the first time, at 0:00:50.`)
  })
})

const labelled = {
  text: 'In namespace `apollo`, make a Deployment `storefront` with the label `tier=frontend`, and write its image to `/opt/answer/image.txt`.',
  checks: [
    {
      id: 'there',
      kind: 'resource',
      says: 'Deployment storefront is there',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apollo', name: 'storefront' },
    },
    { id: 'image', kind: 'file', says: 'the image is written down', path: '/opt/answer/image.txt' },
  ],
}
const shop = () => new Story([labelled]).opens(1).ssh(1)
const instead = (name: string) =>
  ({
    expected: 'Deployment exists',
    observed: 'there is none',
    nearMiss: 'other-name',
    hint: `there is Deployment ${name} instead`,
  }) as const

describe('retyped-name', () => {
  it.each<[string, Story, string[]]>([
    [
      'an object under a name with two letters swapped',
      shop()
        .types('k -n apollo create deploy storefornt --image nginx')
        .makes(1, 'Deployment apollo/storefornt')
        .fails(1, { there: instead('storefornt') })
        .ends(),
      ['slip t1 -50.0'],
    ],
    [
      'a value with a slip of the finger, typed in a command',
      shop()
        .types('k -n apollo label deploy storefront tier=frontned')
        .changes(1, 'Deployment apollo/storefront')
        .fails(1, { there: { expected: 'metadata.labels.tier: frontend', observed: 'frontned' } })
        .ends(),
      ['slip t1 -50.0'],
    ],
    [
      'an answer in a file whose name is nearly right',
      shop()
        .types('echo nginx > /opt/answer/imgae.txt')
        .finds(1, '/opt/answer/imgae.txt', undefined, 'x')
        .fails(1, { image: 'not-written' })
        .ends(),
      ['slip t1 -50.0'],
    ],
    [
      'never when it cost no check',
      shop()
        .types('k -n apollo create deploy storefornt --image nginx')
        .makes(1, 'Deployment apollo/storefornt')
        .types('k -n apollo delete deploy storefornt')
        .deletes(1, 'Deployment apollo/storefornt')
        .ends(),
      [],
    ],
    [
      'a typing error that the task came with is the puzzle',
      shop()
        .types('k -n apollo get deploy')
        .fails(1, { there: { expected: 'metadata.labels.tier: frontend', observed: 'frontned' } })
        .ends(),
      [],
    ],
    [
      'a name that is simply another one',
      shop()
        .types('k -n apollo create deploy shop --image nginx')
        .makes(1, 'Deployment apollo/shop')
        .fails(1, { there: instead('shop') })
        .ends(),
      [],
    ],
    [
      'names that differ in their number are two names',
      new Story([{ ...labelled, text: labelled.text.replace('frontend', 'frontend-1') }])
        .opens(1)
        .ssh(1)
        .types('k -n apollo label deploy storefront tier=frontend-2')
        .fails(1, { there: { expected: 'metadata.labels.tier: frontend-1', observed: 'frontend-2' } })
        .ends(),
      [],
    ],
    [
      'it was right before: what came later is no typing error',
      shop()
        .types('k -n apollo create deploy storefornt --image nginx')
        .makes(1, 'Deployment apollo/storefornt')
        .silently(1)
        .fails(1, { there: instead('storefornt') })
        .ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(retypedName))).toEqual(expected)
  })

  it('says both names and the moment', () => {
    const [finding] = shop()
      .types('k -n apollo create deploy storefornt --image nginx')
      .makes(1, 'Deployment apollo/storefornt')
      .fails(1, { there: instead('storefornt') })
      .ends()
      .findings(retypedName)
    expect(finding?.says).toBe('Task 1: "storefornt" was typed at 0:00:30 where the text says "storefront".')
  })
})
