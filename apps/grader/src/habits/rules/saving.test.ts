import type { HabitEventBody } from '@unflunk/shared/habits'
import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { editedNotApplied } from './edited-not-applied.ts'
import { notPersistent } from './not-persistent.ts'

const FILE = '/home/candidate/web.yaml'

/** A look at the file, and how `Deployment apollo/web` of it stood against the cluster. */
const manifest = (
  live: 'same' | 'differs' | 'absent',
  path = FILE,
  name = 'web',
  namespace: string | undefined = 'apollo',
): HabitEventBody => ({
  type: 'manifest-seen',
  task: 't1',
  host: 'cka1',
  path,
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, live, ...(namespace === undefined ? {} : { namespace }) }],
})

const begin = () => new Story().opens(1).hasFiles(1, { '/root/.profile': 'p' }).ssh(1)
const wrong = { web: 'plain' } as const

describe('edited-not-applied', () => {
  const written = (story: Story, path = FILE) => story.types(`vim ${path}`).finds(1, path, undefined, 'new')
  it.each<[string, Story, string[]]>([
    ['written and never applied', written(begin()).logs(manifest('absent')).fails(1, wrong).ends(), ['slip t1 -22.2']],
    [
      'edited again after the apply',
      written(begin())
        .types('k apply -f web.yaml')
        .makes(1, 'Deployment apollo/web')
        .types('vim web.yaml')
        .logs(manifest('differs'))
        .fails(1, wrong)
        .ends(),
      ['slip t1'],
    ],
    [
      'the apply was refused',
      written(begin()).types('k apply -f web.yaml', 1).logs(manifest('absent')).fails(1, wrong).ends(),
      ['slip t1 -22.2'],
    ],
    [
      'generated into a file, and left there',
      begin()
        .types('k -n apollo create deploy web --image nginx --dry-run=client -o yaml > web.yaml')
        .finds(1, FILE, undefined, 'new')
        .logs(manifest('absent'))
        .fails(1, wrong)
        .ends(),
      ['slip t1 -22.2'],
    ],
    [
      'without a namespace in the file it may be meant for any',
      written(begin())
        .logs(manifest('absent', FILE, 'web', undefined))
        .fails(1, wrong)
        .ends(),
      ['slip t1 -22.2'],
    ],
    [
      'applied, and not right in another way',
      written(begin()).types('k apply -f web.yaml').logs(manifest('same')).fails(1, wrong).ends(),
      [],
    ],
    [
      'applied, then changed by a command',
      written(begin())
        .types('k apply -f web.yaml')
        .types('k -n apollo edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .logs(manifest('differs'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'made by a command after all',
      written(begin())
        .types('k -n apollo create deploy web --image nginx')
        .makes(1, 'Deployment apollo/web')
        .logs(manifest('differs'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    ['applied by a pattern', written(begin()).types('k apply -f *.yaml').logs(manifest('differs')).fails(1, wrong).ends(), []],
    ['applied as a folder', written(begin()).types('k apply -f .').logs(manifest('differs')).fails(1, wrong).ends(), []],
    [
      'piped from base',
      written(begin()).exits().types("ssh cka1 'kubectl apply -f -' < web.yaml").logs(manifest('differs')).fails(1, wrong).ends(),
      [],
    ],
    ['a script may have applied it', written(begin()).types('./all.sh').logs(manifest('absent')).fails(1, wrong).ends(), []],
    ['nobody was seen to write it', begin().finds(1, FILE, undefined, 'new').logs(manifest('absent')).fails(1, wrong).ends(), []],
    ['it cost nothing', written(begin()).logs(manifest('differs')).ends(), []],
    [
      'an object of nobody',
      written(begin())
        .logs(manifest('absent', FILE, 'scratch'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'a copy of the old form to go back to',
      begin()
        .types('k -n apollo get deploy web -o yaml > old.yaml')
        .finds(1, '/home/candidate/old.yaml', undefined, 'o')
        .logs(manifest('differs', '/home/candidate/old.yaml'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'another file holds what runs',
      written(begin())
        .logs(manifest('differs'))
        .logs(manifest('same', '/home/candidate/web2.yaml'))
        .finds(1, '/home/candidate/web2.yaml', undefined, 'x')
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'removed since',
      written(begin()).logs(manifest('absent')).types('rm web.yaml').finds(1, FILE, 'new', undefined).fails(1, wrong).ends(),
      [],
    ],
    [
      'a kustomization applies it',
      written(begin())
        .finds(1, '/home/candidate/kustomization.yaml', undefined, 'k')
        .types('k apply -k .')
        .logs(manifest('differs'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'moved into the static pod folder',
      written(begin())
        .types(`sudo cp ${FILE} /etc/kubernetes/manifests/`)
        .finds(1, '/etc/kubernetes/manifests/web.yaml', undefined, 'new')
        .logs(manifest('absent'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    ['the cluster was reset since', written(begin()).logs(manifest('absent')).resets(1).hasFiles(1, {}).fails(1, wrong).ends(), []],
    [
      'an answer file that the text asks for',
      written(
        new Story([{ ...usualTasks[1], text: 'Write the manifest of Deployment `web` in namespace `apollo` to `/opt/out/web.yaml`.' }])
          .opens(1)
          .hasFiles(1, {})
          .ssh(1),
        '/opt/out/web.yaml',
      )
        .logs(manifest('absent', '/opt/out/web.yaml'))
        .fails(1, wrong)
        .ends(),
      [],
    ],
    [
      'two manifests that are what runs',
      written(begin())
        .types('k apply -f web.yaml')
        .logs(manifest('same'))
        .finds(1, '/home/candidate/w2.yaml', undefined, 'n')
        .logs(manifest('same', '/home/candidate/w2.yaml'))
        .ends(),
      ['kept'],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(editedNotApplied))).toEqual(expected)
  })

  it('says when, and what to type', () => {
    const [finding] = written(begin())
      .types('k apply -f web.yaml', 1)
      .logs(manifest('absent'))
      .fails(1, wrong)
      .ends()
      .findings(editedNotApplied)
    expect(finding?.says).toBe(
      'Task 1: web.yaml was last edited at 0:00:40 and its apply at 0:01:01 was refused; Deployment web in namespace apollo is not in the cluster.',
    )
    expect(finding?.next).toBe('Read the refusal to its end, then again: k apply -f /home/candidate/web.yaml')
  })

  it('takes the points in the ledger as not applied', () => {
    const { ledger } = written(begin()).logs(manifest('absent')).fails(1, wrong).ends().report()
    expect(ledger.map(({ task, reason, points }) => `${task} ${reason} ${points}`)).toEqual(['t1 not-applied 22.2'])
  })
})

describe('not-persistent', () => {
  const KUBELET = '/var/lib/kubelet/config.yaml'
  const node = {
    text: 'The kubelet of `node01` must run, also after a reboot, and allow 60 pods. Set `net.ipv4.ip_forward` to 1.',
    checks: [
      {
        id: 'unit',
        kind: 'node',
        says: 'the kubelet is active and enabled',
        node: 'node01',
        unit: { name: 'kubelet', active: true, enabled: true },
      },
      { id: 'pods', kind: 'node', says: 'the kubelet allows 60 pods', node: 'node01', kubelet: { maxPods: 60 } },
    ],
  }
  const start: HabitEventBody = {
    type: 'machine-seen',
    task: 't1',
    host: 'node01',
    active: ['containerd'],
    enabled: ['containerd'],
    live: { 'net.ipv4.ip_forward': '0' },
    stored: {},
  }
  const unit = (active: boolean, enabled: boolean, name = 'kubelet'): HabitEventBody => ({
    type: 'unit-seen',
    task: 't1',
    host: 'node01',
    unit: name,
    active,
    enabled,
  })
  const setting = (live: string, stored?: string): HabitEventBody => ({
    type: 'setting-seen',
    task: 't1',
    host: 'node01',
    key: 'net.ipv4.ip_forward',
    live,
    ...(stored === undefined ? {} : { stored }),
  })
  const older = (story: Story, startedAt: number, changedAt: number): Story =>
    story.logs({
      type: 'process-older',
      task: 't1',
      host: 'node01',
      process: 'kubelet',
      path: KUBELET,
      startedAt: story.now + startedAt,
      changedAt: story.now + changedAt,
    })
  const on = (task: object = node) => new Story([task]).opens(1).logs(start).ssh(1).ssh('node01')

  it.each<[string, Story, string[]]>([
    [
      'started, not enabled',
      on().types('sudo systemctl start kubelet').logs(unit(true, false)).fails(1, { unit: 'plain' }).ends(),
      ['slip t1 -50.0'],
    ],
    [
      'the same, though no check asks',
      on({ ...node, checks: [node.checks[1]] })
        .types('sudo systemctl start kubelet')
        .logs(unit(true, false))
        .ends(),
      ['slip t1'],
    ],
    ['enabled in the end', on().logs(unit(true, false)).types('sudo systemctl enable kubelet').logs(unit(true, true)).ends(), ['kept t1']],
    ['stopped again', on().logs(unit(true, false)).logs(unit(false, false)).ends(), []],
    [
      'a unit that the task does not speak of',
      on()
        .logs(unit(true, false, 'nginx'))
        .ends(),
      [],
    ],
    [
      'it was so at the start',
      on()
        .logs({ ...start, active: ['kubelet'], enabled: [] } as HabitEventBody)
        .logs(unit(true, false))
        .ends(),
      ['slip t1'],
    ],
    [
      'the task wants it disabled',
      on({ ...node, text: 'Start the kubelet by hand; it stays disabled.' })
        .logs(unit(true, false))
        .ends(),
      [],
    ],
    ['no start state was seen', new Story([node]).opens(1).ssh(1).logs(unit(true, false)).ends(), []],
    ['set, not stored', on().types('sudo sysctl -w net.ipv4.ip_forward=1').logs(setting('1')).ends(), ['slip t1']],
    [
      'stored, not loaded',
      on().types('echo net.ipv4.ip_forward=1 | sudo tee /etc/sysctl.d/x.conf').logs(setting('0', '1')).ends(),
      ['slip t1'],
    ],
    ['set and stored', on().logs(setting('1', '1')).ends(), []],
    ['set back to what it was', on().logs(setting('1')).logs(setting('0')).ends(), []],
    [
      'written after the kubelet started',
      older(on().types(`sudo vim ${KUBELET}`), -60_000, -5_000)
        .fails(1, { pods: 'plain' })
        .ends(),
      ['slip t1 -50.0'],
    ],
    [
      'and restarted since',
      older(older(on().types(`sudo vim ${KUBELET}`), -60_000, -5_000).types('sudo systemctl restart kubelet'), -1_000, -15_000).ends(),
      [],
    ],
    [
      'restarted after the look',
      older(on().types(`sudo vim ${KUBELET}`), -60_000, -5_000)
        .types('sudo systemctl restart kubelet')
        .ends(),
      [],
    ],
    ['nobody was seen to write it', older(on(), -60_000, -5_000).ends(), []],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(notPersistent))).toEqual(expected)
  })

  it('says what a reboot does', () => {
    const [finding] = on().types('sudo sysctl -w net.ipv4.ip_forward=1').logs(setting('1')).ends().findings(notPersistent)
    expect(finding?.says).toBe('Task 1: net.ipv4.ip_forward is 1 on node01, but is stored nowhere: a reboot takes it back.')
  })
})
