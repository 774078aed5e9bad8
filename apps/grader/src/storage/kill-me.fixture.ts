// A process that saves and appends without end and prints each number once it was acknowledged; its test kills it.
import { openStorage } from './open-storage.ts'

const storage = await openStorage(process.argv[2] ?? '')
const events = await storage.openEvents('a1')
for (let n = 1; ; n++) {
  events.append(JSON.stringify({ n, filler: 'x'.repeat(500) }))
  await storage.saveAttempt({ summary: { id: 'a1', kind: 'exam', source: 's', title: 'T', phase: 'running', createdAt: 1 }, state: n })
  await events.flush()
  process.stdout.write(`${n}\n`)
}
