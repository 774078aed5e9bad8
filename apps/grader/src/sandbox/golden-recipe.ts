// How one cluster is made from nothing: the steps on each machine, as commands. golden.ts runs them and keeps the result.
import { AppError } from '@unflunk/shared/error'
import type { Machine } from './machine.ts'
import { GOLDEN_PATH } from './node-container.ts'

/** Raise when a change of the code must rebuild snapshots although none of TEXTS changed. */
const RECIPE = 1

const ADMIN = { KUBECONFIG: '/etc/kubernetes/admin.conf' }
const STEP_TIMEOUT = 600_000 // ms; an emulated machine needs minutes for kubeadm init

export async function run(machine: Machine, script: string, ...args: string[]): Promise<string> {
  const result = await machine.exec(['bash', '-euo', 'pipefail', '-c', script, 'step', ...args], { env: ADMIN, timeoutMs: STEP_TIMEOUT })
  if (result.exitCode !== 0) {
    const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n')
    const said = lines
      .filter((line) => !line.includes('DEPRECATION'))
      .slice(-12)
      .join('\n')
    throw new AppError('cluster-unavailable', `Building a snapshot failed on ${machine.name} (exit code ${result.exitCode}):\n${said}`)
  }
  return result.stdout
}

/** Each node hands out pod addresses of its own /24. */
export const SET_POD_RANGE =
  'sed -i "s#10\\.244\\.0\\.0/24#$1#" /etc/cni/net.d/10-sandbox.conflist; grep -q "$1" /etc/cni/net.d/10-sandbox.conflist'

// Preflight looks at a machine (swap, kernel modules, /proc), not at a container; the steps themselves tell when something is wrong.
export const INIT = 'kubeadm init --config /root/kubeadm.yaml --ignore-preflight-errors=all; rm /root/kubeadm.yaml'
/** Of several control planes: the others get its certificates by way of the cluster, and the key to them is in their configuration. */
export const INIT_FIRST = INIT.replace('--ignore', '--upload-certs --ignore')
export const JOIN = 'kubeadm join --config /root/kubeadm.yaml --ignore-preflight-errors=all; rm /root/kubeadm.yaml'

export const CA_HASH = `openssl x509 -pubkey -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1`

/** Half the memory; the Corefile is kubeadm's own. */
export const COREDNS = 'kubectl -n kube-system scale deployment coredns --replicas=1'

export const UNTAINT = 'kubectl taint nodes --all node-role.kubernetes.io/control-plane:NoSchedule-'

/** The candidate is cluster admin, as in the exam; so is root. */
export const KUBECONFIGS = `install -D -m 600 /etc/kubernetes/admin.conf /root/.kube/config
install -d -o candidate -g candidate -m 750 /home/candidate/.kube
install -o candidate -g candidate -m 600 /etc/kubernetes/admin.conf /home/candidate/.kube/config`

/** The grader's own identity, so that its changes can be told from the candidate's. */
export const GRADER_KUBECONFIG =
  'kubeadm kubeconfig user --client-name unflunk-grader --org system:masters --validity-period 87600h 2>/dev/null'

export const FORGET_TOKEN = 'kubeadm token list -o jsonpath="{.token}{\\"\\n\\"}" | xargs -r -n1 kubeadm token delete'

export const ALL_READY = `kubectl get nodes -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}' | { ! grep -v True; }
kubectl -n kube-system rollout status deployment/coredns --timeout=1s >/dev/null
kubectl -n kube-system rollout status daemonset/kube-proxy --timeout=1s >/dev/null
[ -z "$(kubectl -n kube-system get pods -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}' | grep -v True)" ]`

export const STOP_KUBELET = 'systemctl stop kubelet'

/** Containers go, images stay: a copy starts its pods anew, with empty logs and no history. */
export const STOP_CONTAINERS = `c='ctr -n k8s.io'
for task in $($c tasks ls -q); do $c tasks kill -s KILL "$task" || :; done
for n in $(seq 50); do [ -z "$($c tasks ls | grep RUNNING)" ] && break; sleep 0.1; done
for task in $($c tasks ls -q); do $c tasks rm -f "$task" >/dev/null || :; done
$c containers ls -q | xargs -r $c containers rm
$c sandboxes ls -q 2>/dev/null | xargs -r $c sandboxes rm -f 2>/dev/null || :
$c leases ls -q | xargs -r -n1 $c leases rm
$c content prune references >/dev/null 2>&1 || :
sleep 1
systemctl stop containerd
rm -rf /var/lib/containerd/io.containerd.grpc.v1.cri/{containers,sandboxes}/* /var/lib/containerd/io.containerd.sandbox.controller.v1.shim/*
rm -rf /var/lib/containerd/io.containerd.runtime.v2.task/* /var/lib/containerd/tmpmounts/* /var/lib/containerd/io.containerd.content.v1.content/ingest/*
awk '$2 ~ "^/var/lib/kubelet/" {print $2}' /proc/mounts | sort -r | xargs -r umount
rm -rf /var/lib/kubelet/pods/* /var/log/pods/* /var/log/containers/*
rm -rf /var/log/journal /var/tmp/* /root/.bash_history
: > /etc/machine-id
sync`

/**
 * Runs in a helper with the node's /var at /from and the golden volume at /to. The layers of images are only ever read, so
 * every session uses the one copy: they stay in the golden volume and a copied /var holds links to them. So does the package database, most of
 * the files in /var, which hardly any session changes.
 */
export const KEEP_VAR = `set -eu
layers=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots
cp -a --sparse=always /from/. /to/var.new/ 2>/dev/null || { mkdir -p /to/var.new; cp -a --sparse=always /from/. /to/var.new/; }
mkdir -p /to/layers
for snapshot in /to/var.new\${layers#/var}/*; do
  id=\${snapshot##*/}
  mkdir -p /to/layers/$id
  mv "$snapshot/fs" /to/layers/$id/fs
  ln -s ${GOLDEN_PATH}/layers/$id/fs "$snapshot/fs"
done
mv /to/var.new/lib/dpkg /to/dpkg
mkdir /to/var.new/lib/dpkg
mv /to/var.new /to/var
sync
du -sm /to/layers /to/var`

/** Everything here that shapes a snapshot: another text is another snapshot. */
export const TEXTS = [
  RECIPE,
  SET_POD_RANGE,
  INIT,
  INIT_FIRST,
  JOIN,
  CA_HASH,
  COREDNS,
  UNTAINT,
  KUBECONFIGS,
  GRADER_KUBECONFIG,
  FORGET_TOKEN,
  ALL_READY,
  STOP_KUBELET,
  STOP_CONTAINERS,
  KEEP_VAR,
] as const
