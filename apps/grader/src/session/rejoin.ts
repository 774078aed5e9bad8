// After a restart of the grader: the machines are joined again, and the time that it was away is given back.
import { AppError } from '@unflunk/shared/error'
import type { Fleet } from '../sandbox/fleet.ts'
import type { SessionCore } from './core.ts'
import type { Preparation } from './preparation.ts'

/** An engine that does not answer after a restart (it may still be starting) is asked again this often. */
const ADOPT_AGAIN_MS = 3_000

/** An engine that is still starting is no reason to give up an attempt: its time is given back. */
export async function adopt(core: SessionCore, preparation: Preparation, signal: AbortSignal): Promise<Fleet | undefined> {
  for (;;) {
    try {
      return await preparation.adopt()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'engine-unavailable') throw error
      core.logger.warn(`the machines of ${core.id} cannot be joined yet`, error)
      core.notice('warning', `${error.message} Trying again; the time is given back.`)
      await core.clock.sleep(ADOPT_AGAIN_MS, signal)
    }
  }
}

export async function giveBackAbsence(core: SessionCore): Promise<void> {
  const lastBeat = await core.storage.lastBeat(core.id)
  const ms = lastBeat === undefined ? 0 : Math.max(0, core.clock.now() - lastBeat)
  if (ms === 0 || core.state.endsAt === undefined) return
  await core.change({ type: 'credited', ms })
  core.notice('info', `Unflunk was away for ${Math.ceil(ms / 1000)} s; the time was given back.`)
}
