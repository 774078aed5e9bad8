// The tiny changes that a round may ask for. Names and values are used once in a drill, so that a slip in one round never does the work of another.
import type { Random } from './random.ts'
import type { Wanted } from './round.ts'
import { DEPLOYMENTS, DOOMED_CONFIGMAPS, DOOMED_PODS } from './stage.ts'

/** Where a change belongs: in a named namespace, in `default`, or in no namespace. */
export type Where = 'namespace' | 'default' | 'cluster'

/** What a round of this change needs: `says` is one sentence without the place. */
interface Written {
  readonly kind: string
  readonly name: string
  readonly says: string
  readonly wanted: Wanted
}

interface TinyChange {
  readonly title: string
  readonly where: readonly Where[]
  /** undefined when a drill has used up what it can be made with. */
  readonly write: (supply: Supply) => Written | undefined
}

/** What a drill has not used yet. */
export interface Supply {
  readonly word: () => string | undefined
  readonly pod: () => string | undefined
  readonly configMap: () => string | undefined
  readonly scale: () => { name: string; replicas: number } | undefined
  readonly random: Random
}

const IN_A_NAMESPACE: readonly Where[] = ['namespace', 'default']
const there = (fields: Record<string, unknown>): Wanted => ({ is: 'there', fields })

export const changes: Readonly<Record<string, TinyChange>> = {
  label: {
    title: 'label a deployment',
    where: IN_A_NAMESPACE,
    write: ({ word, random }) =>
      withWord(word, (team) => {
        const name = random.pick(DEPLOYMENTS)
        return {
          kind: 'Deployment',
          name,
          says: `Label deployment \`${name}\` with \`team=${team}\`.`,
          wanted: there({ metadata: { labels: { team } } }),
        }
      }),
  },
  annotate: {
    title: 'annotate a configmap',
    where: IN_A_NAMESPACE,
    write: ({ word }) =>
      withWord(word, (reviewed) => ({
        kind: 'ConfigMap',
        name: 'settings',
        says: `Annotate configmap \`settings\` with \`reviewed=${reviewed}\`.`,
        wanted: there({ metadata: { annotations: { reviewed } } }),
      })),
  },
  scale: {
    title: 'scale a deployment',
    where: IN_A_NAMESPACE,
    write: ({ scale }) => {
      const drawn = scale()
      if (!drawn) return undefined
      const { name, replicas } = drawn
      return {
        kind: 'Deployment',
        name,
        says: `Scale deployment \`${name}\` to \`${replicas}\` replicas.`,
        wanted: there({ spec: { replicas } }),
      }
    },
  },
  environment: {
    title: 'set an environment variable',
    where: IN_A_NAMESPACE,
    write: ({ word, random }) =>
      withWord(word, (value) => {
        const name = random.pick(DEPLOYMENTS)
        return {
          kind: 'Deployment',
          name,
          says: `Set the environment variable \`MODE=${value}\` in deployment \`${name}\`.`,
          wanted: there({ spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'MODE', value }] }] } } } }),
        }
      }),
  },
  'create-configmap': {
    title: 'create a configmap',
    where: IN_A_NAMESPACE,
    write: ({ word }) =>
      withWord(word, (name) => ({
        kind: 'ConfigMap',
        name,
        says: `Create configmap \`${name}\` with \`color=blue\`.`,
        wanted: there({ data: { color: 'blue' } }),
      })),
  },
  'create-serviceaccount': {
    title: 'create a service account',
    where: IN_A_NAMESPACE,
    write: ({ word }) =>
      withWord(word, (name) => ({ kind: 'ServiceAccount', name, says: `Create service account \`${name}\`.`, wanted: there({}) })),
  },
  'delete-pod': {
    title: 'delete a pod',
    where: IN_A_NAMESPACE,
    write: ({ pod }) => withWord(pod, (name) => ({ kind: 'Pod', name, says: `Delete pod \`${name}\`.`, wanted: { is: 'gone' } })),
  },
  'delete-configmap': {
    title: 'delete a configmap',
    where: IN_A_NAMESPACE,
    write: ({ configMap }) =>
      withWord(configMap, (name) => ({ kind: 'ConfigMap', name, says: `Delete configmap \`${name}\`.`, wanted: { is: 'gone' } })),
  },
  'create-namespace': {
    title: 'create a namespace',
    where: ['cluster'],
    write: ({ word }) => withWord(word, (name) => ({ kind: 'Namespace', name, says: `Create namespace \`${name}\`.`, wanted: there({}) })),
  },
  taint: {
    title: 'taint a node',
    where: ['cluster'],
    write: ({ word }) =>
      withWord(word, (key) => ({
        kind: 'Node',
        name: 'controlplane',
        says: `Taint node \`controlplane\` with \`${key}=yes:PreferNoSchedule\`.`,
        wanted: there({ spec: { taints: [{ key, value: 'yes', effect: 'PreferNoSchedule' }] } }),
      })),
  },
  'label-node': {
    title: 'label a node',
    where: ['cluster'],
    write: ({ word }) =>
      withWord(word, (disk) => ({
        kind: 'Node',
        name: 'controlplane',
        says: `Label node \`controlplane\` with \`disk=${disk}\`.`,
        wanted: there({ metadata: { labels: { disk } } }),
      })),
  },
}

/** Every kind of round: its card in the spaced repetition. */
export const allCards: readonly string[] = Object.entries(changes).flatMap(([id, { where }]) => where.map((one) => `${id}/${one}`))

const PLACES: Readonly<Record<string, string>> = { namespace: ' in a named namespace', default: ' in default', cluster: '' }

/** `label a deployment in default`. */
export function wordsOfCard(card: string): string {
  const [id = '', where = ''] = card.split('/')
  return `${changes[id]?.title ?? id}${PLACES[where] ?? ''}`
}

/** A fresh supply of names for one drill. */
export function createSupply(random: Random): Supply {
  const words = random.shuffled(WORDS)
  const pods = random.shuffled(DOOMED_PODS)
  const configMaps = random.shuffled(DOOMED_CONFIGMAPS)
  const scales = random.shuffled(DEPLOYMENTS.flatMap((name) => [2, 3, 4].map((replicas) => ({ name, replicas }))))
  return { random, word: () => words.pop(), pod: () => pods.pop(), configMap: () => configMaps.pop(), scale: () => scales.pop() }
}

function withWord(next: () => string | undefined, write: (word: string) => Written): Written | undefined {
  const word = next()
  return word === undefined ? undefined : write(word)
}

/** Short, easy to type, and none is the beginning of another. */
const WORDS = (
  'amber aspen basil beech birch cedar clover copper coral daisy ember fern flint ginger hazel heron indigo iris ivory jade kestrel larch ' +
  'lemon lilac linen lotus maple marble mint moss nickel oak olive onyx opal osprey pearl pepper poplar quartz raven ruby sage sable'
).split(' ')
