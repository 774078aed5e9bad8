// A task's text as HTML: inline code and code blocks become things that copy. Clean it before it is shown.

import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import json from 'highlight.js/lib/languages/json'
import yaml from 'highlight.js/lib/languages/yaml'
import { Marked } from 'marked'

hljs.registerLanguage('bash', bash)
hljs.registerLanguage('json', json)
hljs.registerLanguage('yaml', yaml)

const aliases: Readonly<Record<string, string>> = { sh: 'bash', shell: 'bash', yml: 'yaml', console: 'bash' }

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function coloured(code: string, language: string | undefined): string {
  const name = aliases[language ?? ''] ?? language ?? ''
  return hljs.getLanguage(name) ? hljs.highlight(code, { language: name }).value : escapeHtml(code)
}

const marked = new Marked({
  gfm: true,
  renderer: {
    codespan: ({ text }) => `<code role="button" tabindex="0" data-copy="${escapeHtml(text)}" title="Copy">${escapeHtml(text)}</code>`,
    code: ({ text, lang }) =>
      `<div class="block"><pre><code>${coloured(text, lang)}</code></pre><button type="button" data-copy="${escapeHtml(text)}">Copy</button></div>`,
  },
})

export function markdownToHtml(markdown: string): string {
  return marked.parse(markdown, { async: false })
}
