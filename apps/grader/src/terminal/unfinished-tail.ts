// A snapshot knows what is drawn, not that the stream stopped in the middle of an escape sequence or a character.

const ESCAPE = 0x1b

/** The bytes at the end of `stream` that draw nothing until more of them come: they have to follow a snapshot. */
export function unfinishedTail(stream: Uint8Array): Uint8Array {
  const escapeAt = stream.lastIndexOf(ESCAPE)
  if (escapeAt >= 0) {
    // ESC \ ends a string; its own beginning is the escape before.
    const start = stream[escapeAt + 1] === 0x5c || escapeAt === stream.length - 1 ? openString(stream, escapeAt) : escapeAt
    if (!isFinished(stream.subarray(start))) return stream.subarray(start)
  }
  return unfinishedCharacter(stream)
}

/** Where the string (OSC, DCS, APC, PM) starts that the escape at `end` may belong to; `end` itself when there is none. */
function openString(stream: Uint8Array, end: number): number {
  const start = end > 0 ? stream.lastIndexOf(ESCAPE, end - 1) : -1
  if (start < 0) return end
  return isString(stream[start + 1]) && stream.indexOf(0x07, start) < 0 ? start : end
}

function isString(byte: number | undefined): boolean {
  return byte === 0x5d || byte === 0x50 || byte === 0x5f || byte === 0x5e
}

/** `sequence` begins with ESC. */
function isFinished(sequence: Uint8Array): boolean {
  const kind = sequence[1]
  if (kind === undefined) return false
  const text = Buffer.from(sequence).toString('latin1')
  if (kind === 0x5b) return /^.\[[\x20-\x3f]*[^\x20-\x3f]/s.test(text)
  if (isString(kind)) return text.includes('\x07') || text.includes('\x1b\\', 2)
  // ESC ( B and the like: intermediate bytes, then one final byte.
  return /^.[\x20-\x2f]*[^\x20-\x2f]/s.test(text)
}

function unfinishedCharacter(stream: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, stream.length); back++) {
    const byte = stream[stream.length - back] ?? 0
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? stream.subarray(stream.length - back) : new Uint8Array()
  }
  return new Uint8Array()
}
