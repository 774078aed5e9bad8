import { describe, expect, it } from 'vitest'
import { brief, Story, usualTasks } from '../testing/story.ts'
import { overFix } from './over-fix.ts'
import { secondEditBlind } from './second-edit-blind.ts'

const API = '/etc/kubernetes/manifests/kube-apiserver.yaml'

describe('second-edit-blind', () => {
  const first = () =>
    new Story()
      .opens(1)
      .hasFiles(1, { [API]: 'old' })
      .ssh(1)
      .types(`sudo vim ${API}`)
  const refused = (story: Story) => story.complains('k get po', 'unreachable', 'connection refused')
  const again = (story: Story) => story.types(`sudo vim ${API}`).finds(1, API, 'old', 'new').ends()
  it.each<[string, Story, string[]]>([
    ['edited again while it is down', again(refused(first())), ['slip t1']],
    ['the same with sed', refused(first()).types(`sudo sed -i s/a/b/ ${API}`).finds(1, API, 'old', 'new').ends(), ['slip t1']],
    ['its log was read', again(refused(first()).types('sudo crictl logs abc')), ['kept t1']],
    ['the journal was read', again(refused(first()).types('sudo journalctl -u kubelet')), ['kept t1']],
    ['the log file was read', again(refused(first()).types('sudo tail /var/log/pods/kube-system_kube-apiserver/0.log')), ['kept t1']],
    [
      'the log was read in another terminal',
      again(refused(first()).inTerminal('x2').ssh(1).types('sudo crictl ps -a').inTerminal('x1')),
      ['kept t1'],
    ],
    ['compared with the copy', again(refused(first()).types(`sudo diff ${API} /root/a.yaml`)), []],
    ['it came up in between', again(refused(first()).types('k get po')), []],
    ['nobody saw it down', again(first()), []],
    ['a script ran in between', again(refused(first()).types('./look.sh')), []],
    ['the way back is no edit', refused(first()).types(`sudo cp /root/a.yaml ${API}`).finds(1, API, 'old', 'new').ends(), []],
    ['nothing was changed in the file', refused(first()).types(`sudo vim ${API}`).ends(), []],
    ['another file', refused(first()).types('sudo vim /etc/hosts').finds(1, API, 'old', 'new').ends(), []],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(secondEditBlind))).toEqual(expected)
  })

  it('says which edits', () => {
    const [finding] = again(refused(first())).findings(secondEditBlind)
    expect(finding?.says).toBe(
      'Task 1: kube-apiserver.yaml was edited again at 0:01:01 while the API server was down from the edit at 0:00:40, and no log was read in between.',
    )
  })
})

describe('over-fix', () => {
  const on = (task: object = usualTasks[1] ?? {}) => new Story([task]).opens(1).ssh(1)
  const deny = (story: Story) => story.types('k -n apollo delete netpol deny').deletes(1, 'NetworkPolicy apollo/deny')
  const guarded = {
    ...usualTasks[1],
    checks: [
      ...(usualTasks[1]?.checks ?? []),
      {
        id: 'deny',
        kind: 'resource',
        says: 'the policy deny still stands',
        guard: true,
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'apollo', name: 'deny' },
      },
    ],
  }
  const ADMIN = 'k create clusterrolebinding all --clusterrole=cluster-admin --serviceaccount=apollo:web'
  it.each<[string, Story, string[]]>([
    ['a policy deleted', deny(on()).ends(), ['slip t1']],
    ['a policy that the task guards', deny(on(guarded)).fails(1, { deny: 'plain' }).ends(), ['slip t1 -33.3']],
    ['made again', deny(on()).makes(1, 'NetworkPolicy apollo/deny').ends(), []],
    ['one that the candidate had made', deny(on().makes(1, 'NetworkPolicy apollo/deny')).ends(), []],
    ['the text asks for it', deny(on({ ...usualTasks[1], text: 'Remove what blocks `web` in namespace `apollo`.' })).ends(), []],
    ['gone with its namespace', on().types('k delete ns apollo').deletes(1, 'NetworkPolicy apollo/deny').ends(), []],
    ['cluster-admin granted', on().types(ADMIN).makes(1, 'ClusterRoleBinding all').ends(), ['slip t1']],
    [
      'and taken back',
      on()
        .types(ADMIN)
        .makes(1, 'ClusterRoleBinding all')
        .types('k delete clusterrolebinding all')
        .deletes(1, 'ClusterRoleBinding all')
        .ends(),
      [],
    ],
    [
      'granted as asked',
      on({ ...usualTasks[1], text: 'Bind cluster-admin to `web`.' })
        .types(ADMIN)
        .makes(1, 'ClusterRoleBinding all')
        .ends(),
      [],
    ],
    [
      'a smaller role',
      on().types('k create clusterrolebinding all --clusterrole=view --user=a').makes(1, 'ClusterRoleBinding all').ends(),
      [],
    ],
    [
      'a pod of a ReplicaSet edited',
      on().types('k -n apollo edit pod web-abc').changes(1, 'Pod apollo/web-abc', 'kubectl-edit', 'ReplicaSet').ends(),
      ['slip t1'],
    ],
    [
      'and then its Deployment',
      on()
        .types('k -n apollo edit pod web-abc')
        .changes(1, 'Pod apollo/web-abc', 'kubectl-edit', 'ReplicaSet')
        .types('k -n apollo edit deploy web')
        .changes(1, 'Deployment apollo/web')
        .ends(),
      [],
    ],
    [
      'a node owns its static pod',
      on().types('k -n apollo edit pod web-abc').changes(1, 'Pod apollo/web-abc', 'kubectl-edit', 'Node').ends(),
      [],
    ],
    ['nobody was seen to do it', on().after(1).changes(1, 'Pod apollo/web-abc', 'kubectl-edit', 'ReplicaSet').ends(), []],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(overFix))).toEqual(expected)
  })
})
