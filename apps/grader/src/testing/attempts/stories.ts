// Four candidates. Each sits the mini mock in another way; what a fair coach would say of each stands in habits/attempts.test.ts.
import { pause, type Room } from './room.ts'

const at = (number: number, room: Room) => ({ ...room.task(number).values, host: room.task(number).host }) as Record<string, string>

const storefrontPatch = JSON.stringify({
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'web',
            env: [{ name: 'BANNER', valueFrom: { configMapKeyRef: { name: 'storefront-text', key: 'bannerText' } } }],
            readinessProbe: { httpGet: { port: 80 } },
          },
        ],
      },
    },
  },
})

const hardening = (uid: string) => {
  const securityContext = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }
  return JSON.stringify({
    spec: {
      template: {
        spec: {
          securityContext: { runAsUser: Number(uid), runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          volumes: [
            { name: 'run', emptyDir: {} },
            { name: 'cache', emptyDir: {} },
          ],
          containers: [
            { name: 'web', securityContext, volumeMounts: [{ name: 'run', mountPath: '/run/exhibit' }] },
            { name: 'painter', securityContext, volumeMounts: [{ name: 'cache', mountPath: '/var/cache/exhibit' }] },
          ],
        },
      },
    },
  })
}

const apiServerIsBack = 'for i in $(seq 90); do kubectl get --raw /readyz && break; sleep 1; done'

/** Works as the books say: reads, goes to the right host, keeps old content, looks after each change, reviews at the end. */
export async function clean(room: Room): Promise<void> {
  for (const number of [1, 2, 3, 4, 5, 6]) await room.open(number)

  await room.open(1)
  const rbac = at(1, room)
  await room.ssh(1)
  await room.run(`k -n ${rbac.ns} get deploy,sa,role,rolebinding`)
  await room.run(`k -n ${rbac.ns} create serviceaccount night-reporter`)
  await room.run(`k -n ${rbac.ns} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log`)
  await room.run(`k -n ${rbac.ns} create rolebinding night-report --role=night-report --serviceaccount=${rbac.ns}:night-reporter`)
  await room.run(`k -n ${rbac.ns} set serviceaccount deployment tally night-reporter`)
  await room.run(`k -n ${rbac.ns} rollout status deployment tally`)
  await room.run(`k auth can-i list pods -n ${rbac.ns} --as system:serviceaccount:${rbac.ns}:night-reporter`)
  await room.run('exit')
  await room.mark(1, { done: true })

  await room.open(2)
  const ledger = at(2, room)
  await room.ssh(2)
  await room.run(`k -n ${ledger.ns} get svc,pods --show-labels`)
  await room.run(`k -n ${ledger.ns} get service ledger -o yaml > ledger-before.yaml`)
  await room.run(`k -n ${ledger.ns} set selector service ledger app=ledger,component=api`)
  await room.run(
    `k -n ${ledger.ns} patch service ledger --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"web"}]'`,
  )
  await room.run(`echo ledger.${ledger.ns}.svc.cluster.local:${ledger.port} > ~/ledger-address.txt`)
  await room.run('cat ledger-address.txt')
  await room.run(`k -n ${ledger.ns} get endpointslices`)
  await room.run('exit')
  await room.mark(2, { done: true })

  await room.open(3)
  const shop = at(3, room)
  await room.ssh(3)
  await room.run(`k -n ${shop.ns} get pods`)
  await room.run(`k -n ${shop.ns} get deploy storefront -o yaml > storefront-before.yaml`)
  await room.run(`k -n ${shop.ns} describe deploy storefront | tail -30`)
  await room.run(`k -n ${shop.ns} patch deployment storefront -p '${storefrontPatch}'`)
  await room.run(`k -n ${shop.ns} rollout status deployment storefront`)
  await room.run('exit')
  await room.mark(3, { done: true })

  await room.open(4)
  const worker = at(4, room)
  await room.ssh(4)
  await room.run('k get nodes')
  await room.run('ssh node01')
  await room.run('sudo journalctl -u kubelet -n 20 --no-pager')
  await room.run('sudo cp /var/lib/kubelet/config.yaml /root/kubelet-config.before')
  await room.run('sudo mv /etc/systemd/system/kubelet.service.d/20-capacity.conf /root/')
  await room.run(`sudo yq -i '.maxPods = 60 | .evictionSoftGracePeriod."memory.available" = "90s"' /var/lib/kubelet/config.yaml`)
  await room.run('sudo systemctl daemon-reload')
  await room.run('sudo systemctl enable --now kubelet')
  await room.run('systemctl status kubelet --no-pager | head -5')
  await room.run('exit')
  await room.run('k wait --for=condition=Ready node/node01 --timeout=60s')
  await room.run(`k -n ${worker.ns} rollout status deployment meter --timeout=60s`)
  await room.run('exit')
  await room.mark(4, { done: true })

  await room.open(5)
  const exhibit = at(5, room)
  await room.ssh(5)
  await room.run(`k -n ${exhibit.ns} get deploy exhibit -o yaml > exhibit-before.yaml`)
  await room.run(`k -n ${exhibit.ns} patch deployment exhibit -p '${hardening(exhibit.uid ?? '')}'`)
  await room.run(`k -n ${exhibit.ns} rollout status deployment exhibit`)
  await room.run(`k -n ${exhibit.ns} exec deploy/exhibit -c web -- id`)
  await room.run('exit')
  await room.mark(5, { done: true })

  await room.open(6)
  await room.ssh(6)
  await room.run('sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /root/kube-apiserver.yaml.before')
  await room.run('sudo cat /etc/kubernetes/manifests/kube-apiserver.yaml | grep -n audit')
  await room.run(
    "sudo sed -i 's/--tls-min-version=TLSv1.3/--tls-min-version=VersionTLS13/; s#mountPath: /etc/kubernetes/auditing#mountPath: /etc/kubernetes/audit#' /etc/kubernetes/manifests/kube-apiserver.yaml",
  )
  await room.run(apiServerIsBack)
  await room.run('k get nodes')
  await room.run('ls /etc/kubernetes/manifests')
  await room.run('exit')
  await room.mark(6, { done: true })
  await room.page({ type: 'review-opened' })
}

