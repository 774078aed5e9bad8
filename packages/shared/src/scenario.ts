// A scenario: one task with its start state, checks and solutions. The yaml in scenarios/ is parsed with these schemas.
import { z } from 'zod'
import { Check, Claim } from './check.ts'

export const ExamTrack = z.enum(['cka', 'cks'])
export type ExamTrack = z.infer<typeof ExamTrack>

/** A value drawn per attempt from its seed, used as `{{name}}` in yaml, task text, scripts and manifests. */
export const Parameter = z.union([
  z.strictObject({ oneOf: z.array(z.union([z.string(), z.number()])).min(1) }),
  z.strictObject({ from: z.number().int(), to: z.number().int() }),
])
export type Parameter = z.infer<typeof Parameter>

/**
 * Capabilities of the machine or sandbox that a scenario cannot do without. Those of the first line are given to a cluster when it is asked for
 * them; the second line depends on the user's kernel, the third on what the source of the binaries has.
 */
export const Need = z.enum([
  ...(['metrics', 'policy', 'storage', 'ingress', 'gateway', 'gvisor'] as const),
  ...(['apparmor', 'internet'] as const),
  ...(['crictl', 'trivy', 'falco', 'kube-bench', 'cosign'] as const),
])
export type Need = z.infer<typeof Need>

/** Kubernetes minors that clusters can be made of. */
export const KubernetesMinor = z.enum(['1.35', '1.34'])
export type KubernetesMinor = z.infer<typeof KubernetesMinor>
/** That of the exam. */
export const EXAM_MINOR: KubernetesMinor = '1.35'

/** What a cluster is made of. */
export const ClusterShape = z.strictObject({
  /** Machines, whether they have joined or not. */
  nodes: z.number().int().min(1).max(3).default(1),
  /** The last so many machines are bare: packages and runtime are there, kubeadm has not run. All of them: there is no cluster yet. */
  bare: z.number().int().min(0).max(3).default(0),
  /** More than one: a load balancer, `cluster-endpoint:6443`, stands before the API servers. */
  controlPlanes: z.number().int().min(1).max(3).default(1),
  kubernetes: KubernetesMinor.default(EXAM_MINOR),
})
export type ClusterShape = z.infer<typeof ClusterShape>

/** The control planes first (`controlplane`, `controlplane2`, ...), then `node01`, `node02`, ... */
export function nodeNames({ nodes, controlPlanes }: Pick<ClusterShape, 'nodes' | 'controlPlanes'>): string[] {
  return Array.from({ length: nodes }, (_, index) => {
    if (index >= controlPlanes) return `node${String(index - controlPlanes + 1).padStart(2, '0')}`
    return index === 0 ? 'controlplane' : `controlplane${index + 1}`
  })
}

export const ClusterSpec = z
  .strictObject({
    ...ClusterShape.shape,
    /** True when the task breaks or rebuilds the cluster: nothing else may share it. */
    exclusive: z.boolean().default(false),
    needs: z.array(Need).default([]),
  })
  .refine(({ nodes, bare }) => bare <= nodes, { path: ['bare'], message: 'there cannot be more bare machines than machines' })
  .refine(({ nodes, controlPlanes }) => controlPlanes <= nodes, {
    path: ['controlPlanes'],
    message: 'there cannot be more control planes than machines',
  })
  .refine(({ bare, exclusive }) => bare === 0 || exclusive, {
    path: ['exclusive'],
    message: 'who makes or joins machines has the cluster to itself: exclusive: true',
  })
  .refine(({ nodes, bare, needs }) => bare < nodes || needs.length === 0, {
    path: ['needs'],
    message: 'where there is no cluster yet, there is nothing to give it',
  })
export type ClusterSpec = z.infer<typeof ClusterSpec>

/** `apply` and `run` are paths inside the scenario's folder; `run` is bash; `on` is a node name. */
export const SetupStep = z.union([
  z.strictObject({ apply: z.string() }),
  z.strictObject({ run: z.string(), on: z.string().default('controlplane'), as: z.enum(['root', 'candidate']).default('root') }),
  z.strictObject({ until: Claim, timeout: z.number().int().min(1).max(300).default(60) }),
])
export type SetupStep = z.infer<typeof SetupStep>

/** scenario.yaml as written; parameters are not yet filled in. */
export const ScenarioFile = z.strictObject({
  title: z.string().min(5),
  domain: z.string(),
  bullets: z.array(z.string()).min(1),
  minutes: z.number().int().min(1).max(30),
  cluster: ClusterSpec,
  parameters: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]*$/), Parameter).default({}),
  quickReference: z.array(z.strictObject({ title: z.string(), url: z.url() })).min(1),
  source: z.array(z.url()).min(1),
  hints: z.array(z.string()).default([]),
  /** Literals that a check demands although the task text does not name them: the literal and the reason why that is fair. */
  unstated: z.record(z.string(), z.string().min(10)).default({}),
  setup: z.array(SetupStep).default([]),
  checks: z.array(Check).min(1),
})
export type ScenarioFile = z.infer<typeof ScenarioFile>

/** What the catalogue shows: nothing that gives a task away. `id` is the folder, as `cka/rbac-viewer`. */
export const ScenarioSummary = z.object({
  id: z.string(),
  track: ExamTrack,
  title: z.string(),
  domain: z.string(),
  domainTitle: z.string(),
  minutes: z.number(),
  nodes: z.number(),
  /** Why it cannot be offered on this machine; absent when it can. */
  unavailable: z.string().optional(),
})
export type ScenarioSummary = z.infer<typeof ScenarioSummary>

/** scenarios/curriculum/*.yaml */
export const Curriculum = z.strictObject({
  track: ExamTrack,
  version: z.string(),
  domains: z.array(
    z.strictObject({
      key: z.string(),
      title: z.string(),
      weight: z.number(),
      bullets: z.array(z.strictObject({ key: z.string(), title: z.string() })),
    }),
  ),
})
export type Curriculum = z.infer<typeof Curriculum>

/** scenarios/exams/*.yaml: which tasks an exam draws, and its rules. `tasks: {scenarios}` fixes the list; `{draw}` picks by domain weight. */
export const Blueprint = z.strictObject({
  title: z.string(),
  about: z.string(),
  track: z.enum(['cka', 'cks', 'mixed']),
  minutes: z.number().int().min(1).max(180),
  passMark: z.number().min(0).max(100),
  kubernetes: z.string(),
  allowedDocs: z.array(z.string()),
  /** Fixed tasks, with the percent each is worth; the percents add up to 100. */
  tasks: z.array(z.strictObject({ scenario: z.string(), weight: z.number().min(1) })).min(1),
})
export type Blueprint = z.infer<typeof Blueprint>

export const ExamSummary = z.object({
  id: z.string(),
  title: z.string(),
  about: z.string(),
  track: z.enum(['cka', 'cks', 'mixed']),
  minutes: z.number(),
  passMark: z.number(),
  tasks: z.number(),
  unavailable: z.string().optional(),
})
export type ExamSummary = z.infer<typeof ExamSummary>

/** A solution or mistake file, as shown after the attempt. */
export const ShownSolution = z.object({ name: z.string(), script: z.string() })
export type ShownSolution = z.infer<typeof ShownSolution>
