// The name of a thing is the hash of all that it is made from.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Not part of what is built: explanations and tests. */
const IGNORED = /(^|\/)(README\.md|[^/]+_test\.go|[^/]+\.test\.ts|\.[^/]*\.sw.)$/

/** Files below `dir` (or `dir` itself when it is a file), sorted, relative to `root`. A missing folder has none. */
export function filesBelow(root: string, dir: string): string[] {
  const at = join(root, dir)
  const stat = statSync(at, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (stat.isFile()) return [dir]
  return readdirSync(at, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(root, join(dir, entry.name)) : [join(dir, entry.name)]))
    .sort()
}

/** Twelve hex digits over names, modes and contents of `paths` below `root`, and over `extra`. */
export function contentHash(root: string, paths: readonly string[], extra: readonly string[] = []): string {
  const hash = createHash('sha256')
  const add = (text: string | Uint8Array) => {
    hash.update(`${text.length}:`)
    hash.update(text)
  }
  for (const path of paths.flatMap((dir) => filesBelow(root, dir))) {
    if (IGNORED.test(path)) continue
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    add(path)
    if (stat === undefined) add(readlinkSync(join(root, path)))
    else {
      add(stat.mode & 0o100 ? 'x' : '-')
      add(readFileSync(join(root, path)))
    }
  }
  for (const text of extra) add(text)
  return hash.digest('hex').slice(0, 12)
}
