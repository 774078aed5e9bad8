import { toast } from '../ui/toast.ts'

type KeyboardWithLock = { lock(keys: string[]): Promise<void> }

const keyboardLock = (value: unknown): value is KeyboardWithLock => typeof value === 'object' && value !== null && 'lock' in value

/** Goes to full screen or leaves it. Chromium can give Ctrl+W, N and T to the page there, so that vim's keys close no tab. */
export async function enterFullScreen(): Promise<void> {
  if (document.fullscreenElement) return document.exitFullscreen()
  try {
    await document.documentElement.requestFullscreen()
    const keyboard: unknown = 'keyboard' in navigator ? navigator.keyboard : undefined
    if (keyboardLock(keyboard)) await keyboard.lock(['KeyW', 'KeyN', 'KeyT'])
  } catch {
    toast.warning('The browser does not allow full screen here.')
  }
}
