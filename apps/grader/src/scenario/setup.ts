// Brings a cluster to a task's start state: manifests, scripts on nodes, and waiting until a claim holds.
import { AppError } from '@unflunk/shared/error'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { look } from '../grading/look.ts'
import { machineOf, type Scene } from '../grading/scene.ts'
import type { Clock } from '../lib/clock.ts'
import type { Progress } from '../lib/progress.ts'
import type { Cluster } from '../sandbox/fleet.ts'
import { ApiServerDown, type KubeObject, KubeRefusal } from '../sandbox/kube.ts'
import type { PreparedStep, PreparedTask } from './task.ts'

export interface SetupRequest {
  readonly task: Pick<PreparedTask, 'scenario' | 'setup' | 'needs'>
  readonly cluster: Cluster
  readonly clock: Clock
  /** One step, `setup`, that counts the steps done. */
  readonly progress: Progress
  readonly signal?: AbortSignal
}

const SCRIPT_LIMIT = 120_000 // ms
const ADMISSION_LIMIT = 20_000 // ms for what a new namespace, CRD or webhook needs before an object is taken
const INTERVAL = 400 // ms

/** Keeps the cluster awake meanwhile. Throws AppError `cluster-unavailable` with the step that failed. */
export async function runSetup({ task, cluster, clock, progress, signal = new AbortController().signal }: SetupRequest): Promise<void> {
  const total = task.setup.length
  const lease = await cluster.acquire('setup', signal)
  try {
    const scene: Scene = { cluster, others: [], since: clock.now(), signal, hints: false }
    await cluster.enable(task.needs, signal)
    for (const [done, step] of task.setup.entries()) {
      progress({ id: 'setup', title: 'Prepare the task', state: 'running', done, total, unit: 'steps' })
      await runStep(step, scene, clock, task.scenario)
      signal.throwIfAborted()
    }
    progress({ id: 'setup', title: 'Prepare the task', state: 'done', done: total, total, unit: 'steps' })
  } catch (error) {
    progress({ id: 'setup', title: 'Prepare the task', state: 'failed', message: error instanceof Error ? error.message : String(error) })
    throw error
  } finally {
    lease.release()
  }
}

async function runStep(step: PreparedStep, scene: Scene, clock: Clock, scenario: string): Promise<void> {
  switch (step.kind) {
    case 'apply':
      for (const object of readManifest(step.manifest)) await applyObject(object, scene, clock, `${scenario}/${step.name}`)
      return
    case 'run':
      return await runScript(step, scene, scenario)
    case 'until':
      return await waitUntil(step, scene, clock, scenario)
  }
}

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
})
const List = z.looseObject({ kind: z.literal('List'), items: z.array(z.unknown()) })

/** Every object of a multi-document manifest, lists unfolded, in the order written. Throws ZodError on what is no object (the loader tells that first). */
export function readManifest(text: string): KubeObject[] {
  const documents = parseAllDocuments(text).filter((document) => document.contents !== null)
  return documents.flatMap((document): KubeObject[] => {
    const value: unknown = document.toJS()
    const list = List.safeParse(value)
    return (list.success ? list.data.items : [value]).map((item): KubeObject => Manifest.parse(item) as KubeObject)
  })
}

async function applyObject(object: KubeObject, { cluster: { kube }, signal }: Scene, clock: Clock, file: string): Promise<void> {
  const { apiVersion, kind, metadata } = object
  const deadline = clock.now() + ADMISSION_LIMIT
  for (;;) {
    try {
      const namespaced = metadata.namespace === undefined && (await kube.namespaced({ apiVersion, kind }, signal))
      await kube.apply(namespaced ? { ...object, metadata: { ...metadata, namespace: 'default' } } : object, { signal })
      return
    } catch (error) {
      signal.throwIfAborted()
      const passing = error instanceof KubeRefusal || error instanceof ApiServerDown
      if (!passing || clock.now() >= deadline) {
        throw new AppError('cluster-unavailable', `${file}: could not apply ${kind} ${metadata.name}: ${messageOf(error)}`, {
          cause: error,
        })
      }
      await clock.sleep(INTERVAL, signal)
    }
  }
}

async function runScript(step: Extract<PreparedStep, { kind: 'run' }>, scene: Scene, scenario: string): Promise<void> {
  const { exitCode, stdout, stderr } = await machineOf(scene, step.on).exec(scriptShell(), {
    user: step.as,
    cwd: step.as === 'root' ? '/root' : '/home/candidate',
    stdin: step.script,
    timeoutMs: SCRIPT_LIMIT,
    signal: scene.signal,
  })
  if (exitCode === 0) return
  const output = `${stdout}${stderr}`.trim().split('\n').slice(-3).join(' / ')
  throw new AppError('cluster-unavailable', `${scenario}/${step.name} ended with code ${exitCode} on ${step.on}: ${output}`)
}

/** The script is stored first, so that a command inside that reads its input cannot swallow the rest of it. */
function scriptShell(): string[] {
  return ['bash', '-c', 'file=$(mktemp) && cat >"$file" && bash -euo pipefail "$file" </dev/null; code=$?; rm -f "$file"; exit $code']
}

async function waitUntil(step: Extract<PreparedStep, { kind: 'until' }>, scene: Scene, clock: Clock, scenario: string): Promise<void> {
  const deadline = clock.now() + step.timeoutSeconds * 1000
  for (;;) {
    const missing = await attempt(step, scene)
    scene.signal.throwIfAborted()
    if (missing === undefined) return
    if (clock.now() >= deadline)
      throw new AppError('cluster-unavailable', `${scenario}: not ready within ${step.timeoutSeconds} s: ${missing}`)
    await clock.sleep(INTERVAL, scene.signal)
  }
}

/** undefined when the claim holds, else why not. */
async function attempt(step: Extract<PreparedStep, { kind: 'until' }>, scene: Scene): Promise<string | undefined> {
  try {
    const [first] = await look(step.claim, scene)
    return first && `${first.where}: expected ${first.expected}, found ${first.observed}`
  } catch (error) {
    return messageOf(error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
