// The secret of this installation as the browser shows it: in the address once, then in a cookie. Compared in constant time.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** The cookie is derived, so that an address that leaks later (a screenshot, a history) is not the cookie, nor the other way round. */
export function cookieValue(token: string): string {
  return createHmac('sha256', token).update('cookie').digest('base64url')
}

/** Same time for every wrong guess, also of another length. */
export function sameSecret(given: string, expected: string): boolean {
  const key = 'compare'
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
