import { FullPage } from './FullPage.tsx'
import { HomeLink } from './HomeLink.tsx'
import { EmptyState } from './State.tsx'

export function NotFound() {
  return (
    <FullPage>
      <EmptyState icon="search" title="There is no such page" action={<HomeLink />}>
        The address may be of an attempt that was deleted.
      </EmptyState>
    </FullPage>
  )
}
