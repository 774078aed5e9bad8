// What of ours lies on the machine without being of use: machines that nobody goes on with, snapshots of other recipes. Pure.
import type { ImageState } from './engine.ts'
import { GOLDEN_SESSION } from './labels.ts'
import type { Finding } from './preflight.ts'
import { gib } from './room.ts'
import type { SandboxHoldings } from './status.ts'

/** Sessions of a grader begin with its data folder's mark (start.ts); others were made by `sandbox try` or a test. */
const OF_A_GRADER = /^[0-9a-f]{6}-/

/** `missing`: what is not built yet, in words. `old`: images of earlier recipes. */
export function judgeHoldings(holdings: SandboxHoldings, missing: string | undefined, old: readonly ImageState[]): Finding[] {
  return [...ofBuild(missing), ...ofImages(old), ...holdings.sessions.flatMap((session) => ofSession(session))]
}

function ofBuild(missing: string | undefined): Finding[] {
  if (missing === undefined) return [{ topic: 'machines', level: 'ok', message: 'all images and snapshots are built' }]
  return [{ topic: 'machines', level: 'note', message: `Not built yet: ${missing}.`, next: 'npm run unflunk -- sandbox prepare' }]
}

function ofImages(old: readonly ImageState[]): Finding[] {
  if (old.length === 0) return []
  const most = gib(old.reduce((sum, { bytes }) => sum + bytes, 0))
  return [
    {
      topic: 'leftovers',
      level: 'note',
      message: `${old.length} image${old.length === 1 ? '' : 's'} of earlier recipes, up to ${most} on the disk.`,
      next: 'npm run unflunk -- sandbox clean --old',
    },
  ]
}

function ofSession({ id, machines }: SandboxHoldings['sessions'][number]): Finding[] {
  const stopped = machines.every(({ state }) => state === 'stopped')
  const took = gib(machines.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0))
  const next = `npm run unflunk -- sandbox clean --session ${id}`
  const note = (message: string, step: string): Finding[] => [{ topic: 'leftovers', level: 'note', message, next: step }]
  if (id === GOLDEN_SESSION)
    return note(
      'A snapshot is being built, or was interrupted; the next build removes what is left of it.',
      'npm run unflunk -- sandbox prepare',
    )
  if (!OF_A_GRADER.test(id))
    return note(
      `Session ${id} belongs to no attempt: ${machines.length} machine${machines.length === 1 ? '' : 's'}, ${took} of memory.`,
      next,
    )
  if (stopped)
    return note(
      `The machines of session ${id} have stopped. Starting Unflunk goes on with its attempt, or removes them.`,
      `npm start, or: ${next}`,
    )
  return []
}
