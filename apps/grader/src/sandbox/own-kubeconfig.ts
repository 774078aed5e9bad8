// An admin's kubeconfig for a cluster that the candidate makes: issued on its control plane, with the grader's own name.
import { ApiServerDown } from './kube.ts'
import type { Machine } from './machine.ts'

const NO_CLUSTER = 44
/** kubeadm asks the internet for the newest version when it is given none: the one that is installed will do. */
const ISSUE = `[ -e /etc/kubernetes/pki/ca.key ] || exit ${NO_CLUSTER}
config=$(mktemp)
printf 'apiVersion: kubeadm.k8s.io/v1beta4\\nkind: ClusterConfiguration\\nkubernetesVersion: %s\\n' "$(kubeadm version -o short)" > "$config"
kubeadm kubeconfig user --config "$config" --client-name unflunk-grader --org system:masters --validity-period 24h 2>/dev/null
code=$?; rm -f "$config"; exit $code`

/** Throws `ApiServerDown` while there is no cluster. */
export async function issueKubeconfig(controlPlane: Machine): Promise<string> {
  const { exitCode, stdout, stderr } = await controlPlane.exec(['bash', '-c', ISSUE])
  if (exitCode === 0) return stdout
  if (exitCode === NO_CLUSTER)
    throw new ApiServerDown(`There is no cluster on ${controlPlane.name} yet: kubeadm has not made its certificates.`)
  throw new ApiServerDown(`No kubeconfig can be issued on ${controlPlane.name} (exit code ${exitCode}): ${stderr.trim()}`)
}
