// Hands a configuration to the nginx of one data plane, through the node where its pod runs: tested there first, the last good one stays.
import { AppError } from '@unflunk/shared/error'
import type { Machine } from '../machine.ts'
import { FALLBACK_CERTIFICATE } from './nginx.ts'
import type { Plane } from './planes.ts'

/** Exit code of our own: nginx does not take the configuration. */
const REFUSED = 45
const KEY_MODE = 0o600

/** What ingress-nginx sends for hosts without a certificate. */
const FALLBACK = `umask 077; mkdir -p "$1"; [ -s "$1/${FALLBACK_CERTIFICATE}" ] || {
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Acme Co/CN=Kubernetes Ingress Controller Fake Certificate" \\
  -addext subjectAltName=DNS:ingress.local -keyout "$1/key" -out "$1/crt" 2>/dev/null && cat "$1/crt" "$1/key" > "$1/${FALLBACK_CERTIFICATE}" && rm "$1/crt" "$1/key"; }`

// The pod mounts the folder at the same path. Without a running nginx the file is for the next one to read.
const LOAD = `set -eu
file=$1/nginx.conf; cat > "$file.new"
pid=$(pgrep -f "^nginx: master process nginx -c $file" | head -n 1) || true
if [ -n "$pid" ]; then
  nsenter -t "$pid" -m -n -p -- nginx -t -q -c "$file.new" 1>&2 || exit ${REFUSED}
fi
mv "$file.new" "$file"
if [ -n "$pid" ]; then kill -HUP "$pid"; fi
cd "$1/certificates"; for found in *; do
  case " $2 " in *" $found "*) ;; *) rm -f -- "$found" ;; esac
done`

export class DataPlane {
  readonly #plane: Plane
  readonly #machine: Machine
  readonly #written = new Set<string>()
  #loaded = ''

  constructor(plane: Plane, machine: Machine) {
    this.#plane = plane
    this.#machine = machine
  }

  /** `pods`: anything that changes when another nginx runs; it is told again then. */
  async load(config: string, certificates: ReadonlyMap<string, string>, pods: string, signal: AbortSignal): Promise<void> {
    const state = `${pods}\n${config}`
    if (state === this.#loaded) return
    const folder = `${this.#plane.folder}/certificates`
    if (this.#loaded === '') await this.#run(FALLBACK, [folder], '', signal)
    for (const [name, pem] of certificates) {
      if (!this.#written.has(name)) await this.#machine.putFile(`${folder}/${name}`, pem, { mode: KEY_MODE })
      this.#written.add(name)
    }
    const kept = [...certificates.keys(), FALLBACK_CERTIFICATE]
    await this.#run(LOAD, [this.#plane.folder, kept.join(' ')], config, signal)
    for (const name of this.#written) if (!certificates.has(name)) this.#written.delete(name)
    this.#loaded = state
  }

  async #run(script: string, args: readonly string[], stdin: string, signal: AbortSignal): Promise<void> {
    const { exitCode, stderr } = await this.#machine.exec(['sh', '-c', script, 'gateway', ...args], { stdin, signal })
    if (exitCode === 0) return
    if (exitCode === REFUSED) throw new RefusedConfig(stderr.trim())
    throw new AppError('internal', `Could not configure ${this.#plane.service} on ${this.#machine.name}: ${stderr.trim()}`)
  }
}

/** Our own fault: what compiles must be valid. The last good configuration goes on serving. */
export class RefusedConfig extends Error {
  constructor(message: string) {
    super(`nginx does not take its new configuration and keeps the last one: ${message}`)
    this.name = 'RefusedConfig'
  }
}
