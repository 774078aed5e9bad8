// `node apps/grader/src/testing/attempts/record.ts NAME...`: plays stories on real clusters and keeps their logs as fixtures for the rules.
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Room } from './room.ts'
import { clean, expert, sloppy, slow } from './stories.ts'

const stories = { clean, expert, sloppy, slow }
const fixtures = resolve(import.meta.dirname, '../../habits/testing/attempts')

for (const name of process.argv.slice(2)) {
  const story = Object.entries(stories).find(([known]) => known === name)?.[1]
  if (!story) throw new Error(`there is no story ${name}; there are ${Object.keys(stories).join(', ')}`)
  const room = await Room.start(name === 'slow' ? { hurry: { perTask: 1, exam: 6 } } : {})
  try {
    await story(room)
    const { log, context } = await room.end()
    const lines = log.map((event) => `  ${JSON.stringify(event)}`).join(',\n')
    await writeFile(join(fixtures, `${name}.json`), `{ "context": ${JSON.stringify(context)},\n"log": [\n${lines}\n] }\n`)
    process.stdout.write(`${name}: ${log.length} events\n`)
  } finally {
    await room.dispose()
  }
}
