// The Debian mirror and proxy that this machine's own apt uses, so that building reaches packages where the machine does.
import { existsSync, readFileSync } from 'node:fs'
import { runCommand } from './command.ts'
import type { TarEntry } from './tar.ts'

export interface AptSettings {
  /** apt.conf lines: proxies, certificates, clock checks. */
  readonly options: readonly string[]
  /** sources.list lines for `suite`; none: the tool's default mirror. */
  readonly sources: readonly string[]
}

const HOST_CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
const BUILD_DIR = 'unflunk-build'
export const APT_CONFIG = `/${BUILD_DIR}/apt.conf`

/** How this machine fetches, not what it trusts or installs. */
const CARRIED = /^Acquire::((https?|ftp)::(Proxy|Timeout|No-Cache|User|Password)|Retries|ForceIPv[46]|Check-Valid-Until|Check-Date)/i

/** On a machine without apt: no settings, so defaults apply. */
export async function readAptSettings(suite: string): Promise<AptSettings> {
  try {
    const dump = await runCommand(['apt-config', 'dump'])
    const targets = await runCommand(['apt-get', 'indextargets', '--format', '$(SITE) $(REPO_URI) $(COMPONENT)', 'Identifier: Packages'])
    return { options: carriedOptions(dump), sources: debianSources(targets, suite) }
  } catch {
    return { options: [], sources: [] } // not a Debian-like machine
  }
}

export function carriedOptions(dump: string): string[] {
  return dump.split('\n').filter((line) => CARRIED.test(line) && !line.endsWith('"";'))
}

/** From `SITE URI COMPONENT` lines: the mirrors of Debian's main archive and of its security archive, whatever suite they serve here. */
export function debianSources(targets: string, suite: string): string[] {
  const uris = targets
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([, , component]) => component === 'main')
    .map(([, uri = '']) => uri.replace(/\/$/, ''))
  const archive = uris.find((uri) => /\/debian$/.test(uri))
  const security = uris.find((uri) => /\/debian-security$/.test(uri))
  if (archive === undefined) return []
  return [
    `deb ${archive} ${suite} main`,
    `deb ${archive} ${suite}-updates main`,
    ...(security === undefined ? [] : [`deb ${security} ${suite}-security main`]),
  ]
}

/** The settings as files for a container that installs packages with APT_CONFIG set. */
export function aptEntries(settings: AptSettings): TarEntry[] {
  const certificates = existsSync(HOST_CERTIFICATES)
  const path = `${BUILD_DIR}/ca.crt`
  const lines = [...settings.options, 'Acquire::Languages "none";', ...(certificates ? [`Acquire::https::CaInfo "/${path}";`] : [])]
  return [
    { kind: 'file', path: APT_CONFIG.slice(1), content: Buffer.from(`${lines.join('\n')}\n`) },
    ...(certificates ? [{ kind: 'file', path, content: readFileSync(HOST_CERTIFICATES) } as const] : []),
  ]
}
