// The older style of the exam, and real life: kubectl on the start machine, with one kubeconfig that has a context for each cluster.
import { AppError } from '@unflunk/shared/error'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import type { Machine } from './machine.ts'
import { API_PORT } from './topology.ts'

export interface Reached {
  /** The cluster's name on `base`, and that of its context. */
  readonly host: string
  /** Of its admin, as kubeadm wrote it. */
  readonly kubeconfig: string
}

const Embedded = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ 'certificate-authority-data': z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': z.string(), 'client-key-data': z.string() }) })]),
})

/** Puts kubectl on the path of `base` and the kubeconfig into the candidate's home, with the first cluster's context as the current one. */
export async function giveContexts(base: Machine, clusters: readonly { host: string; kubeconfig(): Promise<string> }[]): Promise<void> {
  const { exitCode, stderr } = await base.exec(['sh', '-c', LINK])
  if (exitCode !== 0) throw new AppError('internal', `kubectl could not be put on base: ${stderr.trim()}`)
  const reached = await Promise.all(clusters.map(async (cluster) => ({ host: cluster.host, kubeconfig: await cluster.kubeconfig() })))
  await base.putFile('/home/candidate/.kube/config', contextsConfig(reached), { mode: 0o600, owner: 'candidate:candidate' })
}

/** kubectl writes a lock beside the file, so the folder is the candidate's too. */
const LINK = `set -eu
ln -sf /usr/lib/unflunk/kubectl /usr/local/bin/kubectl
install -d -o candidate -g candidate -m 0750 /home/candidate/.kube`

/**
 * Pure. Names are looked up when they are used (/etc/hosts of `base`), so it can be written before any cluster is up. The certificates are made out
 * to the names inside a cluster, not to the host's: hence `tls-server-name`.
 */
export function contextsConfig(clusters: readonly Reached[]): string {
  const read = clusters.map(({ host, kubeconfig }) => ({ host, ...Embedded.parse(parse(kubeconfig)) }))
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: read.map(({ host, clusters: [{ cluster }] }) => ({
      name: host,
      cluster: { ...cluster, server: `https://${host}:${API_PORT}`, 'tls-server-name': 'kubernetes' },
    })),
    users: read.map(({ host, users: [{ user }] }) => ({ name: `${host}-admin`, user })),
    contexts: read.map(({ host }) => ({ name: host, context: { cluster: host, user: `${host}-admin` } })),
    'current-context': read[0]?.host ?? '',
  })
}
