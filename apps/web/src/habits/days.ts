// Days as people say them.
const DAY = 86_400_000

/** `today`, `yesterday`, `9 days ago`: by whole days of 24 hours, as the rules count them. */
export function daysAgo(at: number, now: number): string {
  const days = Math.floor((now - at) / DAY)
  if (days <= 0) return 'today'
  return days === 1 ? 'yesterday' : `${days} days ago`
}

/** `25 Nov` */
export function dayOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(at)
}

/** Whole days from today, by this machine's calendar, to a date as `2026-11-25`; below zero once it is past. */
export function daysUntil(date: string, now: number): number {
  const today = new Date(now)
  const midnight = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate())
  return Math.round((Date.parse(date) - midnight) / DAY)
}
