// Writes tar archives (ustar): small, exact, and the same bytes for the same input.
import { createReadStream, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@unflunk/shared/error'

export type TarEntry =
  | { readonly kind: 'file'; readonly path: string; readonly content: Uint8Array; readonly mode?: number }
  /** Streamed from a file of this machine. */
  | { readonly kind: 'copy'; readonly path: string; readonly from: string; readonly mode?: number }
  | { readonly kind: 'directory'; readonly path: string; readonly mode?: number; readonly uid?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

const BLOCK = 512
/** One time for all: the bytes depend on nothing but the content. */
const MTIME = Date.UTC(2026, 0, 1) / 1000

const TYPE = { file: '0', copy: '0', directory: '5', link: '2' } as const

/** Paths are relative; owner is root unless a directory says otherwise. */
export async function* tar(entries: Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    if (entry.kind === 'copy') {
      const size = statSync(entry.from).size
      yield header(entry, size)
      yield* createReadStream(entry.from, { highWaterMark: 1 << 20 })
      yield padding(size)
    } else {
      const content = entry.kind === 'file' ? entry.content : new Uint8Array()
      yield header(entry, content.length)
      if (content.length > 0) yield content
      yield padding(content.length)
    }
  }
  yield new Uint8Array(2 * BLOCK)
}

function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)
}

function header(entry: TarEntry, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK)
  const [prefix, name] = split(entry.kind === 'directory' ? `${entry.path.replace(/\/$/, '')}/` : entry.path)
  const octal = (value: number, at: number, width: number) => block.write(value.toString(8).padStart(width - 1, '0'), at)
  block.write(name, 0)
  octal(
    'mode' in entry && entry.mode !== undefined ? entry.mode : entry.kind === 'directory' ? 0o755 : entry.kind === 'link' ? 0o777 : 0o644,
    100,
    8,
  )
  const uid = entry.kind === 'directory' ? (entry.uid ?? 0) : 0
  octal(uid, 108, 8)
  octal(uid, 116, 8)
  octal(size, 124, 12)
  octal(MTIME, 136, 12)
  block.write('        ', 148)
  block.write(TYPE[entry.kind], 156)
  if (entry.kind === 'link') block.write(entry.target, 157, 100)
  block.write('ustar\u000000', 257, 'latin1')
  block.write(prefix, 345)
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  block.write('\0 ', 154)
  return block
}

/** ustar holds 100 bytes of name and 155 of folders before it. */
function split(path: string): [string, string] {
  if (Buffer.byteLength(path) <= 100) return ['', path]
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= 155 && name !== '' && Buffer.byteLength(name) <= 100) return [prefix, name]
  }
  throw new AppError('internal', `The path ${path} is too long for a tar archive.`)
}

/** Everything below `dir`, as entries below `at`; only the executable bit of a file's mode is kept. `copy` streams the files, for large ones. */
export function treeEntries(dir: string, at = '', files: 'file' | 'copy' = 'file'): TarEntry[] {
  if (!existsSync(dir)) return [] // git keeps no empty folders
  return readdirSync(dir)
    .sort()
    .flatMap((name): TarEntry[] => {
      const [from, path] = [join(dir, name), at === '' ? name : `${at}/${name}`]
      const stat = lstatSync(from)
      if (stat.isDirectory()) return [{ kind: 'directory', path }, ...treeEntries(from, path, files)]
      if (stat.isSymbolicLink()) return [{ kind: 'link', path, target: readlinkSync(from) }]
      const mode = stat.mode & 0o100 ? 0o755 : 0o644
      return files === 'copy' ? [{ kind: 'copy', path, from, mode }] : [{ kind: 'file', path, content: readFileSync(from), mode }]
    })
}
