// Whether a task text says a literal, as a candidate would read it.

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** Words are found whole and in any case; numbers also as words up to twelve; file modes also without the leading zero. */
export function statesLiteral(text: string, literal: string | number): boolean {
  const word = String(literal)
  if (hasWord(text, word)) return true
  if (/^\d+$/.test(word) && hasWord(text, NUMBER_WORDS[Number(word)] ?? word)) return true
  if (/^0[0-7]{3}$/.test(word) && hasWord(text, word.slice(1))) return true
  return word.includes('\n') && word.split('\n').every((line) => line.trim() === '' || text.includes(line.trim()))
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const before = /^[a-z0-9]/i.test(word) ? '(?<![a-z0-9])' : ''
  // A plural or a unit may follow a name ("pods", "10 s"); another letter or digit inside the word may not.
  const after = /[a-z]$/i.test(word) ? '(?:e?s|y|ies)?(?![a-z0-9])' : /[0-9]$/.test(word) ? '(?![0-9])(?!\\.[0-9])' : ''
  return new RegExp(before + escaped + after, 'i').test(text)
}
