// Why points were lost, in a word or two.
import type { LedgerRow } from '@unflunk/shared/habits'

export const reasons: Readonly<Record<LedgerRow['reason'], string>> = {
  'wrong-place': 'Wrong place',
  misread: 'Misread',
  'broke-it-later': 'Broke it later',
  'not-looked-at': 'Not looked at',
  'not-applied': 'Not applied',
  'could-not': 'Could not',
  'never-reached': 'Never reached',
  'not-graded': 'Not graded',
}

const NUMBERS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen']

export function inWords(count: number): string {
  return NUMBERS[count] ?? String(count)
}
