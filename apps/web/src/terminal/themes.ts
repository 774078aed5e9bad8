// The sixteen colours of the shell for the dark and the light room; ground, text and cursor come from the page's own tokens.
import type { ITheme } from '@xterm/xterm'
import type { Theme } from '../ui/theme.ts'

const dark: ITheme = {
  black: '#252d39',
  red: '#ff8583',
  green: '#6fd39a',
  yellow: '#f0b65a',
  blue: '#8cb4ff',
  magenta: '#c9a6ff',
  cyan: '#74d0dd',
  white: '#c9d1de',
  brightBlack: '#76839a',
  brightRed: '#ffa3a1',
  brightGreen: '#90e5b4',
  brightYellow: '#ffcf85',
  brightBlue: '#b0ccff',
  brightMagenta: '#dcc4ff',
  brightCyan: '#9be5ee',
  brightWhite: '#ffffff',
}

const light: ITheme = {
  black: '#161a22',
  red: '#bd1f2d',
  green: '#17703f',
  yellow: '#8a5300',
  blue: '#2a4bc4',
  magenta: '#7a35b8',
  cyan: '#0b6b7a',
  white: '#6a7485',
  brightBlack: '#4c5666',
  brightRed: '#d5313f',
  brightGreen: '#1c8a4e',
  brightYellow: '#a76600',
  brightBlue: '#3d62e0',
  brightMagenta: '#9148d6',
  brightCyan: '#0e8496',
  brightWhite: '#3a4555',
}

/** Reads the tokens of the theme that the page shows now. */
export function terminalTheme(theme: Theme): ITheme {
  const tokens = getComputedStyle(document.documentElement)
  const token = (name: string) => tokens.getPropertyValue(name).trim()
  return {
    ...(theme === 'light' ? light : dark),
    background: token('--bg'),
    foreground: token('--text'),
    cursor: token('--accent'),
    cursorAccent: token('--bg'),
    selectionBackground: `${token('--accent')}55`,
    selectionInactiveBackground: `${token('--accent')}33`,
    scrollbarSliderBackground: `${token('--border-strong')}99`,
    scrollbarSliderHoverBackground: token('--border-strong'),
  }
}
