// All drills on one page.
import { DrillCards } from './DrillCards.tsx'
import { DrillPage } from './DrillPage.tsx'

export function DrillsPage() {
  return (
    <DrillPage title="Drills">
      <p>Short rounds with a score of your own. What you miss comes back sooner.</p>
      <DrillCards />
    </DrillPage>
  )
}
