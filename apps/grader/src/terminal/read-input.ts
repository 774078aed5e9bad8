// Tells what was typed from what only moves about or answers a program, in the bytes that a browser sends.

export interface Input {
  /** Bytes of text: letters, Enter, Backspace. Arrows and the like are none. */
  readonly typed: number
  /** Somebody was there: a key, a paste or a click, not an answer that xterm gave to a program by itself. */
  readonly byHand: boolean
}

const ESCAPE = '\x1b'
/** Ends an operating system command: BEL, or escape and a backslash. */
const END = String.raw`(?:\u0007|${ESCAPE}\\)`
/** Answers: what xterm says about itself, where its cursor is, whether its window has the focus, and its colours. */
const ANSWERS = new RegExp(
  String.raw`${ESCAPE}(?:\[[?>=][\d;]*[cunRy$]+|\[\d+;\d+R|\[\d*n|\[[IO]|\[[\d;]*t|\][^${ESCAPE}\u0007]*${END}|P[^${ESCAPE}]*${END})`,
  'g',
)
/** Arrows, function keys, the mouse, and the brackets around a paste. */
const MOVES = new RegExp(String.raw`${ESCAPE}(?:\[<[\d;]*[Mm]|\[M[\s\S]{3}|\[[\d;]*[A-Za-z~]|O[A-Za-z])`, 'g')

export function readInput(data: Uint8Array): Input {
  if (!data.includes(0x1b)) return { typed: data.length, byHand: data.length > 0 }
  const byHand = Buffer.from(data).toString('latin1').replace(ANSWERS, '')
  return { typed: byHand.replace(MOVES, '').length, byHand: byHand !== '' }
}
