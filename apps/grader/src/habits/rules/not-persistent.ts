// Advice 11: right now, and gone after a reboot or unseen by its process: a unit not enabled, a setting not stored, a file newer than its process.
import type { Check } from '@unflunk/shared/check'
import type { Finding, HabitEventOf } from '@unflunk/shared/habits'
import { edits } from '../command/touches.ts'
import { failedChecks, type HabitTask } from '../context.ts'
import { type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, cost, type Rule, taskName, terminalOf } from './rule.ts'

type Looked = HabitEventOf<'unit-seen'> | HabitEventOf<'setting-seen'> | HabitEventOf<'process-older'>

interface Fault {
  readonly seen: Looked
  readonly says: string
  readonly next: string
  /** Failed checks that ask for just this. */
  readonly checks: readonly string[]
  readonly run: Run | undefined
}

export const notPersistent: Rule = (reading) =>
  reading.context.tasks.flatMap((task) => [...slipsOf(reading, task), ...keptOf(reading, task)])

function slipsOf(reading: Reading, task: HabitTask): Finding[] {
  const faults = [...unitsOf(reading, task), ...settingsOf(reading, task), ...processesOf(reading, task)]
  return faults.map(({ seen, says, next, checks, run }) => ({
    advice: '11',
    rule: 'not-persistent',
    kind: 'slip',
    task: task.id,
    at: run?.at ?? seen.at,
    says: `${taskName(task)}: ${says}`,
    next,
    evidence: [...(run ? [run.seq] : []), seen.seq],
    ...terminalOf(run),
    ...cost(task, checks),
  }))
}

/** The newest look at each thing on a task's machines since a reset. */
function newest<T extends Looked>(reading: Reading, task: HabitTask, events: readonly T[], key: (event: T) => string): T[] {
  const reset = reading.events('reset').findLast((event) => event.task === task.id)
  const last = new Map<string, T>()
  for (const event of events) if (event.task === task.id && event.seq > (reset?.seq ?? 0)) last.set(`${event.host} ${key(event)}`, event)
  return [...last.values()]
}

function units(reading: Reading, task: HabitTask) {
  return newest(reading, task, reading.events('unit-seen'), ({ unit }) => unit).filter(({ unit }) => speaksOfUnit(task, bare(unit)))
}

function unitsOf(reading: Reading, task: HabitTask): Fault[] {
  return units(reading, task).flatMap((seen) => {
    const unit = bare(seen.unit)
    const start = startOf(reading, task, seen.host)
    const asAtStart = start?.active.includes(unit) && !start.enabled.includes(unit)
    if (!start || asAtStart || !seen.active || seen.enabled || isWantedDisabled(task, unit)) return []
    const run = runsOf(reading, task.id).findLast((one) => one.at <= seen.at && one.line.includes(unit) && one.line.includes('systemctl'))
    return [
      {
        seen,
        says: `${unit} on ${seen.host} runs, but is not enabled: it stays down after a reboot.`,
        next: `Start and enable in one go: sudo systemctl enable --now ${unit}`,
        checks: failed(task, (check) => check.kind === 'node' && bare(check.unit?.name ?? '') === unit && check.unit?.enabled === true),
        run,
      },
    ]
  })
}

function settingsOf(reading: Reading, task: HabitTask): Fault[] {
  return newest(reading, task, reading.events('setting-seen'), ({ key }) => key).flatMap((seen) => {
    const { key, host, live, stored } = seen
    const start = startOf(reading, task, host)
    const asAtStart = start?.live[key] === live && start.stored[key] === stored
    if (!start || stored === live || asAtStart || !speaksOfText(task, key)) return []
    const checks = failed(task, (check) => check.kind === 'file' && /sysctl/.test(check.path) && JSON.stringify(check).includes(key))
    const run = runsOf(reading, task.id).findLast((one) => one.at <= seen.at && one.line.includes(key))
    if (start.live[key] !== undefined && start.live[key] !== live) {
      const says = `${key} is ${live} on ${host}, but is stored ${stored === undefined ? 'nowhere' : `as ${stored}`}: a reboot takes it back.`
      const next = `echo '${key} = ${live}' | sudo tee /etc/sysctl.d/90-task.conf, then sudo sysctl --system`
      return [{ seen, says, next, checks, run }]
    }
    if (stored === undefined) return []
    const says = `${key} is stored as ${stored} on ${host}, but is still ${live}: the file was not loaded.`
    return [{ seen, says, next: 'After writing the file: sudo sysctl --system', checks, run }]
  })
}

