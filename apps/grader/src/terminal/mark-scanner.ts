// Takes the shell marks out of a terminal's byte stream (format: sandbox/shell/shell-marks.bash). It looks for one fixed
// byte sequence and never parses the terminal's language, so 50 MB cost a few hundredths of a second.
import { ShellMark } from '@unflunk/shared/terminal'

const ESCAPE = 0x1b
const BELL = 0x07
/** The hook cuts lines at 32 000 characters, each of at most 4 bytes; a longer "mark" is ordinary output. */
const LONGEST_MARK = 160 * 1024 // bytes

export interface MarkListener {
  /** Output without marks, in order. The array is a view on the chunk that was fed. */
  bytes(data: Uint8Array): void
  mark(mark: ShellMark): void
}

export class MarkScanner {
  readonly #prefix: Buffer
  readonly #listener: MarkListener
  /** A mark, or the beginning of what may become one, that the last chunk ended in. */
  #held: Buffer = Buffer.alloc(0)

  constructor(nonce: string, listener: MarkListener) {
    this.#prefix = Buffer.from(`\x1b]633;unflunk;${nonce};`)
    this.#listener = listener
  }

  feed(chunk: Uint8Array): void {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const data = this.#held.length > 0 ? Buffer.concat([this.#held, fresh]) : fresh
    this.#held = Buffer.alloc(0)
    let from = 0
    for (;;) {
      const start = data.indexOf(this.#prefix, from)
      if (start < 0) break
      this.#emit(data, from, start)
      const body = start + this.#prefix.length
      const end = markEnd(data, body)
      if (end === undefined) {
        this.#hold(data, start)
        return
      }
      if (data[end] !== BELL) {
        this.#emit(data, start, end) // cut off by another escape sequence: not one of ours
        from = end
        continue
      }
      const mark = parseMark(data.subarray(body, end))
      if (mark) this.#listener.mark(mark)
      from = end + 1
    }
    const rest = this.#partialPrefix(data, from)
    this.#emit(data, from, rest)
    if (rest < data.length) this.#hold(data, rest)
  }

  #hold(data: Buffer, from: number): void {
    if (data.length - from > LONGEST_MARK) this.#emit(data, from, data.length)
    else this.#held = Buffer.from(data.subarray(from)) // a copy: a few held bytes must not keep a large chunk alive
  }

  #emit(data: Buffer, from: number, to: number): void {
    if (to > from) this.#listener.bytes(data.subarray(from, to))
  }

  /** Where a beginning of the prefix stands at the very end of `data`; its length when there is none. */
  #partialPrefix(data: Buffer, from: number): number {
    for (let at = Math.max(from, data.length - this.#prefix.length + 1); at < data.length; at++) {
      if (data[at] === ESCAPE && data.subarray(at).equals(this.#prefix.subarray(0, data.length - at))) return at
    }
    return data.length
  }
}

/** The bell that ends a mark, or an escape that breaks it; undefined when neither has come yet. */
function markEnd(data: Buffer, from: number): number | undefined {
  const bell = data.indexOf(BELL, from)
  const escapeAt = data.subarray(from, bell < 0 ? data.length : bell).indexOf(ESCAPE)
  if (escapeAt >= 0) return from + escapeAt
  return bell < 0 ? undefined : bell
}

const FIELD_ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\x3b': ';', '\\x0a': '\n', '\\x09': '\t' }

function parseMark(body: Buffer): ShellMark | undefined {
  const fields = body
    .toString('utf8')
    .split(';')
    .map((field) => field.replace(/\\(?:\\|x3b|x0a|x09)/g, (escaped) => FIELD_ESCAPES[escaped] ?? escaped))
  const [kind, user, host, cwd, last] = fields
  if (fields.length !== 5 || last === undefined) return undefined
  if (kind === 'HY' || kind === 'HN') {
    const held = ShellMark.safeParse({ type: 'held', host, user, cwd, line: last, ran: kind === 'HY' })
    return held.success ? held.data : undefined
  }
  const parsed = ShellMark.safeParse(
    kind === 'C'
      ? { type: 'command-started', host, user, cwd, line: last }
      : { type: kind === 'D' ? 'command-finished' : kind, host, user, cwd, exitCode: Number(last) },
  )
  return parsed.success ? parsed.data : undefined
}
