import type { ShellMark } from '@unflunk/shared/terminal'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarkScanner } from './mark-scanner.ts'

const NONCE = 'a1b2'
const mark = (...fields: string[]) => `\x1b]633;unflunk;${NONCE};${fields.join(';')}\x07`

function scan(stream: Buffer, cuts: readonly number[] = []): { shown: string; marks: ShellMark[] } {
  const shown: Buffer[] = []
  const marks: ShellMark[] = []
  const scanner = new MarkScanner(NONCE, { bytes: (data) => shown.push(Buffer.from(data)), mark: (found) => marks.push(found) })
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    scanner.feed(stream.subarray(from, cut))
    from = cut
  }
  scanner.feed(stream.subarray(from))
  return { shown: Buffer.concat(shown).toString('latin1'), marks }
}

const story = Buffer.from(
  [
    'candidate@base:~$ ssh cka7968\r\n',
    mark('C', 'candidate', 'base', '/home/candidate', 'ssh cka7968'),
    mark('C', 'root', 'cka7968', '/root', 'echo "a\\x3b b" \\\\ \\x0aé→ü'),
    '\x1b[01;32mroot\x1b]0;title\x07 \x1b]633;A\x07',
    mark('D', 'root', 'cka7968', '/root', '130'),
    'after\x1b',
    '[0m',
  ].join(''),
)

describe('shell marks', () => {
  it('are read in order and leave no trace in what the browser sees', () => {
    const { shown, marks } = scan(story)
    expect(marks).toEqual([
      { type: 'command-started', host: 'base', user: 'candidate', cwd: '/home/candidate', line: 'ssh cka7968' },
      { type: 'command-started', host: 'cka7968', user: 'root', cwd: '/root', line: 'echo "a; b" \\ \né→ü' },
      { type: 'command-finished', host: 'cka7968', user: 'root', cwd: '/root', exitCode: 130 },
    ])
    expect(shown).toBe('candidate@base:~$ ssh cka7968\r\n\x1b[01;32mroot\x1b]0;title\x07 \x1b]633;A\x07after\x1b[0m')
  })

  it('are found wherever the stream is cut into chunks', () => {
    const whole = scan(story)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: story.length }), { maxLength: 40 }), (cuts) => {
        expect(scan(story, cuts)).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })

  it('never change output that holds none, whatever its bytes', () => {
    const near = fc
      .constantFrom('\x1b', '\x1b]633;', `\x1b]633;unflunk;${NONCE}`, '\x07', '\x1b]633;unflunk;zzzz;C;a;b;c;d\x07')
      .map((text) => Buffer.from(text))
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      near,
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(500)), (pieces, cuts) => {
        // The last byte shows that nothing is held back for ever.
        const stream = Buffer.concat([...pieces, Buffer.from('\x1b\\.')])
        fc.pre(!stream.includes(`\x1b]633;unflunk;${NONCE};`))
        const result = scan(
          stream,
          cuts.map((cut) => Math.min(cut, stream.length)),
        )
        expect(result).toEqual({ shown: stream.toString('latin1'), marks: [] })
      }),
    )
  })

  it.each([
    ['too few fields', mark('C', 'candidate', 'base', 'ls')],
    ['an unknown kind', mark('X', 'candidate', 'base', '/', 'ls')],
    ['an exit code that is no number', mark('D', 'candidate', 'base', '/', 'zero')],
  ])('with %s are stripped but not told', (_, text) => {
    expect(scan(Buffer.from(`a${text}b`))).toEqual({ shown: 'ab', marks: [] })
  })

  it('that never end are shown as output instead of being held for ever', () => {
    const endless = Buffer.from(`\x1b]633;unflunk;${NONCE};C;${'x'.repeat(200_000)}`)
    expect(scan(endless, [100, 5000]).shown).toBe(endless.toString('latin1'))
  })

  it('that another escape sequence cuts off are shown as output', () => {
    const cut = `\x1b]633;unflunk;${NONCE};C;candidate\x1b[2J`
    expect(scan(Buffer.from(`${cut}${mark('D', 'u', 'h', '/', '0')}`))).toEqual({
      shown: cut,
      marks: [{ type: 'command-finished', user: 'u', host: 'h', cwd: '/', exitCode: 0 }],
    })
  })
})
