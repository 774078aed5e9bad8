// Everything inside with `data-copy` copies that text on a click, Enter or Space, and says so beside the pointer.
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useState } from 'react'
import styles from './CopyArea.module.css'
import { Icon } from './Icon.tsx'

type CopyAreaProps = { className?: string | undefined; onCopied?: (what: string) => void; children: ReactNode }
type Bubble = { x: number; y: number; worked: boolean }

const SHOWN_FOR = 1100 // ms

export function CopyArea({ className, onCopied, children }: CopyAreaProps) {
  const [bubble, setBubble] = useState<Bubble>()
  useEffect(() => {
    if (!bubble) return
    const timer = setTimeout(() => setBubble(undefined), SHOWN_FOR)
    return () => clearTimeout(timer)
  }, [bubble])

  const copyFrom = async (target: EventTarget) => {
    const source = target instanceof Element ? target.closest<HTMLElement>('[data-copy]') : null
    const text = source?.dataset.copy
    if (!source || text === undefined) return
    const box = source.getBoundingClientRect()
    const worked = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false, // the browser refuses without focus or permission; the bubble says so
    )
    setBubble({ x: box.left + Math.min(box.width, 320) / 2, y: box.top, worked })
    if (worked) onCopied?.(text)
  }

  const onClick = (event: MouseEvent) => {
    // Somebody who marks a part of the text with the mouse wants that part.
    if (window.getSelection()?.isCollapsed !== false) void copyFrom(event.target)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    const { target } = event
    if (!(target instanceof HTMLElement) || target.dataset.copy === undefined || target instanceof HTMLButtonElement) return
    event.preventDefault()
    void copyFrom(target)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for the buttons inside, which are controls of their own
    <div className={className} onClick={onClick} onKeyDown={onKeyDown}>
      {children}
      <span role="status" className="sr-only">
        {bubble && (bubble.worked ? 'Copied' : 'Could not copy')}
      </span>
      {bubble && (
        <span className={styles.bubble} style={{ left: bubble.x, top: bubble.y }} aria-hidden="true">
          <Icon name={bubble.worked ? 'check' : 'warning'} size={12} />
          {bubble.worked ? 'Copied' : 'Could not copy'}
        </span>
      )}
    </div>
  )
}
