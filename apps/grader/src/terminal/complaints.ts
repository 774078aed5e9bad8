// Watches the output of the command that runs for well-known errors of kubectl and kubeadm. Bounded per command, and idle at the prompt.
import type { HabitEventOf } from '@unflunk/shared/habits'

export interface Complaint {
  readonly about: HabitEventOf<'complained'>['about']
  /** The line of output without colours, at most 200 characters. */
  readonly says: string
}

/** Errors come early, or the command printed too much to be a refusal. */
const MOST_SCANNED = 64 * 1024 // bytes of a command's output, without what an editor or pager draws
const LONGEST_LINE = 2000 // characters
const LONGEST_SAYS = 200 // characters

/**
 * Whole lines as kubectl and kubeadm print them, from their beginning: a log or a page of documentation that speaks of errors says it
 * in the middle of a line. The first that matches counts, so the narrower ones come first.
 */
const MESSAGES: readonly (readonly [Complaint['about'], RegExp])[] = [
  ['localhost-8080', /^(?:E\d{4} .*?|The connection to the server )\S*localhost:8080\b.*refused/],
  ['unreachable', /^The connection to the server \S+ was refused/],
  [
    'unreachable',
    /^Unable to connect to the server: (?!.*(?:x509|certificate|Unauthorized)).*(?:refused|timeout|timed out|no route|EOF|reset|deadline|no such host)/i,
  ],
  ['yaml', /^error: (?:error parsing|error converting YAML|error when .*yaml: |yaml: )/i],
  ['yaml', /^(?:error: )?(?:unable to decode|unable to parse) "?\S*"?.*(?:yaml|json)/i],
  ['yaml', /^error: .*\b(?:did not find expected|mapping values are not allowed|cannot unmarshal|could not find expected)/i],
  ['yaml', /^error: (?:error validating|unable to recognize) .*(?:Object 'Kind' is missing|apiVersion not set|kind not set)/],
  [
    'unknown-field',
    /^(?:error|Error from server \(BadRequest\)|W\d{4} .*?|Warning): .*(?:unknown field|strict decoding error|ValidationError\([^)]*\): unknown)/,
  ],
  ['invalid', /^The \S+ ".*" is invalid\b/],
  ['invalid', /^error: (?:error validating|invalid) /i],
  ['invalid', /^error: (?:unable to recognize|resource mapping not found for) /],
  ['invalid', /^Error from server \((?:Invalid|BadRequest)\): /],
  ['invalid', /^error: (?:exactly one NAME is required|must specify|required flag|cannot specify|unknown (?:flag|shorthand flag|command))/],
  ['forbidden', /^(?:Error from server|error: .*) ?\(Forbidden\): /],
  ['forbidden', /^error: You must be logged in to the server \((?:Unauthorized|.*credentials)/],
  ['not-found', /^Error from server \(NotFound\): /],
  ['not-found', /^error: the server doesn't have a resource type /],
  ['not-found', /^error: (?:the path "[^"]*" does not exist|no context exists with the name)/],
  ['already-exists', /^Error from server \(AlreadyExists\): /],
  ['already-exists', /^error: failed to create \S+ .*already exists$/],
  // kubeadm
  ['already-exists', /^\s*\[ERROR (?:FileAvailable|Port|DirAvailable)-/],
  ['unreachable', /^error execution phase .*(?:connection refused|deadline exceeded|timed out)/],
  ['invalid', /^error execution phase |^\s*\[ERROR /],
]

/** How all of them begin: most lines of output are told from them at once. */
const BEGINNING = /^(?:error|The |unable |E\d{4} |W\d{4} |Warning: |\s*\[ERROR )/i

const ESCAPE = '\x1b'
const ALTERNATE = new RegExp(String.raw`${ESCAPE}\[\?(?:1049|1047|47)([hl])`)
const LEAVES_ALTERNATE = [`${ESCAPE}[?1049l`, `${ESCAPE}[?1047l`, `${ESCAPE}[?47l`]
/** What a chunk may end in the middle of: one less than the longest of these. */
const CARRY = 7 // characters
const STYLES = new RegExp(String.raw`${ESCAPE}(?:\[[0-9;:?]*[A-Za-z]|[()][0-9A-B]|[=>])`, 'g')

export class ComplaintWatch {
  readonly #found: (complaint: Complaint) => void
  #left = 0
  #drawing = false
  #line = ''
  readonly #told = new Set<Complaint['about']>()

  /** `found` is called at most once for each kind of error of one command. */
  constructor(found: (complaint: Complaint) => void) {
    this.#found = found
  }

  commandStarted(): void {
    this.#left = MOST_SCANNED
    this.#drawing = false
    this.#line = ''
    this.#told.clear()
  }

  commandFinished(): void {
    if (!this.#drawing) this.#judge(this.#line)
    this.#left = 0
    this.#line = ''
  }

  /** Output without marks, in order. */
  output(data: Uint8Array): void {
    if (this.#left <= 0) return
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    if (this.#drawing) {
      // An editor may draw for long: only its end is looked for, also across two chunks.
      const seam = Buffer.from(this.#line + bytes.toString('latin1', 0, CARRY), 'latin1')
      if (!leaves(seam) && !leaves(bytes)) {
        this.#line = (this.#line + bytes.toString('latin1', Math.max(0, bytes.length - CARRY))).slice(-CARRY)
        return
      }
    } else this.#left -= bytes.length
    this.#read(bytes)
  }

  #read(bytes: Buffer): void {
    let text = this.#line + bytes.toString('latin1')
    this.#line = ''
    for (;;) {
      const turn = ALTERNATE.exec(text)
      const before = turn ? text.slice(0, turn.index) : text
      if (!this.#drawing) this.#lines(before, turn !== null)
      else if (!turn) this.#line = text.slice(-CARRY)
      if (!turn) return
      this.#drawing = turn[1] === 'h'
      text = text.slice(turn.index + turn[0].length)
    }
  }

  #lines(text: string, closed: boolean): void {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#judge(text.slice(from, end))
      from = end + 1
    }
    if (closed) this.#judge(text.slice(from))
    else this.#line = cutLine(text.slice(from))
  }

  #judge(raw: string): void {
    if (raw.length < 10) return
    const line = Buffer.from(raw.slice(0, LONGEST_LINE), 'latin1').toString('utf8').replace(STYLES, '').trimEnd()
    // A progress line is overwritten in place: what stands in the end counts.
    const shown = line.slice(line.lastIndexOf('\r') + 1)
    if (!BEGINNING.test(shown)) return
    const known = MESSAGES.find(([, message]) => message.test(shown))
    if (!known || this.#told.has(known[0])) return
    this.#told.add(known[0])
    this.#found({ about: known[0], says: shown.slice(0, LONGEST_SAYS) })
  }
}

function leaves(bytes: Buffer): boolean {
  return LEAVES_ALTERNATE.some((end) => bytes.includes(end))
}

/** Keeps the head, which is judged, and the tail, where an editor may begin. */
function cutLine(line: string): string {
  return line.length <= LONGEST_LINE ? line : line.slice(0, LONGEST_LINE - CARRY) + line.slice(-CARRY)
}
