// `scenario test`: proves scenarios on real clusters, ends with `N passed, N failed`.
import { availableParallelism } from 'node:os'
import { AppError } from '@unflunk/shared/error'
import { ClusterShape } from '@unflunk/shared/scenario'
import { systemClock } from '../../lib/clock.ts'
import { noProgress } from '../../lib/progress.ts'
import type { Cluster, Fleet, Sandbox } from '../../sandbox/fleet.ts'
import { loadCatalog } from '../catalog.ts'
import type { Scenario } from '../load.ts'
import { formatProblem } from '../problem.ts'
import { proofCases } from '../proof-cases.ts'
import { packRounds, type Round } from '../proof-rounds.ts'
import { type CaseResult, runRound } from '../proof-run.ts'
import { openProofStore, type ProofStore } from '../proof-store.ts'
import { renderTable } from '../table.ts'

export interface TestRequest {
  readonly root: string
  /** Ids, or `--all`; none: what changed, and one more in turn. */
  readonly args: readonly string[]
  readonly print: (line: string) => void
  readonly signal: AbortSignal
  readonly openSandbox: () => Promise<Sandbox>
}

export async function testScenarios({ root, args, print, signal, openSandbox }: TestRequest): Promise<number> {
  const catalog = await loadCatalog(root)
  for (const problem of catalog.problems) print(formatProblem(problem))
  const store = await openProofStore(root)
  const chosen = choose([...catalog.scenarios.values()], args, store, systemClock.now())
  const skipped = catalog.scenarios.size - chosen.length
  print(
    `proving ${chosen.map(({ id }) => id).join(', ') || 'nothing'}${args.length === 0 && skipped > 0 ? `; ${skipped} unchanged since their proof` : ''}`,
  )
  const results = chosen.length === 0 ? [] : await prove(chosen, await openSandbox(), print, signal)
  const today = new Date(systemClock.now()).toISOString().slice(0, 10)
  for (const scenario of chosen) {
    const own = results.filter(({ proof }) => proof.task.scenario === scenario.id)
    if (own.length > 0 && own.every(({ faults }) => faults.length === 0) && !store.isProven(scenario))
      await store.record(scenario, own.length, today)
  }
  report(results, print)
  const failed = results.filter(({ faults }) => faults.length > 0).length + catalog.problems.length
  print(`${results.length - results.filter(({ faults }) => faults.length > 0).length} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function choose(all: readonly Scenario[], args: readonly string[], store: ProofStore, now: number): Scenario[] {
  if (args.includes('--all')) return [...all]
  const unknown = args.find((id) => !all.some((scenario) => scenario.id === id))
  if (unknown) throw new AppError('not-found', `there is no valid scenario ${unknown}`, { next: 'npm run scenario list' })
  if (args.length > 0) return all.filter(({ id }) => args.includes(id))
  const day = Math.floor(now / 86_400_000)
  const inTurn = all[day % Math.max(1, all.length)]
  return all.filter((scenario) => scenario === inTurn || !store.isProven(scenario))
}

/** Below this, a second cluster only makes both slow, and `within` mean less. */
const CORES_FOR_TWO = 4

/** One cluster per shape, two for the single-node rounds when they are many and the machine is not small. */
async function prove(
  scenarios: readonly Scenario[],
  sandbox: Sandbox,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<CaseResult[]> {
  const rounds = packRounds(scenarios.flatMap(proofCases))
  const lanes = lanesOf(rounds)
  const sessionId = `proof-${crypto.randomUUID().slice(0, 8)}`
  const clusters = lanes.map(({ shape }, index) => ({ id: `p${index + 1}`, host: `proof${index + 1}`, ...shape }))
  const { fleet, ready } = await sandbox.createFleet({ sessionId, clusters }, noProgress, signal)
  try {
    const results = await Promise.all(
      lanes.map(async ({ rounds: queue }, index) => await runLane(queue, fleet, await ready(`p${index + 1}`), print, signal)),
    )
    return results.flat()
  } finally {
    await fleet.dispose()
  }
}

interface Lane {
  readonly shape: ClusterShape
  /** Shared by the lanes of one shape: each takes the next when it is free. */
  readonly rounds: Round[]
}

function lanesOf(rounds: readonly Round[]): Lane[] {
  return [...Map.groupBy(rounds, ({ shape }) => JSON.stringify(shape))].flatMap(([key, queue]) => {
    const shape = ClusterShape.parse(JSON.parse(key))
    const lane = { shape, rounds: queue }
    return shape.nodes === 1 && queue.length >= 4 && availableParallelism() >= CORES_FOR_TWO ? [lane, lane] : [lane]
  })
}

async function runLane(
  queue: Round[],
  fleet: Fleet,
  cluster: Cluster,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  for (let fresh = true; ; fresh = false) {
    const round = queue.shift()
    if (!round) return results
    signal.throwIfAborted()
    if (!fresh) await cluster.reset(undefined, signal)
    for (const result of await runRound(round, { fleet, cluster, clock: systemClock, signal })) {
      results.push(result)
      const { proof, faults, ms } = result
      print(
        `${faults.length === 0 ? 'ok  ' : 'FAIL'} ${proof.task.scenario} ${proof.title} (${proof.task.seed}) ${(ms / 1000).toFixed(1)} s`,
      )
      for (const fault of faults) print(`       ${fault}`)
    }
  }
}

function report(results: readonly CaseResult[], print: (line: string) => void): void {
  const ids = [...new Set(results.map(({ proof }) => proof.task.scenario))].sort()
  const rows = ids.map((id) => {
    const own = results.filter(({ proof }) => proof.task.scenario === id)
    const count = (kind: string) => {
      const cases = own.filter(({ proof }) => proof.title.startsWith(kind))
      const good = cases.filter(({ faults }) => faults.length === 0).length
      return good === cases.length ? `${good} ok` : `${good} of ${cases.length}`
    }
    const slowest = Math.max(...own.map(({ gradeMs }) => gradeMs))
    return [id, count('untouched'), count('solution'), count('mistake'), `${(slowest / 1000).toFixed(1)} s`]
  })
  if (rows.length > 0) print(renderTable(['scenario', 'untouched', 'solutions', 'mistakes', 'slowest grade'], rows))
}
