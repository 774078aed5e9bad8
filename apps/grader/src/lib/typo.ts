// Whether a name is another one with a slip of the finger.

/** One or two edits apart (two only in names of six letters or more), or the same letters in another case. Equal names are no slip. */
export function isTypo(name: string, meant: string): boolean {
  if (name === meant) return false
  const allowed = meant.length >= 6 ? 2 : meant.length >= 3 ? 1 : 0
  return Math.abs(name.length - meant.length) <= allowed && distance(name, meant) <= allowed
}

/** Levenshtein with neighbours swapped as one edit; names have at most 253 characters. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(substitute, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
