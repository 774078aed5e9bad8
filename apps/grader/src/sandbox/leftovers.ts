// What of ours lies on the machine without being of use: machines that nobody goes on with, snapshots of other recipes. Pure.
import { GOLDEN_SESSION } from './labels.ts'
import type { Finding } from './preflight.ts'
import { gib } from './room.ts'
import type { SandboxHoldings } from './status.ts'

/** Sessions of a grader begin with its data folder's mark (start.ts); others were made by `sandbox try` or a test. */
const OF_A_GRADER = /^[0-9a-f]{6}-/

/** `missing`: what is not built yet, in words. */
export function judgeHoldings(holdings: SandboxHoldings, missing: string | undefined): Finding[] {
  return [...ofBuild(missing), ...holdings.sessions.flatMap((session) => ofSession(session))]
}

function ofBuild(missing: string | undefined): Finding[] {
  if (missing === undefined) return [{ topic: 'machines', level: 'ok', message: 'all images and snapshots are built' }]
  return [{ topic: 'machines', level: 'note', message: `Not built yet: ${missing}.`, next: 'npm run unflunk -- sandbox prepare' }]
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
