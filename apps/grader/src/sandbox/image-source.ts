// Where the images of machines come from: the recipe, or a fixed set.
import type { ClusterShape, KubernetesMinor } from '@unflunk/shared/scenario'
import type { Progress } from '../lib/progress.ts'

/** Image references of one build of the recipe. */
export interface Images {
  /** By minor. */
  readonly nodes: Readonly<Record<KubernetesMinor, string>>
  readonly base: string
  readonly registry: string
}

/** Where images come from: the recipe, or a fixed set. */
export interface ImageSource {
  /** undefined when all are there, else what is missing, in words. */
  missing(): Promise<string | undefined>
  /** What a finished `prepare` has named them. */
  current(): Images
  /** Builds what is missing; quick when nothing is. */
  prepare(progress: Progress, signal?: AbortSignal): Promise<Images>
  /** One builder of snapshots at a time on this machine; waits for the other. Answers with the release. */
  lock(signal?: AbortSignal): Promise<() => void>
}

/** Those that a cluster is made of. */
export function imagesFor({ nodes, registry }: Images, { kubernetes }: ClusterShape): { node: string; registry: string } {
  return { node: nodes[kubernetes], registry }
}
