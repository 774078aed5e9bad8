import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Call, isLook, learn, readLine, usualWords } from './read-line.ts'

/** One call as a short text: what the tables below compare. */
function short(call: Call): string {
  const where = call.host ? `@${call.host} ` : ''
  const mark = call.changing === undefined ? '?' : call.changing ? '!' : call.dryRun ? '~' : '-'
  const k = call.kubectl
  if (!k) return `${where}${mark} ${[call.tool, ...call.files].join(' ')}${call.writes.map((path) => ` >${path}`).join('')}`
  const object = k.resource === undefined ? '' : ` ${k.resource}${k.names.map((name) => `/${name}`).join('')}`
  const rest = [k.namespace && `ns=${k.namespace}`, k.context && `ctx=${k.context}`, k.file && `f=${k.file}`].filter(Boolean)
  return [`${where}${mark}`, k.verb, k.subverb].filter(Boolean).join(' ') + object + rest.map((word) => ` ${word}`).join('')
}

const read = (line: string) => readLine(line).map(short)

describe('a command line is read as the calls it makes', () => {
  it.each<[string, string[]]>([
    ['k get pods', ['- get Pod']],
    ['kubectl -n apollo get po web-0 -oyaml', ['- get Pod/web-0 ns=apollo']],
    ['k get deploy,svc -A', ['- get Deployment']],
    ['k create ns apollo', ['! create ns Namespace/apollo']],
    ['k create deployment web --image nginx --replicas 3 -napollo', ['! create deployment Deployment/web ns=apollo']],
    ['k create secret generic db --from-literal a=b', ['! create secret Secret/db']],
    ['k create role reader --verb get,list --resource pods -n apollo', ['! create role Role/reader ns=apollo']],
    ['k create svc clusterip web --tcp 80:8080', ['! create svc Service/web']],
    ['k create token robot', ['- create token ServiceAccount/robot']],
    ['k create deploy web --image nginx --dry-run=client -o yaml > web.yaml', ['~ create deploy Deployment/web']],
    ['k run tmp --image=busybox $do', ['~ run Pod/tmp']],
    ['k delete pod tmp $now', ['! delete Pod/tmp']],
    ['k run tmp --rm -it --image=busybox -- sh -c "wget web"', ['! run Pod/tmp']],
    ['k apply -f web.yaml', ['! apply f=web.yaml']],
    ['k apply -f - <<EOF\nkind: Pod\nEOF', ['! apply f=-']],
    ['cat web.yaml | k apply -f -', ['- cat', '! apply f=-']],
    ['k create -f web.yaml', ['! create f=web.yaml']],
    ['k replace --force -f /tmp/kubectl-edit-1.yaml', ['! replace f=/tmp/kubectl-edit-1.yaml']],
    ['k edit deploy/web -n apollo', ['! edit Deployment/web ns=apollo']],
    ['k set image deploy/web nginx=nginx:1.27', ['! set image Deployment/web']],
    ['k scale deploy web --replicas=2', ['! scale Deployment/web']],
    ['k rollout undo deploy web', ['! rollout undo Deployment/web']],
    ['k rollout status deploy/web', ['- rollout status Deployment/web']],
    ['k label node node01 tier=gold', ['! label Node/node01']],
    ['k label no node01 tier-', ['! label Node/node01']],
    ['k taint nodes node01 a=b:NoSchedule', ['! taint Node/node01']],
    ['k drain node01 --ignore-daemonsets', ['! drain Node/node01']],
    ['k patch deploy web -p \'{"spec":{"replicas":2}}\'', ['! patch Deployment/web']],
    ['k logs -p web-0', ['- logs Pod/web-0']],
    ['k exec -it web-0 -n apollo -- rm -rf /tmp/x', ['- exec Pod/web-0 ns=apollo']],
    ['k auth can-i list pods --as system:serviceaccount:apollo:viewer', ['- auth can-i']],
    ['k config use-context k8s', ['- config use-context']],
    ['k --context k8s get no', ['- get Node ctx=k8s']],
    ['k certificate approve jane', ['! certificate approve CertificateSigningRequest/jane']],
    ['k explain pod.spec', ['- explain Pod']],
    ['k create deploy --help', ['- create deploy Deployment']],
    ['k expose deploy web --port 80', ['! expose Deployment/web']],
    ['for n in a b; do k create ns $n; done', ['! create ns Namespace/$n']],
    ['k get po | grep web && k delete po web', ['- get Pod', '- grep', '! delete Pod/web']],
    ['echo $(k get po -o name)', ['- echo', '- get Pod']],
    ['ssh cka7968', ['@cka7968 - ssh']],
    ['ssh -o X=y candidate@cka7968 k -n apollo delete po web', ['@cka7968 ! delete Pod/web ns=apollo']],
    ["ssh cka7968 'sudo systemctl restart kubelet'", ['@cka7968 ! systemctl']],
    ['sudo -i', ['? sudo']],
    ['sudo -u root vim +12 /etc/kubernetes/manifests/kube-apiserver.yaml', ['! vim /etc/kubernetes/manifests/kube-apiserver.yaml']],
    ['sudo cp /etc/kubernetes/manifests/etcd.yaml /root/', ['! cp']],
    ['sed -i.bak s/a/b/ web.yaml', ['! sed']],
    ['sed s/a/b/ web.yaml', ['- sed']],
    ['systemctl status kubelet', ['- systemctl']],
    ['sudo systemctl enable --now kubelet', ['! systemctl']],
    ['journalctl -u kubelet | tail -20', ['- journalctl', '- tail']],
    ['echo hello > /opt/answer.txt', ['! echo >/opt/answer.txt']],
    ['k get po 2>/dev/null', ['- get Pod']],
    ['bash -c "k delete ns apollo"', ['! delete Namespace/apollo']],
    ['watch -n 1 k get po', ['- get Pod']],
    ['k get po -o name | xargs -n 1 k delete', ['- get Pod', '! delete']],
    ['timeout 5 curl web', ['- curl']],
    ['./fix.sh', ['? fix.sh']],
    ['X=1', []],
    ['', []],
  ])('%s', (line, calls) => {
    expect(read(line)).toEqual(calls)
  })

  it('gives what it could read of a line that is not finished', () => {
    expect(read('k get po && k delete po "web')[0]).toBe('- get Pod')
  })

  it('never throws, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'k ssh\'"$(){}|;&<>-=\n\\`apply!#') }), (line) => Array.isArray(readLine(line))),
    )
  })

  it('knows variables and aliases that were defined earlier', () => {
    const words = ['export out="-o yaml --dry-run=server"', "alias kn='k -n'", 'ns=apollo'].reduce(
      (known, line) => learn(line, known),
      usualWords,
    )
    expect(readLine('kn $ns create cm a $out', words).map(short)).toEqual(['~ create cm ConfigMap/a ns=apollo'])
  })
})

describe('a call is a look or not', () => {
  it.each<[string, boolean]>([
    ['k get po', true],
    ['k edit deploy web', true],
    ['k apply -f web.yaml', false],
    ['k exec web -- ls', true],
    ['k config use-context a', false],
    ['k explain pod', false],
    ['curl web', true],
    ['systemctl status kubelet', true],
    ['sudo -i', false],
    ['exit', false],
    ['echo done', false],
    ['cp a b', false],
    ['./check.sh', true],
  ])('%s: %s', (line, look) => {
    expect(readLine(line).some(isLook)).toBe(look)
  })
})
