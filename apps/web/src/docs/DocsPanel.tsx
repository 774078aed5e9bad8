// The room's way into the documentation: search, Quick Reference, own bookmarks (practice). Pages open in a tab of their own.
import { useQuery } from '@tanstack/react-query'
import type { PageEvent } from '@unflunk/shared/habits'
import { Dialog } from 'radix-ui'
import { useStore } from 'zustand'
import { wordsOf } from '../api/call.ts'
import { IconButton } from '../ui/Button.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import { bookmarkStore, toggleBookmark } from './bookmarks.ts'
import styles from './DocsPanel.module.css'
import { DocsSearch } from './DocsSearch.tsx'
import { docsQuery } from './docs-query.ts'
import type { Row } from './rows.ts'

type DocsPanelProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  kind: 'exam' | 'practice'
  task: { id: string; quickReference: readonly { url: string; title: string }[] }
  allowed: readonly string[]
  report: (event: PageEvent) => void
}

export function DocsPanel({ open, onOpenChange, ...rest }: DocsPanelProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Content className={styles.panel} aria-describedby={undefined}>
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>Documentation</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon="cross" size="small" label="Close" />
            </Dialog.Close>
          </div>
          <PanelBody {...rest} onOpened={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PanelBody({ kind, task, allowed, report, onOpened }: Omit<DocsPanelProps, 'open' | 'onOpenChange'> & { onOpened: () => void }) {
  const { data, error, refetch } = useQuery(docsQuery)
  const bookmarks = useStore(bookmarkStore, (state) => state.bookmarks)
  if (error) {
    const { message, next } = wordsOf(error)
    return <ErrorState title="The list of pages could not be read" message={message} next={next} onRetry={() => void refetch()} />
  }
  if (!data) return <LoadingState title="Reading the list of pages" />
  const openPage = ({ url, from }: Row) => {
    report({ type: 'docs-opened', task: task.id, url, from })
    window.open(url, '_blank', 'noopener,noreferrer')
    onOpened()
  }
  return (
    <DocsSearch
      pages={data}
      allowed={allowed}
      quickReference={task.quickReference}
      onOpen={openPage}
      onSearched={(query, found) => report({ type: 'docs-searched', task: task.id, query, found })}
      onRefused={(url) => report({ type: 'docs-refused', task: task.id, url })}
      {...(kind === 'practice' ? { bookmarks, onBookmark: toggleBookmark } : {})}
    >
      <div className={styles.foot}>
        <p>
          Finds titles and headings, so it ranks unlike the sites' own searches. Pages open on the internet, in a new tab.
          {kind === 'exam' && ' An exam has no bookmarks.'}
        </p>
        <p className={styles.keys}>
          <Kbd keys="↑+↓" /> choose <Kbd keys="Enter" /> open <Kbd keys="Esc" /> close
          {kind === 'practice' && (
            <>
              <Kbd keys="Alt+B" /> bookmark
            </>
          )}
        </p>
      </div>
    </DocsSearch>
  )
}
