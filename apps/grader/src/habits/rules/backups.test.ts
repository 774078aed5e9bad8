import { describe, expect, it } from 'vitest'
import { brief, Story } from '../testing/story.ts'
import { backupInManifests } from './backup-in-manifests.ts'
import { noBackup } from './no-backup.ts'
import { noObjectBackup } from './no-object-backup.ts'

const API = '/etc/kubernetes/manifests/kube-apiserver.yaml'
const KUBELET = '/var/lib/kubelet/config.yaml'
const given = { [API]: 'old', '/etc/kubernetes/manifests/etcd.yaml': 'etcd', [KUBELET]: 'kubelet', '/root/.profile': 'p' }

const begin = () => new Story().opens(1).hasFiles(1, given).ssh(1)

describe('no-backup', () => {
  it.each<[string, Story, string[]]>([
    [
      'an edit of the API server manifest whose old content is nowhere',
      begin().types(`sudo vim ${API}`).finds(1, API, 'old', 'new').ends(),
      ['slip t1'],
    ],
    ['the same with sed -i', begin().types(`sudo sed -i s/a/b/ ${API}`).finds(1, API, 'old', 'new').ends(), ['slip t1']],
    ['the kubelet configuration counts too', begin().types(`sudo vim ${KUBELET}`).finds(1, KUBELET, 'kubelet', 'new').ends(), ['slip t1']],
    [
      'a copy in /root before the edit is worth praise',
      begin()
        .types(`sudo cp ${API} /root/`)
        .types(`sudo vim ${API}`)
        .finds(1, '/root/kube-apiserver.yaml', undefined, 'old')
        .finds(1, API, 'old', 'new')
        .ends(),
      ['kept t1'],
    ],
    [
      'sed -i.bak keeps one by itself; in the manifests folder it is no slip here (but in backup-in-manifests)',
      begin().types(`sudo sed -i.bak s/a/b/ ${API}`).finds(1, API, 'old', 'new').finds(1, `${API}.bak`, undefined, 'old').ends(),
      [],
    ],
    [
      'a copy that was removed again still counts',
      begin().types(`sudo cp ${API} /tmp/x`).types(`sudo vim ${API}`).types('rm /tmp/x').finds(1, API, 'old', 'new').ends(),
      [],
    ],
    [
      'a copy of the whole folder',
      begin().types('sudo cp -r /etc/kubernetes /root/k8s').types(`sudo vim ${API}`).finds(1, API, 'old', 'new').ends(),
      [],
    ],
    [
      'an archive',
      begin().types('sudo tar czf /root/m.tgz /etc/kubernetes/manifests').types(`sudo vim ${API}`).finds(1, API, 'old', 'new').ends(),
      [],
    ],
    [
      'moved away, edited, moved back',
      begin()
        .types(`sudo mv ${API} /root/`)
        .types('sudo vim /root/kube-apiserver.yaml')
        .types(`sudo mv /root/kube-apiserver.yaml ${API}`)
        .finds(1, API, 'old', 'new')
        .ends(),
      [],
    ],
    [
      'the grader was restarted in between: its new look goes on with the old ones',
      begin()
        .types(`sudo vim ${API}`)
        .hasFiles(1, { ...given, [API]: 'new' })
        .ends(),
      ['slip t1'],
    ],
    [
      'the cluster was reset in between: what came before it is gone',
      begin()
        .types(`sudo vim ${API}`)
        .resets(1)
        .hasFiles(1, { ...given, [API]: 'new' })
        .ends(),
      [],
    ],
    [
      'written elsewhere from the editor: the digest shows it',
      begin().types(`sudo vim ${API}`).finds(1, API, 'old', 'new').finds(1, '/home/candidate/a', undefined, 'old').ends(),
      ['kept t1'],
    ],
    [
      'back as it was at the last look',
      begin().types(`sudo vim ${API}`).finds(1, API, 'old', 'new').types(`sudo vim ${API}`).finds(1, API, 'new', 'old').ends(),
      [],
    ],
    ['a script made the change: not measured', begin().types('sudo ./fix.sh').finds(1, API, 'old', 'new').ends(), []],
    [
      'kubeadm keeps what it replaces',
      begin().types('sudo kubeadm upgrade apply v1.35.4').types(`sudo vim ${API}`).finds(1, API, 'old', 'new').ends(),
      [],
    ],
    ['only looked at', begin().types(`sudo cat ${API}`).types(`sudo view ${API}`).ends(), []],
    ['an answer file is not dangerous', begin().types('vim /opt/answer.txt').finds(1, '/opt/answer.txt', 'a', 'b').ends(), []],
    [
      'a copy that was there from the start is no praise',
      new Story()
        .opens(1)
        .hasFiles(1, { ...given, '/root/old.yaml': 'old' })
        .ssh(1)
        .types(`sudo vim ${API}`)
        .finds(1, API, 'old', 'new')
        .ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(noBackup))).toEqual(expected)
  })

  it('says which file, when, and what to do', () => {
    const [finding] = begin().types(`sudo vim ${API}`).finds(1, API, 'old', 'new').ends().findings(noBackup)
    expect(finding?.says).toBe('Task 1: kube-apiserver.yaml was changed at 0:00:40, and its old content is nowhere on cka1.')
    expect(finding?.next).toContain(`sudo cp ${API} /root/`)
  })
})

