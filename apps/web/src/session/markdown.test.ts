import { expect, test } from 'vitest'
import { markdownToHtml } from './markdown.ts'

test('inline code copies exactly what it shows', () => {
  expect(markdownToHtml('use `ssh cka7968`')).toBe(
    '<p>use <code role="button" tabindex="0" data-copy="ssh cka7968" title="Copy">ssh cka7968</code></p>\n',
  )
})

test('characters of HTML in code stay characters', () => {
  const html = markdownToHtml('`a < b && c="d"`')
  expect(html).toContain('data-copy="a &lt; b &amp;&amp; c=&quot;d&quot;"')
  expect(html).toContain('>a &lt; b &amp;&amp; c=&quot;d&quot;</code>')
})

test('a block of a known language is coloured and copies whole', () => {
  const html = markdownToHtml('```yaml\nkind: Pod\n```')
  expect(html).toContain('<span class="hljs-attr">kind:</span>')
  expect(html).toContain('data-copy="kind: Pod"')
})

test('a block of an unknown language is shown plain', () => {
  expect(markdownToHtml('```cobol\nMOVE <A> TO B\n```')).toContain('<pre><code>MOVE &lt;A&gt; TO B</code></pre>')
})
