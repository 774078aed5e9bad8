// Part of wrong-place: files that were changed on the machine of another task than the open one.
import type { HabitEventOf } from '@unflunk/shared/habits'
import { failedChecks, type HabitTask } from '../context.ts'
import { firstOpened, pageAt, type Reading, type Run, runsOf } from '../reading.ts'
import { pathsOf } from '../run-paths.ts'

type FileChanged = HabitEventOf<'file-changed'>

/** `run` changed a file of `owner`'s machines while the page of `meant` was open. */
export interface StrayFile {
  readonly meant: HabitTask
  readonly owner: HabitTask
  readonly event: FileChanged
  readonly run: Run
}

/** Scratch space, and what a shell or an editor keeps for itself: nobody's work. */
const SCRATCH = /^\/(tmp|var\/tmp)\/|\/\.[^/]+(\/|$)/

export function strayFiles(reading: Reading): StrayFile[] {
  return reading.events('file-changed').flatMap((event) => {
    const owner = reading.tasks.get(event.task ?? '')
    if (!owner || SCRATCH.test(event.path)) return []
    // A look comes long after the change: only the command tells when it was made, and that a hand did it.
    const run = runsOf(reading, owner.id).findLast((candidate) => candidate.at <= event.at && changed(candidate, owner, event))
    const meant = run && reading.tasks.get(pageAt(reading, run.at) ?? '')
    if (!run || !meant || meant.cluster === owner.cluster) return []
    // Its page was opened before: work on two tasks at once, unless only the open one speaks of the file.
    const nobodyThereYet = ownersOf(reading, owner).every((task) => firstOpened(reading, task.id) > run.at)
    const onlyOfMeant = meant.text.includes(event.path) && !ownersOf(reading, owner).some((task) => task.text.includes(event.path))
    return nobodyThereYet || onlyOfMeant ? [{ meant, owner, event, run }] : []
  })
}

/** Failed checks that ask for exactly the file that was changed elsewhere. */
export function filesMissedBy(task: HabitTask, strays: readonly StrayFile[]): string[] {
  const failed = failedChecks(task)
  return task.checks
    .filter((check) => check.kind === 'file' && failed.has(check.id) && strays.some(({ event }) => event.path === check.path))
    .map((check) => check.id)
}

function ownersOf(reading: Reading, { cluster }: HabitTask): HabitTask[] {
  return reading.context.tasks.filter((task) => task.cluster === cluster)
}

function changed(run: Run, owner: HabitTask, event: FileChanged): boolean {
  const there = (host: string) => host === event.host || (host === 'controlplane' && event.host === owner.host)
  return run.calls.some(
    (call) => call.task === owner.id && there(call.host ?? run.host) && call.changing === true && pathsOf(run, call).includes(event.path),
  )
}
