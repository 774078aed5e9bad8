// What a kubeadm kubeconfig holds for TLS. Read here, since the client library that could do it takes 50 MB and half a second.
import type { RequestOptions } from 'node:https'
import { parse } from 'yaml'
import { z } from 'zod'

const Base64 = z.base64().transform((text) => Buffer.from(text, 'base64'))

/** kubeadm writes one cluster and one user, with their files inside. */
const KubeConfig = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ 'certificate-authority-data': Base64 }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': Base64, 'client-key-data': Base64 }) })]),
})

/** Throws ZodError when it is of another shape. The API server is reached through a forwarded port, its certificate says `localhost`. */
export function credentials(kubeconfig: string): RequestOptions {
  const {
    clusters: [{ cluster }],
    users: [{ user }],
  } = KubeConfig.parse(parse(kubeconfig))
  return {
    ca: cluster['certificate-authority-data'],
    cert: user['client-certificate-data'],
    key: user['client-key-data'],
    servername: 'localhost',
  }
}
