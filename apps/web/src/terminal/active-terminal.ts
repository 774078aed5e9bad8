// Which tab is in front when terminals come and go.

/** `before` and `now` are ids in the order of the tabs. A new terminal comes to the front; when the front one goes, its neighbour does. */
export function activeAfter(before: readonly string[], now: readonly string[], active: string | undefined): string | undefined {
  const fresh = now.filter((id) => !before.includes(id)).at(-1)
  if (fresh !== undefined && before.length > 0) return fresh
  if (active !== undefined && now.includes(active)) return active
  const at = active === undefined ? 0 : before.indexOf(active)
  return now[Math.max(0, Math.min(at, now.length - 1))]
}

/** The tab `step` places further, round the end. */
export function neighbour(ids: readonly string[], active: string | undefined, step: 1 | -1): string | undefined {
  if (ids.length === 0) return undefined
  const at = active === undefined ? -1 : ids.indexOf(active)
  return ids[(at + step + ids.length) % ids.length]
}
