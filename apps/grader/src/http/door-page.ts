// The page of somebody who is not (yet) let in: no script, no style from elsewhere.
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

/** `target`: a path of ours to go on to at once. */
export function doorPage(message: string, next: string, target?: string): string {
  const onwards = target === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${escapeHtml(target)}">`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Unflunk</title>${onwards}
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:20vh auto;padding:0 1em;background:#14161a;color:#e8e8e6}</style></head>
<body><h1>Unflunk</h1><p>${escapeHtml(message)}</p><p>${escapeHtml(next)}</p></body></html>`
}
