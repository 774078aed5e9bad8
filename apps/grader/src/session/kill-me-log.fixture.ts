// A grader that does nothing but record, as fast as it can; its test kills it. Goes on where the killed one before it stopped.
import { once } from 'node:events'
import { createRecorder, parseLog } from '../habits/recorder.ts'
import { systemClock } from '../lib/clock.ts'
import { openStorage } from '../storage/open-storage.ts'

const storage = await openStorage(process.argv[2] ?? '')
const lastSeq = parseLog(await storage.eventLines('a1')).events.at(-1)?.seq ?? 0
const events = await storage.openEvents('a1')
const recorder = createRecorder({ attempt: 'a1', clock: systemClock, write: (line) => events.append(line), lastSeq })
for (;;) {
  const line = 'k get po '.repeat(1 + Math.floor(Math.random() * 300))
  const { seq } = recorder.record({ type: 'command-started', terminal: 'x1', host: 'cka1', user: 'candidate', cwd: '/ä', line })
  if (seq % 20 !== 0) continue
  await events.flush()
  if (!process.stdout.write(`${seq}\n`)) await once(process.stdout, 'drain')
}
