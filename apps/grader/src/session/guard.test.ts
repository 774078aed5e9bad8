import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHANGING_SUBVERBS, CHANGING_VERBS } from '../habits/command/kubectl-words.ts'

const guard = resolve(import.meta.dirname, '../../../../sandbox/shell/guard.bash')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unflunk-guard-'))
  writeFileSync(join(folder, 'strict'), 'cka1\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Which of the lines are held on a machine of `host` (`base` is one of none, and a shared one has several names), as the trap would read each. */
function heldOn(host: string, lines: readonly string[]): boolean[] {
  const own = join(folder, `host-${host.replaceAll(' ', '-')}`)
  if (host !== 'base') writeFileSync(own, `${host.replaceAll(' ', '\n')}\n`)
  const script = `
    __unflunk_session=${folder} __unflunk_own_host=${own}
    . ${guard}
    do='--dry-run=client -o yaml' ns=apollo
    cd /tmp
    while IFS= read -r -d '' line; do
      skipped=0
      if __unflunk_strict && __unflunk_split "$line" && { __unflunk_changes "\${words[@]}" || __unflunk_redirects "$line"; }; then echo held; else echo free; fi
    done`
  const printed = execFileSync('bash', ['-c', script], { input: lines.map((line) => `${line}\0`).join(''), encoding: 'utf8' })
  return printed
    .trim()
    .split('\n')
    .map((word) => word === 'held')
}

const changing = [
  'kubectl create ns apollo',
  'kubectl -n apollo delete pod web',
  'k apply -f web.yaml',
  'sudo kubectl delete node node01',
  'sudo -u root kubectl scale deploy web --replicas 2',
  'kubectl rollout undo deploy/web',
  'kubectl edit deploy web',
  'kubectl run tmp --image busybox',
  'kubectl create deploy web --image nginx -n $ns',
  'xargs -n1 kubectl delete pod',
  'bash -c "kubectl delete pod web"',
  "ssh node01 'sudo systemctl restart kubelet'",
  'sudo systemctl restart kubelet',
  'systemctl enable --now containerd',
  'sudo vim /etc/kubernetes/manifests/kube-apiserver.yaml',
  'sudo sed -i s/a/b/ /var/lib/kubelet/config.yaml',
  'sudo rm /etc/kubernetes/manifests/kube-scheduler.yaml',
  'cp web.yaml /etc/kubernetes/manifests/',
  'sudo tee /etc/sysctl.d/k8s.conf',
  'echo x > /etc/motd',
  'sudo kubeadm upgrade apply v1.35.4',
  'sudo ETCDCTL_API=3 etcdctl snapshot restore /opt/backup.db',
  'sudo sysctl -w net.ipv4.ip_forward=1',
  'sudo apt-get install -y kubeadm',
  'helm upgrade web ./chart',
  'timeout 5 kubectl delete pod web',
]
const reading = [
  'kubectl get pods -A',
  'kubectl -n apollo describe deploy web',
  'kubectl logs -p web',
  'kubectl auth can-i delete pods',
  'kubectl rollout status deploy/web',
  'kubectl create deploy web --image nginx $do',
  'kubectl create deploy web --image nginx --dry-run=client -o yaml > web.yaml',
  'kubectl create token robot',
  'kubectl config use-context k8s',
  'kubectl explain pod.spec',
  'kubectl exec -it web -- rm -rf /tmp/x',
  'kubectl delete --help',
  'sudo systemctl status kubelet',
  'journalctl -u kubelet -f',
  'sudo cat /etc/kubernetes/manifests/kube-apiserver.yaml',
  'sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /root/',
  'vim web.yaml',
  'echo x > notes.txt',
  'rm /tmp/x',
  'sudo kubeadm certs check-expiration',
  'kubeadm token list',
  'etcdctl endpoint health',
  'sudo sysctl net.ipv4.ip_forward',
  'grep -r "kubectl delete" .',
  'ssh node01',
  "ssh node01 'cat /etc/hosts'",
  'crictl ps',
  'ls',
  'cd /etc/kubernetes',
  'sudo -i',
  'exit',
  './fix.sh',
  '',
]

describe('on a machine that is not of the open task', () => {
  it('holds every command that changes something', () => {
    const held = heldOn('cka2', changing)
    expect(changing.filter((_, index) => !held[index])).toEqual([])
  })

  it('never holds a command that only reads', () => {
    const held = heldOn('cka2', reading)
    expect(reading.filter((_, index) => held[index])).toEqual([])
  })

  it('knows the same changing verbs of kubectl as the reading of commands', () => {
    const verbs = [
      ...[...CHANGING_VERBS].map((verb) => `kubectl ${verb} x`),
      ...Object.entries(CHANGING_SUBVERBS).flatMap(([verb, words]) => [...words].map((word) => `kubectl ${verb} ${word} x`)),
    ]
    const held = heldOn('cka2', verbs)
    expect(verbs.filter((_, index) => !held[index])).toEqual([])
  })
})

it("holds nothing on the task's own machines", () => {
  expect(heldOn('cka1', [...changing, ...reading])).not.toContain(true)
})

it('holds nothing on a machine that the open task shares with another, under either name', () => {
  const some = changing.slice(0, 4)
  expect(heldOn('cka4 cka1', some)).not.toContain(true)
  expect(heldOn('cka1 cka4', some)).not.toContain(true)
  expect(heldOn('cka4 cka5', some)).not.toContain(false)
})

describe('on base', () => {
  it('holds what would change another host, and nothing else', () => {
    const lines = [
      "ssh cka2 'kubectl delete pod web'",
      'ssh candidate@cka2 sudo systemctl stop kubelet',
      "ssh cka2 'cd /x; kubectl apply -f y'",
    ]
    const free = [
      "ssh cka1 'kubectl delete pod web'",
      "ssh cka2 'kubectl get pods'",
      'ssh cka2',
      'rm -rf /etc/x',
      'vim notes',
      'sudo apt install jq',
    ]
    expect(heldOn('base', lines)).not.toContain(false)
    expect(heldOn('base', free)).not.toContain(true)
  })

  it("goes by the context where kubectl is on base: the task's host, or a name that the grader gives with it", () => {
    writeFileSync(join(folder, 'strict'), 'cka1\nk8s\n')
    expect(
      heldOn('base', [
        'kubectl --context cka1 delete ns a',
        'kubectl --context=k8s delete ns a',
        'kubectl --context other delete ns a',
        'kubectl --context other get ns',
      ]),
    ).toEqual([false, false, true, false])
    writeFileSync(join(folder, 'strict'), 'cka1\n')
  })
})

it('holds nothing where no file says that the level is strict', () => {
  rmSync(join(folder, 'strict'))
  expect(heldOn('cka2', changing)).not.toContain(true)
})