/** Solves all of it, in ways that no book has: scripts, root shells, `kubectl edit`, two terminals at once, one look at the very end. */
export async function expert(room: Room): Promise<void> {
  await room.open(4)
  const worker = at(4, room)
  await room.ssh(4)
  await room.run('ssh node01')
  await room.run('sudo -i')
  await room.run(
    'cp /root/kubelet-config-monday.yaml /var/lib/kubelet/config.yaml; mv /etc/systemd/system/kubelet.service.d/20-capacity.conf /root/',
  )
  await room.run(
    `echo 'KUBELET_EXTRA_ARGS=--max-pods=60 --eviction-soft=memory.available<${worker.soft} --eviction-soft-grace-period=memory.available=2m' > /etc/default/kubelet`,
  )
  await room.run('systemctl daemon-reload && systemctl enable --now kubelet')

  // While the node comes back, the next task in another terminal.
  await room.useTerminal('x2')
  await room.open(1)
  const rbac = at(1, room)
  await room.ssh(1)
  await room.run(
    [
      "cat > all.sh <<'SCRIPT'",
      `n=${rbac.ns}`,
      'kubectl -n $n create sa night-reporter',
      'kubectl -n $n create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log',
      'kubectl -n $n create rolebinding night-report --role=night-report --serviceaccount=$n:night-reporter',
      'kubectl -n $n set serviceaccount deployment tally night-reporter',
      'SCRIPT',
    ].join('\n'),
  )
  await room.run('bash all.sh')
  await room.useTerminal('x1')
  await room.run('exit')
  await room.run('exit')
  await room.run('k get nodes')
  await room.run('exit')
  await room.useTerminal('x2')
  await room.run('exit')

  await room.open(3)
  const shop = at(3, room)
  await room.ssh(3)
  await room.run(`KUBE_EDITOR="sed -i 's/banner_text/bannerText/; s/port: 8080/port: 80/'" k -n ${shop.ns} edit deployment storefront`)
  await room.run('exit')

  await room.open(2)
  const ledger = at(2, room)
  await room.ssh(2)
  await room.run(
    `KUBE_EDITOR="sed -i 's/component: rest/component: api/; s/targetPort: http/targetPort: 8080/'" k -n ${ledger.ns} edit service ledger`,
  )
  await room.run(`printf 'ledger.${ledger.ns}.svc.cluster.local:${ledger.port}' | tee /home/candidate/ledger-address.txt; echo`)
  await room.run('exit')

  await room.open(5)
  const exhibit = at(5, room)
  await room.run(
    `ssh ${exhibit.host} "kubectl -n ${exhibit.ns} patch deployment exhibit -p '${hardening(exhibit.uid ?? '').replaceAll('"', '\\"')}'"`,
  )

  await room.open(6)
  await room.ssh(6)
  await room.run('sudo -i')
  await room.run('cd /etc/kubernetes && mv manifests/kube-apiserver.yaml /root/ && cp /root/kube-apiserver.yaml /root/was.yaml')
  await room.run(
    "sed -i 's/--tls-min-version=TLSv1.3/--tls-min-version=VersionTLS13/; s#mountPath: /etc/kubernetes/auditing#mountPath: /etc/kubernetes/audit#' /root/kube-apiserver.yaml && cp /root/kube-apiserver.yaml manifests/",
  )
  await room.run(apiServerIsBack)
  await room.run('exit')
  await room.run('exit')

  // One look at everything, late.
  const looks = [1, 2, 3, 5].map((number) => `ssh ${at(number, room).host} kubectl get deploy,svc,pods -n ${at(number, room).ns}`)
  for (const look of looks) await room.run(look)
}

