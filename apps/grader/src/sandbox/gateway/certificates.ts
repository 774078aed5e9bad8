// Certificates out of Secrets: only a pair that fits is given to a data plane.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { keyOf, type Secret } from './objects.ts'

export interface Certificate {
  /** By content, so that a renewed one is another file. */
  readonly file: string
  /** Chain and key, as PEM. */
  readonly pem: string
}

/** The certificates of one compilation, and which of them are used. */
export class Certificates {
  readonly used = new Map<string, string>()
  readonly #secrets: ReadonlyMap<string, Secret>

  constructor(secrets: readonly Secret[]) {
    this.#secrets = new Map(secrets.map((secret) => [keyOf(secret.metadata), secret]))
  }

  /** The file that will hold it, or what is wrong, in words for a status. */
  use(namespace: string, name: string): { readonly file: string } | { readonly problem: string } {
    const secret = this.#secrets.get(`${namespace}/${name}`)
    if (!secret) return { problem: `Secret ${namespace}/${name} does not exist` }
    const read = readCertificate(secret)
    if ('problem' in read) return { problem: `Secret ${namespace}/${name} ${read.problem}` }
    this.used.set(read.file, read.pem)
    return { file: read.file }
  }

  /** Whether the certificate of a Secret is for that host. */
  isFor(namespace: string, name: string, host: string): boolean {
    const secret = this.#secrets.get(`${namespace}/${name}`)
    const read = secret && readCertificate(secret)
    return read !== undefined && 'pem' in read && new X509Certificate(read.pem).checkHost(host) !== undefined
  }
}

function readCertificate({ data }: Secret): Certificate | { readonly problem: string } {
  const [chain, key] = ['tls.crt', 'tls.key'].map((entry) => Buffer.from(data[entry] ?? '', 'base64').toString('latin1'))
  if (!chain || !key) return { problem: 'has no tls.crt or no tls.key' }
  try {
    if (!new X509Certificate(chain).checkPrivateKey(createPrivateKey(key))) return { problem: 'has a key that is not of its certificate' }
  } catch {
    return { problem: 'holds no valid certificate and key' }
  }
  const pem = `${chain.trim()}\n${key.trim()}\n`
  return { file: `${createHash('sha256').update(pem).digest('hex').slice(0, 24)}.pem`, pem }
}
