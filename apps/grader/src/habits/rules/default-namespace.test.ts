import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { defaultNamespace } from './default-namespace.ts'

const rights = {
  text: 'In namespace `apollo`, make a Role `reader` for the ServiceAccount `viewer`; the default account stays as it is.',
  checks: [
    {
      id: 'can',
      kind: 'can-i',
      says: 'viewer may list pods in apollo',
      all: [
        { as: 'system:serviceaccount:apollo:viewer', verb: 'list', resource: 'pods', namespace: 'apollo', allowed: true },
        { as: 'system:serviceaccount:apollo:viewer', verb: 'list', resource: 'pods', namespace: 'default', allowed: false },
      ],
    },
  ],
}

const table: [string, Story, string[]][] = [
  [
    'born in default while the task names apollo',
    new Story()
      .opens(1)
      .ssh(1)
      .types('k create deploy web --image nginx')
      .makes(1, 'Deployment default/web')
      .fails(1, { web: 'other-namespace', answers: 'plain' })
      .ends(),
    ['slip t1 -22.2'],
  ],
  [
    'made again in the right namespace: a slip without points',
    new Story()
      .opens(1)
      .ssh(1)
      .types('k create deploy web')
      .makes(1, 'Deployment default/web')
      .types('k -n apollo create deploy web')
      .makes(1, 'Deployment apollo/web')
      .ends(),
    ['slip t1'],
  ],
  [
    'the grader found it in another namespace though the watch saw nothing',
    new Story().opens(1).ssh(1).types('./fix.sh').fails(1, { web: 'other-namespace' }).ends(),
    ['slip t1 -22.2'],
  ],
  [
    'a scratch pod in default is nobody’s mistake',
    new Story().opens(1).ssh(1).types('k run tmp --image busybox').makes(1, 'Pod default/tmp').fails(1, { answers: 'plain' }).ends(),
    [],
  ],
  [
    'a task that names no namespace means default',
    new Story().opens(3).ssh(3).types('k create cm app').makes(3, 'ConfigMap default/app').ends(),
    [],
  ],
  [
    'a namespace that the text names as well is left to the grader',
    new Story([{ ...usualTasks[1], text: 'In namespace `apollo`, make a Deployment `web` like the one in namespace `hermes`.' }])
      .opens(1)
      .ssh(1)
      .types('k -n hermes apply -f web.yaml')
      .makes(1, 'Deployment hermes/web')
      .ends(),
    [],
  ],
  [
    'an object that only the text asks for, though another check probes default on purpose',
    new Story([rights])
      .opens(1)
      .ssh(1)
      .types('k create role reader --verb=get --resource=pods')
      .makes(1, 'Role default/reader')
      .fails(1, { can: 'plain' })
      .ends(),
    ['slip t1'],
  ],
  [
    'a text that wants it in the default namespace',
    new Story([{ ...rights, text: 'Make the Role `reader` in the default namespace, and one in namespace `apollo`.' }])
      .opens(1)
      .ssh(1)
      .types('k create role reader --verb=get --resource=pods')
      .makes(1, 'Role default/reader')
      .ends(),
    [],
  ],
  [
    'a name of the text that stands for another kind',
    new Story([rights]).opens(1).ssh(1).types('k create cm reader').makes(1, 'ConfigMap default/reader').ends(),
    [],
  ],
  [
    'another task on the same cluster wants it in default',
    new Story([
      { ...usualTasks[1], cluster: 'c' },
      {
        ...usualTasks[1],
        cluster: 'c',
        checks: [
          {
            id: 'w',
            kind: 'resource',
            says: 'Deployment web in default',
            object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
          },
        ],
      },
    ])
      .opens(2)
      .ssh(2)
      .types('k create deploy web')
      .makes(2, 'Deployment default/web')
      .ends(),
    [],
  ],
  [
    'two objects in the namespace that their tasks name are worth praise',
    new Story()
      .opens(1)
      .ssh(1)
      .types('k -n apollo create deploy web')
      .makes(1, 'Deployment apollo/web')
      .types('k -n apollo create sa a')
      .makes(1, 'ServiceAccount apollo/a')
      .ends(),
    ['kept t1'],
  ],
]

describe('default-namespace', () => {
  it.each(table)('%s', (_, story, expected) => {
    expect(brief(story.findings(defaultNamespace))).toEqual(expected)
  })

  it('says where it was made, what the task names, and when it was put right', () => {
    const story = new Story()
      .opens(1)
      .ssh(1)
      .types('k create deploy web')
      .makes(1, 'Deployment default/web')
      .types('k -n apollo create deploy web')
      .makes(1, 'Deployment apollo/web')
      .ends()
    expect(story.findings(defaultNamespace)[0]?.says).toBe(
      'Task 1: Deployment web was made in namespace default; the task names apollo. You put it right at 0:00:42.',
    )
  })
})