describe('backup-in-manifests', () => {
  it.each<[string, Story, string[]]>([
    ['a copy beside the original', begin().types(`sudo cp ${API} ${API}.bak`).finds(1, `${API}.bak`, undefined, 'old').ends(), ['slip t1']],
    [
      'a copy that was changed since, by its name',
      begin().types(`sudo vim ${API}`).finds(1, '/etc/kubernetes/manifests/kube-apiserver-old.yaml', undefined, 'other').ends(),
      ['slip t1'],
    ],
    [
      'a copy of any name, by its content',
      begin().types(`sudo cp ${API} /etc/kubernetes/manifests/x`).finds(1, '/etc/kubernetes/manifests/x', undefined, 'old').ends(),
      ['slip t1'],
    ],
    [
      'taken away before the end',
      begin().types(`sudo cp ${API} ${API}.bak`).finds(1, `${API}.bak`, undefined, 'old').finds(1, `${API}.bak`, 'old', undefined).ends(),
      [],
    ],
    [
      'a file that begins with a dot is not run',
      begin().types(`sudo cp ${API} /etc/kubernetes/manifests/.old`).finds(1, '/etc/kubernetes/manifests/.old', undefined, 'old').ends(),
      [],
    ],
    [
      'a new static pod that the task asks for',
      begin().types('sudo vim /etc/kubernetes/manifests/web.yaml').finds(1, '/etc/kubernetes/manifests/web.yaml', undefined, 'web').ends(),
      [],
    ],
    [
      'a copy in a folder above',
      begin().types(`sudo cp ${API} /etc/kubernetes/`).finds(1, '/etc/kubernetes/kube-apiserver.yaml', undefined, 'old').ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(backupInManifests))).toEqual(expected)
  })
})

describe('no-backup of an object', () => {
  const recreate = (story: Story) =>
    story
      .types('k -n gemini delete deploy api')
      .deletes(2, 'Deployment gemini/api')
      .types('k -n gemini create deploy api --image nginx')
      .makes(2, 'Deployment gemini/api')
      .ends()
  const start = () => new Story().opens(2).ssh(2)
  it.each<[string, Story, string[]]>([
    ['deleted and made anew from nothing', recreate(start().types('k -n gemini get deploy')), ['slip t2']],
    ['shown as yaml before', recreate(start().types('k -n gemini get deploy api -o yaml > api.yaml')), []],
    ['all of them dumped before', recreate(start().types('k -n gemini get deploy -oyaml')), []],
    ['edited before: kubectl keeps the text', recreate(start().types('k -n gemini edit deploy api', 1)), []],
    ['described before', recreate(start().types('k -n gemini describe deploy api')), []],
    ['a script may have kept it', recreate(start().types('./save.sh')), []],
    ['one that the candidate made before', recreate(start().types('k -n gemini create deploy api').makes(2, 'Deployment gemini/api')), []],
    ['deleted and not made again', start().types('k -n gemini delete deploy api').deletes(2, 'Deployment gemini/api').ends(), []],
    [
      'replaced from a file',
      start().types('k replace --force -f api.yaml').deletes(2, 'Deployment gemini/api').makes(2, 'Deployment gemini/api').ends(),
      [],
    ],
  ])('%s', (_, story, expected) => {
    expect(brief(story.findings(noObjectBackup))).toEqual(expected)
  })
})
