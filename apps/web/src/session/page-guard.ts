import { useEffect } from 'react'

/** Asks before the tab closes while work is open: Ctrl+W in vim is a habit. */
export function useClosingGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return
    const guard = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', guard)
    return () => removeEventListener('beforeunload', guard)
  }, [active])
}

/** Tells how long the window was left, each time it is back. */
export function useLeftWindow(report: (ms: number) => void): void {
  useEffect(() => {
    let leftAt: number | undefined
    const left = () => {
      leftAt ??= performance.now()
    }
    const back = () => {
      if (leftAt === undefined || document.hidden) return
      report(Math.round(performance.now() - leftAt))
      leftAt = undefined
    }
    const visibility = () => (document.hidden ? left() : back())
    addEventListener('blur', left)
    addEventListener('focus', back)
    document.addEventListener('visibilitychange', visibility)
    return () => {
      removeEventListener('blur', left)
      removeEventListener('focus', back)
      document.removeEventListener('visibilitychange', visibility)
    }
  }, [report])
}
