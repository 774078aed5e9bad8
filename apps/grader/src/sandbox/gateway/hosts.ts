// Host names as listeners and routes use them: '' is every host, `*.example.com` every host below example.com.

/** Whether all hosts of `inner` are hosts of `outer`. */
export function covers(outer: string, inner: string): boolean {
  if (outer === '' || outer === inner) return true
  return outer.startsWith('*.') && inner !== '' && inner.endsWith(outer.slice(1))
}

/** The hosts that both speak of; undefined: none. */
export function intersection(a: string, b: string): string | undefined {
  if (covers(a, b)) return b
  return covers(b, a) ? a : undefined
}

/** An exact name before a wildcard, a longer one before a shorter. */
export function bySpecificity(a: string, b: string): number {
  const isOpen = (host: string) => Number(host === '' || host.startsWith('*.'))
  return isOpen(a) - isOpen(b) || b.length - a.length
}
