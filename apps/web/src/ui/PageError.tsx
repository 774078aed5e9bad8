import { wordsOf } from '../api/call.ts'
import { Button } from './Button.tsx'
import { FullPage } from './FullPage.tsx'
import { ErrorState } from './State.tsx'

/** What a page shows when it could not be drawn at all. */
export function PageError({ error }: { error: unknown }) {
  const { message, next } = wordsOf(error)
  return (
    <FullPage>
      <ErrorState
        title="This page could not be shown"
        message={message}
        next={next}
        action={
          <Button icon="reset" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      />
    </FullPage>
  )
}
