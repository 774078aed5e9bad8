// The timeline of an attempt: as lanes, or as a table with the same facts.
import type { AttemptResult } from '@unflunk/shared/api'
import { Section } from '../ui/Section.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { TimelineLanes } from './TimelineLanes.tsx'
import { TimelineTable } from './TimelineTable.tsx'

export function Timeline({ result }: { result: AttemptResult }) {
  if (result.habits.timeline.visits.length === 0) return null
  return (
    <Section title="Timeline">
      <Tabs
        label="The timeline as"
        tabs={[
          { id: 'lanes', title: 'Lanes', content: <TimelineLanes result={result} /> },
          { id: 'table', title: 'Table', content: <TimelineTable result={result} /> },
        ]}
      />
    </Section>
  )
}
