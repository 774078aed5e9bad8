import { useEffect, useState } from 'react'

/** The browser's clock, read again every `ms`; `undefined` stops it. */
export function useNow(ms: number | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (ms === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), ms)
    return () => clearInterval(timer)
  }, [ms])
  return now
}
