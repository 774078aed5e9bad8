// The size of the shell's letters, kept in this browser.
const KEY = 'unflunk.terminal.font-size'
const DEFAULT = 14 // pixels
export const SMALLEST = 9 // pixels
export const LARGEST = 28 // pixels

export function clampFontSize(pixels: number): number {
  return Number.isFinite(pixels) ? Math.min(LARGEST, Math.max(SMALLEST, Math.round(pixels))) : DEFAULT
}

export function storedFontSize(): number {
  const stored = localStorage.getItem(KEY)
  return stored === null ? DEFAULT : clampFontSize(Number(stored))
}

export function storeFontSize(pixels: number): void {
  localStorage.setItem(KEY, String(pixels))
}
