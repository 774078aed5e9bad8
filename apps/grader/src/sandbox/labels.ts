// Names and labels of everything the sandbox creates, so that all of it can be found again and removed.

export type Role = 'base' | 'registry' | 'node' | 'load-balancer' | 'helper'

/** The session that golden snapshots are built under; never a candidate's. */
export const GOLDEN_SESSION = 'golden'

export const LABEL = {
  ours: 'unflunk',
  session: 'unflunk.session',
  role: 'unflunk.role',
  cluster: 'unflunk.cluster',
  node: 'unflunk.node',
  host: 'unflunk.host',
  /** On a volume that is there as long as nobody has begun with the session's machines; their own labels last. */
  waiting: 'unflunk.waiting',
  /** On golden images and volumes, and on nodes: the snapshot's content address. */
  golden: 'unflunk.golden',
} as const

export function sessionLabels(sessionId: string): Record<string, string> {
  return { [LABEL.ours]: '1', [LABEL.session]: sessionId }
}

/** A container, network or volume name: only characters that the engine takes, unique by session. */
export function nameOf(sessionId: string, ...parts: string[]): string {
  return ['unflunk', sessionId, ...parts].map((part) => part.replace(/[^a-zA-Z0-9_.-]/g, '-')).join('-')
}

/** The volume that says that nobody has begun with a session's machines. */
export function waitingMark(sessionId: string): string {
  return nameOf(sessionId, 'waiting')
}
