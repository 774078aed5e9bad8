import { Button } from '../ui/Button.tsx'
import { FullPage } from '../ui/FullPage.tsx'
import { HomeLink } from '../ui/HomeLink.tsx'
import { EmptyState } from '../ui/State.tsx'
import { useRoom } from './room-context.tsx'

/** Two tabs would type into one shell: the newer one has it, until the reader asks for it here. */
export function TakenOver() {
  const room = useRoom()
  return (
    <FullPage>
      <EmptyState
        icon="screen"
        title="This session is open in another tab"
        action={
          <>
            <Button look="primary" onClick={room.takeOver}>
              Use this tab
            </Button>
            <HomeLink />
          </>
        }
      >
        Your work and the clock go on there. One tab at a time holds the terminals.
      </EmptyState>
    </FullPage>
  )
}
