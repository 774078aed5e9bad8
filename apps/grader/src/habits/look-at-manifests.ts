// Reads the manifests that a candidate wrote, and how each of their objects stands against the live one. Their content is not kept.
import type { HabitEvent, HabitEventBody, HabitEventOf } from '@unflunk/shared/habits'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { createLimit } from '../lib/limit.ts'
import { ApiServerDown, type Kube, type KubeObject } from '../sandbox/kube.ts'
import type { Machine } from '../sandbox/machine.ts'
import { type FileState, keyOf } from './look-at-files.ts'
import { standing } from './standing.ts'

type Seen = HabitEventOf<'manifest-seen'>['objects']

const WRITTEN = /^\/(home|root|opt|tmp|var\/tmp|srv|mnt)\/.*\.(ya?ml|json)$/

/** More is no exam's work but something unpacked. */
const MAX_MANIFESTS = 30
const MAX_BYTES = 65_536
const MAX_OBJECTS = 20
/** Questions to the API server at the same time: the candidate works with it too. */
const AT_ONCE = 4
const TIMEOUT_MS = 10_000

/** Each file as its path and its beginning, with NUL between them: no text holds one. */
const READ = `for path do printf '%s\\0' "$path"; head -c ${MAX_BYTES} "$path" 2>/dev/null; printf '\\0'; done`

const AnObject = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().optional() }),
})
const AList = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) })

export class ManifestLooks {
  readonly #record: (body: HabitEventBody) => void
  /** What was told last of each file. */
  readonly #told = new Map<string, string>()

  constructor(record: (body: HabitEventBody) => void, past: readonly HabitEvent[] = []) {
    this.#record = record
    for (const event of past) {
      if (event.type === 'reset' && event.task !== undefined) this.forget(event.task)
      if (event.type === 'manifest-seen') this.#told.set(`${keyOf(event.task, event.host)} ${event.path}`, JSON.stringify(event.objects))
    }
  }

  /** Nothing is told while the API server is down: how objects stand is then not measured. */
  async look(task: string, host: string, machine: Pick<Machine, 'exec'>, kube: Kube, { base, now }: FileState): Promise<void> {
    const paths = [...now].flatMap(([path, digest]) => (WRITTEN.test(path) && base.get(path) !== digest ? [path] : []))
    if (paths.length === 0) return
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const { stdout } = await machine.exec(['sh', '-c', READ, 'sh', ...paths.slice(0, MAX_MANIFESTS)], { signal })
    const parts = stdout.split('\0')
    const limit = createLimit(AT_ONCE)
    for (let index = 0; index + 1 < parts.length; index += 2) {
      const objects = objectsIn(parts[index + 1] ?? '')
      const standings = await Promise.all(objects.map((object) => limit(() => seenAs(kube, object, signal))))
      this.#tell(
        task,
        host,
        parts[index] ?? '',
        standings.filter((one) => one !== undefined),
      )
    }
  }

  forget(task: string): void {
    for (const key of this.#told.keys()) if (key.startsWith(`${task} `)) this.#told.delete(key)
  }

  #tell(task: string, host: string, path: string, objects: Seen): void {
    const key = `${keyOf(task, host)} ${path}`
    const told = JSON.stringify(objects)
    if (this.#told.get(key) === told || (objects.length === 0 && !this.#told.has(key))) return
    this.#told.set(key, told)
    this.#record({ type: 'manifest-seen', task, host, path, objects })
  }
}

/** The objects of a text; what is no object of an API (values, a kubeconfig without a name, a broken document) is left out. */
export function objectsIn(text: string): KubeObject[] {
  return documentsOf(text)
    .flatMap((value) => {
      const list = AList.safeParse(value)
      return list.success ? list.data.items : [value]
    })
    .flatMap((value) => {
      const object = AnObject.safeParse(value)
      return object.success ? [object.data as KubeObject] : []
    })
    .slice(0, MAX_OBJECTS)
}

function documentsOf(text: string): unknown[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document) => {
    if (document.errors.length > 0) return []
    try {
      return [document.toJS({ maxAliasCount: 50 })]
    } catch {
      return [] // aliases without end: no manifest
    }
  })
}

async function seenAs(kube: Kube, object: KubeObject, signal: AbortSignal): Promise<Seen[number] | undefined> {
  const { apiVersion, kind } = object
  const { name, namespace } = object.metadata
  try {
    const live = await standing(kube, object, signal)
    return live && { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), live }
  } catch (error) {
    if (error instanceof ApiServerDown) return undefined
    throw error
  }
}