/** How a machine stood when the task began (anew). */
function startOf(reading: Reading, task: HabitTask, host: string): HabitEventOf<'machine-seen'> | undefined {
  const reset = reading.events('reset').findLast((event) => event.task === task.id)
  return reading.events('machine-seen').find((event) => event.task === task.id && event.host === host && event.seq > (reset?.seq ?? 0))
}

function processesOf(reading: Reading, task: HabitTask): Fault[] {
  return newest(reading, task, reading.events('process-older'), ({ process, path }) => `${process} ${path}`).flatMap((seen) => {
    if (seen.startedAt >= seen.changedAt || !speaksOfUnit(task, seen.process) || isMendedBefore(reading, task, seen)) return []
    const edit = runsOf(reading, task.id).findLast((run) => run.at <= seen.at && run.calls.some((call) => edits(call, run, seen.path)))
    // Who wrote it was not seen, or the hand is not the candidate's.
    if (!edit) return []
    const checks = failed(
      task,
      (check) => check.kind === 'node' && check.kubelet !== undefined && seen.process === 'kubelet' && isNode(task, check.node, seen.host),
    )
    return [
      {
        seen,
        says: `${seen.path} on ${seen.host} was written at ${clockTime(reading, seen.changedAt)}, after ${seen.process} had started: it still runs with the old one.`,
        next: `After the last edit: sudo systemctl daemon-reload; sudo systemctl restart ${seen.process}`,
        checks,
        run: edit,
      },
    ]
  })
}

/** A restart that came after the look (the last one is before the final grade, so hardly ever). */
function isMendedBefore(reading: Reading, task: HabitTask, seen: HabitEventOf<'process-older'>): boolean {
  return runsOf(reading, task.id).some((run) => run.at > seen.at && /\brestart\b/.test(run.line) && run.line.includes(seen.process))
}

function keptOf(reading: Reading, task: HabitTask): Finding[] {
  return units(reading, task)
    .filter(({ active, enabled }) => active && enabled)
    .flatMap((seen): Finding[] => {
      const unit = bare(seen.unit)
      const run = runsOf(reading, task.id).find(
        (one) => one.at <= seen.at && /systemctl.*\benable\b/.test(one.line) && one.line.includes(unit),
      )
      if (!run) return []
      return [
        {
          advice: '11',
          rule: 'not-persistent',
          kind: 'kept',
          task: task.id,
          at: run.at,
          says: `${taskName(task)}: ${unit} on ${seen.host} was enabled at ${clockTime(reading, run.at)}: it comes back after a reboot.`,
          evidence: [run.seq, seen.seq],
          terminal: run.terminal,
        },
      ]
    })
}

function bare(unit: string): string {
  return unit.replace(/\.service$/, '')
}

/** In the task's area: its text or one of its checks names it. */
function speaksOfUnit(task: HabitTask, unit: string): boolean {
  return (
    speaksOfText(task, unit) || task.checks.some((check) => check.kind === 'node' && bare(check.unit?.name ?? '') === unit && !check.guard)
  )
}

function speaksOfText(task: HabitTask, word: string): boolean {
  return task.text.split(/[^\w./-]+/).some((part) => bare(part.replace(/[.]+$/, '')) === word)
}

/** The task wants it so, or speaks of switching units off: then not being enabled may be the answer. */
function isWantedDisabled(task: HabitTask, unit: string): boolean {
  if (/\bdisabled?\b|until (the )?(next )?(reboot|restart)/i.test(task.text)) return true
  return task.checks.some((check) => check.kind === 'node' && bare(check.unit?.name ?? '') === unit && check.unit?.enabled === false)
}

function isNode(task: HabitTask, node: string, host: string): boolean {
  return node === host || (node === 'controlplane' && host === task.host)
}

function failed(task: HabitTask, isAbout: (check: Check) => boolean): string[] {
  const wrong = failedChecks(task)
  return task.checks.filter((check) => wrong.has(check.id) && isAbout(check)).map((check) => check.id)
}
