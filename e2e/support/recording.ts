// What a recording shows around a moment, read as the page's player reads it.
import { stripVTControlCharacters } from 'node:util'
import type { Page } from '@playwright/test'
import type { AttemptResult } from '@unflunk/shared/api'
import type { Finding } from '@unflunk/shared/habits'
import { z } from 'zod'

const Event = z.tuple([z.number(), z.string(), z.string()])

/** A clip begins a little before its moment, so that the line is seen being typed; the shell echoes it within the second. */
const BEFORE_MS = 12_000
const AFTER_MS = 3_000

/** The text that the finding's terminal printed in the seconds around it; '' when nothing was recorded. */
export async function lineAt(page: Page, result: AttemptResult, { at, terminal }: Finding): Promise<string> {
  const recording = result.recordings.find((one) => one.terminal === terminal)
  if (!recording) return ''
  const path = `/api/attempts/${result.attempt.id}/recordings/${recording.terminal}`
  const text = z.string().parse(await page.evaluate(async (url) => (await fetch(url)).text(), path))
  let time = recording.startedAt
  let shown = ''
  for (const line of text.split('\n').slice(1)) {
    if (line === '') continue
    const [interval, type, data] = Event.parse(JSON.parse(line)) // asciicast v3: seconds since the event before
    time += interval * 1000
    if (type === 'o' && time >= at - BEFORE_MS && time <= at + AFTER_MS) shown += data
  }
  return plain(shown)
}

/** Without colours and titles; a line that wrapped is one line. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/ ?\r(?!\n)/g, '')
}
