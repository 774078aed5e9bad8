// Shows what `toast` says. Its library is fetched with the first notice: most visits have none.
import { lazy, Suspense, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { retryImport } from './retry-import.ts'
import styles from './Toaster.module.css'
import { themeStore } from './theme.ts'
import { saidStore } from './toast.ts'

const loadSonner = () => retryImport(() => import('sonner'))
const Sonner = lazy(() => loadSonner().then(({ Toaster }) => ({ default: Toaster })))

const classNames = {
  toast: styles.toast ?? '',
  title: styles.title ?? '',
  description: styles.description ?? '',
  error: styles.error ?? '',
  warning: styles.warning ?? '',
}

/** Comes after `Sonner`, which listens only from its own first effect on. */
function Speaker() {
  const count = useStore(saidStore, (state) => state.said.length)
  useEffect(() => {
    // Read here and not while rendering, so that an effect that runs twice shows once.
    const { said } = saidStore.getState()
    if (count === 0 || said.length === 0) return
    saidStore.setState({ said: [] })
    void loadSonner().then(({ toast }) => {
      for (const { level, text, details } of said) toast[level](text, details)
    })
  }, [count])
  return null
}

export function Toaster() {
  const theme = useStore(themeStore, (state) => state.theme)
  const something = useStore(saidStore, (state) => state.said.length > 0)
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    if (something) setWanted(true)
  }, [something])
  if (!wanted) return null
  return (
    <Suspense>
      <Sonner theme={theme} position="top-right" offset={{ top: 60, right: 16 }} toastOptions={{ unstyled: true, classNames }} />
      <Speaker />
    </Suspense>
  )
}
