// Switching: the task's own host first, look where you are, name the namespace, back to base before the next.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import { isLook } from '../command/read-line.ts'
import { type HabitTask, happenedTo, namespacesOf } from '../context.ts'
import { firstChange } from '../first-change.ts'
import { causeOf, firstOpened, pageAt, type Reading, type Run, runsOf } from '../reading.ts'
import { clockTime, count, taskName } from '../rules/rule.ts'
import { type Evidence, item, slipOf, tasksInWords } from './item.ts'

const BASE = 'base'
/** Tell where one is, though they show nothing of a task. */
const WHERE: ReadonlySet<string> = new Set(['hostname', 'whoami', 'id', 'pwd', 'uname'])

export function switching(evidence: Evidence): Checklist {
  return {
    id: 'switching',
    title: 'Switching',
    items: [ownHost(evidence), whereAmI(evidence), namespace(evidence), backToBase(evidence)],
  }
}

function ownHost(evidence: Evidence): ChecklistItem {
  const { reading, findings } = evidence
  const it = item(evidence, 'own-host', "Go to the task's own host first")
  const slip = slipOf(findings, 'wrong-place')
  const owner = reading.tasks.get(slip?.task ?? '')
  const back = owner && `Type exit until you are on base, then: ssh ${owner.host}`
  if (slip) return it.missed(slip.says, slip, back)
  const held = reading.events('held')[0]
  if (held) {
    const then = held.ran ? 'and ran after all' : 'and did not run'
    return it.missed(`"${held.line}" on ${held.host} was held at ${clockTime(reading, held.at)} (${held.why}), ${then}.`, held)
  }
  const logins = reading.runs.filter(isLogin)
  const stray = logins.find((run) => isStray(reading, run))
  const meant = stray && reading.tasks.get(pageAt(reading, stray.at) ?? '')
  if (stray && meant) {
    const host = stray.calls.find((call) => call.tool === 'ssh')?.host ?? ''
    return it.missed(
      `With ${taskName(meant).toLowerCase()} open you logged in to ${host} at ${clockTime(reading, stray.at)}; it is on ${meant.host}.`,
      stray,
      `${taskName(meant)} is on ${meant.host}: exit, then ssh ${meant.host}`,
    )
  }
  const right = reading.context.tasks.filter((task) => logins.some((run) => run.calls.some(({ host }) => host === task.host)))
  const first = logins.find((run) => run.calls.some(({ host }) => host === right[0]?.host))
  if (!first) return it.notYet('No login was seen.')
  return it.done(`Every login went to the host of an open task (${tasksInWords(right)}).`, first)
}

function isLogin(run: Run): boolean {
  return run.calls.some((call) => call.tool === 'ssh' && call.host !== undefined)
}

/** A login to the host of a task whose page nobody had opened yet. Two tasks at once are fine. */
function isStray(reading: Reading, run: Run): boolean {
  const host = run.calls.find((call) => call.tool === 'ssh')?.host
  const owners = reading.context.tasks.filter((task) => task.host === host)
  return owners.length > 0 && owners.every((task) => firstOpened(reading, task.id) > run.at)
}

/** Reading the prompt leaves no trace, so only a change that went wrong shows that nobody looked. */
function whereAmI(evidence: Evidence): ChecklistItem {
  const { reading, findings } = evidence
  const it = item(evidence, 'where-am-i', 'Check where you are before you change something')
  const changed = reading.context.tasks.filter((task) => firstChange(reading, task) !== undefined)
  if (changed.length === 0) return it.notYet('Nothing was changed where commands are seen.')
  const slip = slipOf(findings, 'wrong-place')
  const looked = changed.filter((task) => lookedBefore(reading, task))
  if (slip) return it.missed('Something was changed in the wrong place.', slip, 'Read the host in the prompt before every change.')
  const [first] = looked
  if (first && looked.length === changed.length) {
    return it.done(`You looked around before the first change in ${tasksInWords(looked)}.`, firstChange(reading, first))
  }
  return it.notMeasured(
    `Reading the prompt leaves no trace. A look by command came first in ${looked.length} of ${count(changed.length, 'task')}, and nothing went to the wrong place.`,
  )
}

function lookedBefore(reading: Reading, task: HabitTask): boolean {
  const change = firstChange(reading, task)
  return runsOf(reading, task.id).some(
    (run) =>
      run.at < (change?.at ?? 0) && run.calls.some((call) => isLook(call) || WHERE.has(call.tool) || call.kubectl?.verb === 'config'),
  )
}

function namespace(evidence: Evidence): ChecklistItem {
  const { reading, findings } = evidence
  const it = item(evidence, 'namespace', 'Name the namespace')
  const slip = slipOf(findings, 'default-namespace')
  if (slip) return it.missed(slip.says, slip, slip.next)
  const named = reading.context.tasks.flatMap((task) => {
    const names = namespacesOf(task)
    const right = reading
      .events('object-changed')
      .filter((event) => happenedTo(task, event) && event.namespace !== undefined && event.namespace !== 'default')
      .find((event) => names.has(event.namespace ?? '') && causeOf(reading, task.id, event.at) !== undefined)
    return right ? [{ task, cause: causeOf(reading, task.id, right.at) }] : []
  })
  const [first] = named
  if (!first) return it.notYet('No task that you changed something in names a namespace.')
  return it.done(`Your changes in ${tasksInWords(named.map(({ task }) => task))} went to the namespace that the task names.`, first.cause)
}

function backToBase(evidence: Evidence): ChecklistItem {
  const { reading } = evidence
  const it = item(evidence, 'back-to-base', 'Back to base before the next host')
  const hosts = new Set(reading.context.tasks.map(({ host }) => host))
  const logins = reading.runs.filter((run) => run.calls.some((call) => call.tool === 'ssh' && hosts.has(call.host ?? '')))
  const nested = logins.find((run) => run.host !== BASE && run.calls.some(({ host }) => hosts.has(host ?? '') && host !== run.host))
  if (nested) {
    return it.missed(
      `You typed "${nested.line}" on ${nested.host} at ${clockTime(reading, nested.at)}.`,
      nested,
      'Type exit first: every host is reached from base.',
    )
  }
  const reached = new Set(logins.flatMap((run) => run.calls.flatMap(({ host }) => (host !== undefined && hosts.has(host) ? [host] : []))))
  const second = logins.find((run) => run.calls.every(({ host }) => host !== logins[0]?.calls[0]?.host))
  if (reached.size < 2 || !second) return it.notYet('You logged in to one host only.')
  return it.done(`You went to ${reached.size} hosts, each time from base.`, second)
}
