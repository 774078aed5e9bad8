// What kubeadm is told for a golden snapshot: one file for the control plane, one for each worker.
import { stringify } from 'yaml'
import { API_PORT, NODE_CPUS, NODE_MEMORY, type NodePlace, POD_RANGE, SERVICE_RANGE } from './topology.ts'

const SOCKET = 'unix:///run/containerd/containerd.sock'

export interface MachineSize {
  readonly cpus: number
  readonly memoryBytes: number
}

export interface Joining {
  /** `abcdef.0123456789abcdef`; lives only while the snapshot is built. */
  readonly token: string
  /** sha256:... of the cluster's CA. */
  readonly caHash: string
  /** Opens the certificates that the first control plane has uploaded. */
  readonly certificateKey: string
}

export interface InitOptions {
  readonly node: NodePlace
  readonly version: string
  readonly size: MachineSize
  readonly token: string
  readonly certificateKey: string
  /** The name of the load balancer before several control planes. */
  readonly endpoint: string | undefined
}

/** `size` is the user's machine: what exceeds the fixed node size is reserved, so that every node offers the same everywhere. */
export function initConfig({ node, version, size, token, certificateKey, endpoint }: InitOptions): string {
  return documents([
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'InitConfiguration',
      bootstrapTokens: [
        { token, ttl: '1h0m0s', usages: ['signing', 'authentication'], groups: ['system:bootstrappers:kubeadm:default-node-token'] },
      ],
      localAPIEndpoint: { advertiseAddress: node.address, bindPort: API_PORT },
      nodeRegistration: registration(node),
      ...(endpoint === undefined ? {} : { certificateKey }),
    },
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      kubernetesVersion: version,
      clusterName: 'kubernetes',
      ...(endpoint === undefined ? {} : { controlPlaneEndpoint: `${endpoint}:${API_PORT}` }),
      networking: { podSubnet: POD_RANGE, serviceSubnet: SERVICE_RANGE },
      apiServer: { certSANs: ['localhost', '127.0.0.1', node.name, node.address] },
      ...(endpoint === undefined ? ALONE : {}),
    },
    kubeletConfig(size),
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'iptables',
      // Connection tracking limits belong to the user's kernel.
      conntrack: { maxPerCore: 0 },
    },
  ])
}

/** A lone control plane that restarts would wait 15 s for the lease of the one that it was. */
const ALONE = {
  controllerManager: { extraArgs: [{ name: 'leader-elect', value: 'false' }] },
  scheduler: { extraArgs: [{ name: 'leader-elect', value: 'false' }] },
}

/** What a kubelet must be told to run in a container of ours. */
function kubeletConfig(size: MachineSize) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    failSwapOn: false,
    featureGates: { KubeletInUserNamespace: true },
    // The user's disk is not the candidate's problem, and images that were deleted could look different when pulled again.
    evictionHard: { 'memory.available': '0%', 'nodefs.available': '0%', 'imagefs.available': '0%', 'nodefs.inodesFree': '0%' },
    imageGCHighThresholdPercent: 100,
    imageMaximumGCAge: '0s',
    systemReserved: reserved(size),
  }
}

/** Files of a bare machine: whatever kubeadm file a candidate writes, the kubelet also reads what it needs to run in a container. */
export function bareFiles(node: NodePlace, size: MachineSize): Readonly<Record<string, string>> {
  const folder = '/usr/lib/unflunk/kubelet.conf.d'
  return {
    '/etc/default/kubelet': `KUBELET_EXTRA_ARGS="--node-ip=${node.address} --config-dir=${folder}"\n`,
    [`${folder}/10-container.conf`]: stringify(kubeletConfig(size)),
  }
}

/** `server` is the address, or the name, of an API server. */
export function joinConfig(node: NodePlace, server: string, { token, caHash, certificateKey }: Joining): string {
  return documents([
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'JoinConfiguration',
      discovery: {
        bootstrapToken: { apiServerEndpoint: `${server}:${API_PORT}`, token, caCertHashes: [caHash] },
      },
      nodeRegistration: registration(node),
      ...(node.controlPlane
        ? { controlPlane: { localAPIEndpoint: { advertiseAddress: node.address, bindPort: API_PORT }, certificateKey } }
        : {}),
    },
  ])
}

function registration(node: NodePlace) {
  // The override is spelled out: kubeadm leaves it away where the host happens to have the node's name, as while a snapshot is built.
  const args = { 'node-ip': node.address, 'hostname-override': node.name }
  const kubeletExtraArgs = Object.entries(args).map(([name, value]) => ({ name, value }))
  return { name: node.name, criSocket: SOCKET, kubeletExtraArgs }
}

/** Quantities as the kubelet reads them; the kubelet sees the machine's memory in KiB. */
export function reserved(size: MachineSize): Record<string, string> {
  const memory = Math.floor(size.memoryBytes / 1024) * 1024 - NODE_MEMORY
  return {
    cpu: `${Math.max(0, size.cpus - NODE_CPUS) * 1000}m`,
    memory: `${Math.max(0, memory / 1024)}Ki`,
  }
}

function documents(list: readonly unknown[]): string {
  return list.map((document) => stringify(document)).join('---\n')
}
