// Single tasks to practise, by domain, with a filter. `/` goes to the filter; arrows walk the list; Enter starts.
import type { Level } from '@unflunk/shared/checklist'
import type { ScenarioSummary } from '@unflunk/shared/scenario'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { tinykeys } from 'tinykeys'
import { Badge } from '../ui/Badge.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { Section } from '../ui/Section.tsx'
import { EmptyState } from '../ui/State.tsx'
import { byDomain, matching } from './filter-scenarios.ts'
import { LevelChoice } from './LevelChoice.tsx'
import styles from './PracticeList.module.css'
import { keepPracticeLevel, practiceLevel } from './practice-level.ts'
import { useStart } from './use-start.ts'

const trackNames = { cka: 'CKA', cks: 'CKS' } as const

/** Moves the focus between the rows that can be pressed. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled):not([role=radio]), input[type=search]')]
  const at = rows.findIndex((row) => row.matches(':focus'))
  rows[at + step]?.focus()
  event.preventDefault()
}

export function PracticeList({ scenarios, blocked }: { scenarios: readonly ScenarioSummary[]; blocked: string | undefined }) {
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const start = useStart()
  const [level, setLevel] = useState(practiceLevel)
  const changeLevel = (chosen: Level) => {
    keepPracticeLevel(chosen)
    setLevel(chosen)
  }
  useEffect(
    () =>
      tinykeys(window, {
        '/': (event) => {
          event.preventDefault()
          field.current?.focus()
        },
      }),
    [],
  )
  const groups = byDomain(matching(scenarios, query))
  const startingId = start.isPending && 'scenario' in start.variables ? start.variables.scenario : undefined
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are an addition; every row is a button of its own
    <div onKeyDown={walk}>
      <Section
        title="Practice"
        aside={
          <label className={styles.filter}>
            <Icon name="search" size={14} />
            <span className="sr-only">Filter by title, domain or exam</span>
            <input
              ref={field}
              type="search"
              placeholder="Filter"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => event.key === 'Escape' && setQuery('')}
            />
            <Kbd keys="/" />
          </label>
        }
      >
        {scenarios.length > 0 && <LevelChoice level={level} onLevel={changeLevel} />}
        {groups.length === 0 && (
          <EmptyState icon="search" title={query ? `Nothing matches "${query}"` : 'No scenario is installed'}>
            {query ? 'The filter looks at titles, domains and exams.' : 'Scenarios live in the folder scenarios.'}
          </EmptyState>
        )}
        <div className={styles.groups}>
          {groups.map((group) => (
            <section key={group.title} className={styles.group} aria-label={group.title}>
              <h3 className={styles.domain}>{group.title}</h3>
              <ul>
                {group.scenarios.map((scenario) => (
                  <li key={scenario.id}>
                    <button
                      type="button"
                      className={styles.row}
                      disabled={scenario.unavailable !== undefined || blocked !== undefined}
                      title={scenario.unavailable ?? blocked}
                      aria-busy={startingId === scenario.id || undefined}
                      onClick={() => start.mutate({ scenario: scenario.id })}
                    >
                      <span className={styles.name}>
                        {scenario.title}
                        {scenario.unavailable && <span className={styles.why}>{scenario.unavailable}</span>}
                      </span>
                      <Badge>{trackNames[scenario.track]}</Badge>
                      <span className={styles.nodes}>{scenario.nodes === 1 ? '1 node' : `${scenario.nodes} nodes`}</span>
                      <span className={styles.minutes}>{startingId === scenario.id ? 'starting…' : `${scenario.minutes} min`}</span>
                      <Icon name="right" size={14} />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      </Section>
    </div>
  )
}
