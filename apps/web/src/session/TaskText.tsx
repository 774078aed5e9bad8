// The task as written, cleaned, with code that copies and links that open beside the exam.
import DOMPurify from 'dompurify'
import { type MouseEvent, useMemo } from 'react'
import { markdownToHtml } from './markdown.ts'
import styles from './TaskText.module.css'

const purifier = DOMPurify()
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer')
})

const clean = (html: string): string =>
  purifier.sanitize(html, { FORBID_TAGS: ['style', 'form', 'input', 'img', 'video', 'audio'], FORBID_ATTR: ['style'] })

export function TaskText({ markdown, onLink }: { markdown: string; onLink?: (url: string) => void }) {
  const html = useMemo(() => ({ __html: clean(markdownToHtml(markdown)) }), [markdown])
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link) onLink?.(link.href)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for the links inside
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link pressed with Enter clicks, too
    <div className={styles.text} onClick={onClick} dangerouslySetInnerHTML={html} />
  )
}
