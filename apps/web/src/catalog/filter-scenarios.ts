import type { ScenarioSummary } from '@unflunk/shared/scenario'

/** Scenarios in which every word of the query occurs, in title, domain, exam or folder. */
export function matching(scenarios: readonly ScenarioSummary[], query: string): ScenarioSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return scenarios.filter(({ id, track, title, domainTitle }) => {
    const text = `${id} ${track} ${title} ${domainTitle}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Groups in the order in which the domains first come. */
export function byDomain(scenarios: readonly ScenarioSummary[]): { title: string; scenarios: ScenarioSummary[] }[] {
  return [...Map.groupBy(scenarios, (scenario) => scenario.domainTitle)].map(([title, scenarios]) => ({ title, scenarios }))
}
