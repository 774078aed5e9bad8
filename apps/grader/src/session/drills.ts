// Drills as attempts: drawn from what went wrong before, kept with their score when they are over.

import { AppError } from '@unflunk/shared/error'
import { FleetStyle } from '@unflunk/shared/fleet-style'
import { type HostsDrillSetup, type HostsRecords, ROUNDS_PER_MINUTE } from '@unflunk/shared/hosts-drill'
import { ClusterShape } from '@unflunk/shared/scenario'
import { stringify } from 'yaml'
import { z } from 'zod'
import { allCards, wordsOfCard } from '../drills/changes.ts'
import { cardsInOrder, drawRounds, type Place } from '../drills/draw.ts'
import { movedCards, scoreOf } from '../drills/points.ts'
import { stageObjects } from '../drills/stage.ts'
import type { DrillCard, DrillRound, DrillStorage } from '../storage/drills.ts'
import { type Drawn, newState } from './draw.ts'
import { drawHosts } from './hosts.ts'
import type { Stage } from './preparation.ts'
import type { SessionState, TaskState } from './state.ts'

const DRILL = 'hosts'
const CLUSTERS = ['t1', 't2', 't3', 't4']
/** The names of the older exam's clusters: alike enough to be mistaken for each other. */
const CONTEXTS = ['k8s', 'ek8s', 'hk8s', 'wk8s']

const Details = z.object({ style: FleetStyle, minutes: z.number() })

/** What earlier drills left, for the next one. */
export interface DrillPast {
  readonly cards: readonly DrillCard[]
  readonly rounds: readonly DrillRound[]
}

export async function pastOf(drills: DrillStorage): Promise<DrillPast> {
  const [cards, rounds] = await Promise.all([drills.cards(DRILL), drills.rounds(DRILL)])
  return { cards, rounds }
}

export function drawHostsDrill({ style, minutes }: HostsDrillSetup, past: DrillPast, drawn: Drawn): SessionState {
  const tasks = drawTasks(style, drawn.seed)
  const [first, ...others] = tasks.map(({ id, host }): Place => ({ task: id, host }))
  if (!first) throw new AppError('internal', 'A drill has clusters.')
  const cards = cardsInOrder(drawn.seed, ofStyle(style, past.cards), drawn.at)
  const count = minutes * ROUNDS_PER_MINUTE
  const rounds = drawRounds({ seed: drawn.seed, style, count, places: [first, ...others], cards })
  const title = style === 'ssh' ? 'Drill: hosts' : 'Drill: contexts'
  const best = bestOf(past.rounds, style, minutes)
  return {
    ...newState(drawn, tasks, { kind: 'drill', source: DRILL, title, minutes, passMark: 0, allowedDocs: [] }),
    drill: { style, rounds, ...(best === undefined ? {} : { best }) },
  }
}

/** The clusters of a drill hold the same objects; only the place tells them apart. */
export function stageOf(tasks: readonly Pick<TaskState, 'id'>[]): Map<string, Stage> {
  const manifest = stageObjects()
    .map((object) => stringify(object))
    .join('---\n')
  const stage: Stage = { scenario: DRILL, setup: [{ kind: 'apply', name: 'stage.yaml', manifest }], needs: [] }
  return new Map(tasks.map(({ id }) => [id, stage]))
}

/** Keeps the score and moves the cards of the rounds that were played. Answers the score. */
export async function keepDrill(drills: DrillStorage, state: SessionState, now: number): Promise<number> {
  const { drill, minutes, startedAt = now, endedAt = now } = state
  if (!drill) throw new AppError('internal', 'There is no drill to keep.')
  const { style, rounds } = drill
  const score = scoreOf(rounds)
  const { cards } = await pastOf(drills)
  const moved = movedCards(rounds, ofStyle(style, cards), now)
  await drills.saveRound(
    DRILL,
    { at: endedAt, score, ms: endedAt - startedAt, details: { style, minutes } },
    moved.map((card) => ({ ...card, card: `${style} ${card.card}` })),
  )
  return score
}

export function recordsOf({ cards, rounds }: DrillPast, now: number): HostsRecords {
  const played = Map.groupBy(rounds.flatMap(readDetails), ({ style, minutes }) => `${style} ${minutes}`)
  const records = [...played.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    return [{ style: first.style, minutes: first.minutes, best: Math.max(...same.map(({ score }) => score)), played: same.length }]
  })
  const due = (style: FleetStyle) =>
    ofStyle(style, cards)
      .filter((card) => card.due <= now && allCards.includes(card.card))
      .map(({ card }) => wordsOfCard(card))
  return { records, due: { ssh: due('ssh'), contexts: due('contexts') } }
}

function bestOf(rounds: readonly DrillRound[], style: FleetStyle, minutes: number): number | undefined {
  const scores = rounds.flatMap(readDetails).flatMap((round) => (round.style === style && round.minutes === minutes ? [round.score] : []))
  return scores.length === 0 ? undefined : Math.max(...scores)
}

/** A round that a later version wrote in another shape has no record here. */
function readDetails({ score, details }: DrillRound): { style: FleetStyle; minutes: number; score: number }[] {
  const read = Details.safeParse(details)
  return read.success ? [{ ...read.data, score }] : []
}

/** Fingers learn each style on its own: its cards bear its name. */
function ofStyle(style: FleetStyle, cards: readonly DrillCard[]): DrillCard[] {
  const prefix = `${style} `
  return cards.flatMap((card) => (card.card.startsWith(prefix) ? [{ ...card, card: card.card.slice(prefix.length) }] : []))
}

function drawTasks(style: FleetStyle, seed: string): TaskState[] {
  const hosts = drawHosts(
    seed,
    CLUSTERS.map((id) => ({ id, track: 'cka' as const })),
  )
  return CLUSTERS.map((id, index) => ({
    id,
    number: index + 1,
    scenario: DRILL,
    title: '',
    domain: '',
    domainTitle: '',
    weight: 0,
    minutes: 0,
    ...ClusterShape.parse({}),
    host: (style === 'ssh' ? hosts.get(id) : CONTEXTS[index]) ?? id,
    markdown: '',
    quickReference: [],
    hints: 0,
    flagged: false,
    done: false,
    opened: false,
    spentMs: 0,
    budgetAnswers: 0,
    cluster: { state: 'waiting', steps: [] },
  }))
}
