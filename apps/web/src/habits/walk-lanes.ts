// Arrow keys in the lanes of the timeline.
import type { KeyboardEvent } from 'react'

const factsIn = (lane: Element): HTMLElement[] => [...lane.querySelectorAll<HTMLElement>('button')]

/** Left, right, Home and End along a lane; up and down to what was nearest in time on the lane beside it. */
export function walkLanes(event: KeyboardEvent<HTMLElement>): void {
  const lanes = [...event.currentTarget.querySelectorAll('[role="toolbar"]')]
  const row = lanes.findIndex((lane) => lane.contains(event.target as Node))
  const lane = lanes[row]
  if (!lane || !(event.target instanceof HTMLElement)) return
  const facts = factsIn(lane)
  const next = nextFact(event.key, facts, facts.indexOf(event.target)) ?? besides(event.key, lanes, row, event.target)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextFact(key: string, facts: readonly HTMLElement[], at: number): HTMLElement | undefined {
  if (key === 'ArrowRight') return facts[Math.min(at + 1, facts.length - 1)]
  if (key === 'ArrowLeft') return facts[Math.max(at - 1, 0)]
  if (key === 'Home') return facts[0]
  return key === 'End' ? facts.at(-1) : undefined
}

function besides(key: string, lanes: readonly Element[], row: number, from: HTMLElement): HTMLElement | undefined {
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
  const lane = lanes[row + step]
  if (step === 0 || !lane) return undefined
  const left = (fact: HTMLElement) => Number(fact.dataset.left)
  const distance = (fact: HTMLElement) => Math.abs(left(fact) - left(from))
  return factsIn(lane).toSorted((one, other) => distance(one) - distance(other))[0]
}
