// Derives something from a reading once: a report asks the same questions in many rules, and a reading never changes.
import type { Reading } from './reading.ts'

export function oncePerReading<T>(derive: (reading: Reading) => T): (reading: Reading) => T {
  const known = new WeakMap<Reading, { value: T }>()
  return (reading) => {
    const found = known.get(reading)
    if (found) return found.value
    const value = derive(reading)
    known.set(reading, { value })
    return value
  }
}

export function oncePerTask<T>(derive: (reading: Reading, task: string) => T): (reading: Reading, task: string) => T {
  const tasks = oncePerReading(() => new Map<string, T>())
  return (reading, task) => {
    const known = tasks(reading)
    const found = known.get(task)
    if (found !== undefined) return found
    const value = derive(reading, task)
    known.set(task, value)
    return value
  }
}
