// Watches one kind for as long as the caller wants, through restarts of the API server, frozen hours and resets.
import { AppError } from '@unflunk/shared/error'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { ApiServerDown, type KubeKind, type KubeObject, KubeRefusal } from './kube.ts'
import type { Discovery } from './kube-discovery.ts'
import { AList, objectPath, parseObject } from './kube-object.ts'
import type { KubeTransport } from './kube-transport.ts'

export type WatchListener = (change: 'added' | 'modified' | 'deleted', object: KubeObject) => void

const RETRY = 1_000 // ms
/** The server sends a bookmark about once a minute, so a silent connection is a dead one. */
const IDLE = 100_000 // ms

const Line = z.object({ type: z.string(), object: z.unknown() })

export async function watchKind(
  { transport, discovery, clock }: { transport: KubeTransport; discovery: Discovery; clock: Clock },
  kind: KubeKind,
  listener: WatchListener,
  signal: AbortSignal,
  listed: () => void = () => {},
): Promise<void> {
  const known = new Map<string, KubeObject>()
  while (!signal.aborted) {
    try {
      const served = await discovery.find(kind, signal)
      if (served) {
        const path = objectPath(kind.apiVersion, served)
        const version = await relist(transport, path, kind, known, listener, signal)
        listed()
        const query = `?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`
        await transport.lines({ method: 'GET', path: path + query, signal }, IDLE, (line) => follow(known, listener, line))
        continue
      }
    } catch (error) {
      if (signal.aborted) return
      if (!passing(error)) throw error
    }
    await clock.sleep(RETRY, signal).catch(() => {}) // aborted: the loop's condition ends it
  }
}

/** Tells what changed while nobody watched, by comparing with what is known. Returns the version to watch from. */
async function relist(
  transport: KubeTransport,
  path: string,
  kind: KubeKind,
  known: Map<string, KubeObject>,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<string> {
  const list = AList.parse(await transport.json({ method: 'GET', path, signal }))
  const present = new Map((list.items ?? []).map((item) => parseObject({ ...kind, ...item })).map((object) => [keyOf(object), object]))
  for (const [key, object] of known) {
    if (present.has(key)) continue
    known.delete(key)
    listener('deleted', object)
  }
  for (const object of present.values()) see(known, listener, object)
  return list.metadata?.resourceVersion ?? '0'
}

function see(known: Map<string, KubeObject>, listener: WatchListener, object: KubeObject): void {
  const before = known.get(keyOf(object))
  known.set(keyOf(object), object)
  if (before === undefined) listener('added', object)
  else if (before.metadata.resourceVersion !== object.metadata.resourceVersion) listener('modified', object)
}

function follow(known: Map<string, KubeObject>, listener: WatchListener, line: string): void {
  const { type, object } = Line.parse(JSON.parse(line))
  if (type === 'BOOKMARK') return
  // "410 Gone" and the like: the next turn lists again.
  if (type === 'ERROR') throw new ApiServerDown('The watch ended and starts again.')
  const parsed = parseObject(object)
  if (type !== 'DELETED') {
    see(known, listener, parsed)
    return
  }
  known.delete(keyOf(parsed))
  listener('deleted', parsed)
}

/** An object that was deleted and made again is another one, whatever its name. */
function keyOf({ metadata }: KubeObject): string {
  return metadata.uid ?? `${metadata.namespace}/${metadata.name}`
}

/** Down, frozen, or refusing for a moment (starting up, authorization not ready): all of these can end. */
function passing(error: unknown): boolean {
  if (error instanceof ApiServerDown || error instanceof KubeRefusal) return true
  return error instanceof AppError && error.code === 'cluster-unavailable'
}
