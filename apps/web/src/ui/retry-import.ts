// Loads a part of the page that is fetched when it is needed. Chromium cuts every request when a network interface comes or goes,
// and starting clusters makes networks: exactly when the exam room is fetched.
const DELAYS = [200, 600, 1500, 3000] // ms

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Tries again a few times; throws the last failure. A browser forgets a module that it could not fetch. */
export async function retryImport<T>(load: () => Promise<T>, delays: readonly number[] = DELAYS): Promise<T> {
  for (const delay of delays) {
    try {
      return await load()
    } catch {
      // The last attempt below tells why.
      await pause(delay)
    }
  }
  return load()
}
