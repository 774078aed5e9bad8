// Dark or light: the system's choice unless the user made one, kept in this browser.
import { createStore } from 'zustand/vanilla'

export type ThemeChoice = 'system' | 'dark' | 'light'
export type Theme = 'dark' | 'light'

const KEY = 'unflunk.theme'
const systemIsLight = matchMedia('(prefers-color-scheme: light)')

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(KEY)
  return stored === 'dark' || stored === 'light' ? stored : 'system'
}

function resolve(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice
  return systemIsLight.matches ? 'light' : 'dark'
}

export const themeStore = createStore<{ choice: ThemeChoice; theme: Theme }>(() => {
  const choice = storedChoice()
  return { choice, theme: resolve(choice) }
})

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice)
  themeStore.setState({ choice, theme: resolve(choice) })
}

/** Puts the theme on the page and follows the system. Call once, before the first render. */
export function startTheme(): void {
  const apply = () => {
    document.documentElement.dataset.theme = themeStore.getState().theme
  }
  themeStore.subscribe(apply)
  systemIsLight.addEventListener('change', () => chooseTheme(themeStore.getState().choice))
  apply()
}
