// A whole grader for tests, as it is: its own data folder and port, and a container engine that is not there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Docker from 'dockerode'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import { DockerSandbox } from '../sandbox/docker-sandbox.ts'
import type { Sandbox } from '../sandbox/fleet.ts'
import { type Catalog, loadCatalog } from '../scenario/catalog.ts'
import { apply } from '../session/change.ts'
import { drawExam } from '../session/draw.ts'
import type { SessionState } from '../session/state.ts'
import { summaryOf } from '../session/view.ts'
import { startGrader } from '../start.ts'
import { openStorage } from '../storage/open-storage.ts'

const scenarios = resolve(import.meta.dirname, '../../../../scenarios')

export interface LoneGrader {
  readonly address: URL
  readonly home: string
  readonly catalog: Catalog
  /** An exam that was running (unless asked otherwise) when the grader started; its machines cannot be joined. */
  readonly exam: SessionState
  readonly log: string[]
  stop(): Promise<void>
}

/** Every call fails with `engine-unavailable`, as on a machine whose Docker does not run. */
export function sandboxWithoutEngine(): Sandbox {
  const node = 'unflunk/node:none'
  const images = { nodes: { '1.35': node, '1.34': node }, base: 'unflunk/base:none', registry: 'unflunk/registry:none' }
  return new DockerSandbox({
    engine: dockerEngine(new Docker({ socketPath: '/nonexistent/docker.sock' })),
    clock: systemClock,
    logger: lineLogger(systemClock, () => {}),
    images: { missing: async () => undefined, current: () => images, prepare: async () => images, lock: async () => () => {} },
  })
}

export async function startLoneGrader(page: string, phase: 'running' | 'finished' = 'running'): Promise<LoneGrader> {
  const home = await mkdtemp(join(tmpdir(), 'unflunk-grader-'))
  const catalog = await loadCatalog(scenarios)
  const running = runningExam(catalog)
  const exam = phase === 'running' ? running : { ...running, phase, endedAt: systemClock.now(), endedReason: 'candidate' as const }
  const storage = await openStorage(home)
  await storage.saveAttempt({ summary: summaryOf(exam), state: exam })
  await storage.close()

  const log: string[] = []
  const grader = await startGrader(
    { ...readConfig(['--port', '0', '--home', home], { UNFLUNK_WARM: '0' }), page },
    { clock: systemClock, logger: lineLogger(systemClock, (line) => log.push(line)), sandbox: sandboxWithoutEngine() },
  )
  return {
    address: new URL(grader.address),
    home,
    catalog,
    exam,
    log,
    stop: async () => {
      await grader.stop()
      await rm(home, { recursive: true })
    },
  }
}

function runningExam(catalog: Catalog): SessionState {
  const [exam] = catalog.exams.values()
  if (!exam) throw new Error(`there is no valid exam: ${JSON.stringify(catalog.problems)}`)
  const at = systemClock.now()
  const drawn = drawExam(catalog, new Set(), exam.id, { id: 'test-exam', seed: 'seed', at, level: 'exam' })
  return apply(drawn, { type: 'started', at })
}