/** Knows the commands, and none of the habits. */
export async function sloppy(room: Room): Promise<void> {
  await room.open(1)
  const rbac = at(1, room)
  await room.ssh(1)
  await room.run("alias kn='kubectl -n'")
  await room.run("echo 'set ts=2 sw=2 et' > ~/.vimrc")
  // Born in default, and never taken back.
  await room.run(`k create rolebinding night-report --role=night-report --serviceaccount=${rbac.ns}:night-reporter`)
  await room.run(`kn ${rbac.ns} create serviceaccount night-reporter`)
  await room.run(`kn ${rbac.ns} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log`)
  await room.run(`kn ${rbac.ns} create rolebinding night-report --role=night-report --serviceaccount=${rbac.ns}:night-reporter`)
  await room.run(`kn ${rbac.ns} set serviceaccount deployment tally night-reporter`)
  await room.run(`kn ${rbac.ns} rollout status deployment tally`)
  await room.run('exit')

  await room.open(2)
  const ledger = at(2, room)
  await room.ssh(2)
  await room.run("alias kn='kubectl -n'")
  await room.run("echo 'set ts=2 sw=2 et' > ~/.vimrc")
  // Half of it, no look, and the answer's file is never written.
  await room.run(`kn ${ledger.ns} set selector service ledger app=ledger,component=api`)
  await room.run('exit')

  await room.open(3)
  // Another task's host, which was never opened.
  await room.ssh(5)
  await room.run("alias kn='kubectl -n'")
  await room.run("echo 'set ts=2 sw=2 et' > ~/.vimrc")
  await room.run('k create configmap storefront-backup --from-literal=kept=yes')
  await room.run('exit')
  const shop = at(3, room)
  await room.ssh(3)
  await room.run(`k -n ${shop.ns} patch deployment storefront -p '${storefrontPatch}'`)
  await room.run(`k -n ${shop.ns} rollout status deployment storefront`)
  await room.run('exit')

  await room.open(4)
  await room.ssh(4)
  await room.run('ssh node01')
  // Started, not enabled: gone with the next reboot.
  await room.run('sudo mv /etc/systemd/system/kubelet.service.d/20-capacity.conf /root/')
  await room.run(`sudo yq -i '.maxPods = 60 | .evictionSoftGracePeriod."memory.available" = "90s"' /var/lib/kubelet/config.yaml`)
  await room.run('sudo systemctl daemon-reload')
  await room.run('sudo systemctl start kubelet')
  await room.run('exit')
  await room.run('k wait --for=condition=Ready node/node01 --timeout=60s')
  await room.run('exit')

  await room.open(6)
  await room.ssh(6)
  await room.run('sudo cp /etc/kubernetes/manifests/kube-apiserver.yaml /etc/kubernetes/manifests/kube-apiserver.yaml.bak')
  await room.run('exit')

  // What was right is broken by a late idea.
  await room.open(1)
  await room.ssh(1)
  await room.run(`k -n ${rbac.ns} delete role night-report`)
  await room.run('exit')
}

/** Loses the time: four of six minutes on one task that stays unsolved, while three others are never opened, until the clock ends it. */
export async function slow(room: Room): Promise<void> {
  await room.open(6)
  await room.ssh(6)
  await room.run('sudo crictl ps || sudo ctr -n k8s.io containers ls | head -5')
  await pause(130_000)
  await room.run('k get nodes')
  await pause(100_000)
  await room.run('sudo cat /etc/kubernetes/manifests/kube-apiserver.yaml | head -40')
  await room.run('exit')
  await room.open(2)
  const ledger = at(2, room)
  await room.ssh(2)
  await room.run(`k -n ${ledger.ns} get svc`)
  await room.run(`k -n ${ledger.ns} get pods --show-labels`)
  await pause(100_000)
}
