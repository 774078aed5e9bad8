import type { ClusterState } from '@unflunk/shared/session'

/** A cluster's state as the candidate reads it. */
export const clusterWords: Readonly<Record<ClusterState, string>> = {
  waiting: 'waiting',
  starting: 'starting',
  'setting-up': 'setting up',
  ready: 'ready',
  frozen: 'ready',
  thawing: 'waking',
  resetting: 'being reset',
  failed: 'not available',
}

/** A cluster in one of these cannot be worked on. */
export const isComingUp = (state: ClusterState): boolean =>
  state === 'waiting' || state === 'starting' || state === 'setting-up' || state === 'resetting' || state === 'failed'
