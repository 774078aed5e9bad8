import { Link } from '@tanstack/react-router'
import { EmptyState } from './State.tsx'

export function NotFound() {
  return (
    <main>
      <EmptyState icon="search" title="There is no such page" action={<Link to="/">Back to the start</Link>}>
        The address may be of an attempt that was deleted.
      </EmptyState>
    </main>
  )
}
