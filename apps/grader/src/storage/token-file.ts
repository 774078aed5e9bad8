// Keeps the secret of this installation in a file that only its owner can read.
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const FORMAT = /^[A-Za-z0-9_-]{43}$/

/** The token kept in `path`, so that an open page and a bookmark survive a restart; made at the first start. */
export async function keptToken(path: string): Promise<string> {
  try {
    const kept = (await readFile(path, 'utf8')).trim()
    if (FORMAT.test(kept)) {
      await chmod(path, 0o600) // also when it was copied here from elsewhere
      return kept
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const token = randomBytes(32).toString('base64url')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, `${token}\n`, { mode: 0o600 })
  return token
}
