// Mends a file of JSON lines whose last lines were torn by a kill or a power cut, before it is appended to again.
import { type FileHandle, open } from 'node:fs/promises'

const NEWLINE = 0x0a
/** Bytes read backwards at a time; longer than almost every line. */
const CHUNK = 64 * 1024

/** The offset just behind the newline that ends before `end`, 0 when there is none. */
async function startOfLine(file: FileHandle, end: number): Promise<number> {
  let at = end
  while (at > 0) {
    const length = Math.min(CHUNK, at)
    const chunk = Buffer.alloc(length)
    await file.read(chunk, 0, length, at - length)
    const newline = chunk.lastIndexOf(NEWLINE)
    if (newline >= 0) return at - length + newline + 1
    at -= length
  }
  return 0
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // that is the question asked, not a failure
  }
}

async function readRange(file: FileHandle, from: number, to: number): Promise<string> {
  const bytes = Buffer.alloc(to - from)
  await file.read(bytes, 0, bytes.length, from)
  return bytes.toString('utf8')
}

/**
 * Cuts off what is not a whole JSON line at the end (a torn write, or the NUL bytes that some file systems leave after
 * a power cut) and completes a whole line that lacks its newline. Returns the bytes cut. A missing file is left missing.
 */
export async function repairLines(path: string): Promise<number> {
  let file: FileHandle
  try {
    file = await open(path, 'r+')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
  try {
    const { size } = await file.stat()
    let end = size
    while (end > 0) {
      const lastByte = (await readRange(file, end - 1, end)).codePointAt(0)
      const whole = lastByte === NEWLINE
      const from = await startOfLine(file, whole ? end - 1 : end)
      if (isJson(await readRange(file, from, whole ? end - 1 : end))) {
        if (end < size) await file.truncate(end)
        if (!whole) await file.write('\n', end)
        return size - end
      }
      end = from
    }
    if (size > 0) await file.truncate(0)
    return size
  } finally {
    await file.close()
  }
}
