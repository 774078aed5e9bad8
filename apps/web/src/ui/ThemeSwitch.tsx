import { useStore } from 'zustand'
import { IconButton } from './Button.tsx'
import { Tooltip } from './Tooltip.tsx'
import { chooseTheme, type ThemeChoice, themeStore } from './theme.ts'

const next: Record<ThemeChoice, ThemeChoice> = { system: 'dark', dark: 'light', light: 'system' }
const icons = { system: 'screen', dark: 'moon', light: 'sun' } as const
const names = { system: 'as the system', dark: 'dark', light: 'light' } as const

/** Goes round system, dark, light. */
export function ThemeSwitch() {
  const choice = useStore(themeStore, (state) => state.choice)
  const label = `Colours: ${names[choice]}. Change to ${names[next[choice]]}`
  return (
    <Tooltip says={`Colours: ${names[choice]}`}>
      <IconButton icon={icons[choice]} label={label} onClick={() => chooseTheme(next[choice])} />
    </Tooltip>
  )
}
