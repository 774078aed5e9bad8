// Whether a call of a command line edits or names a file.
import type { PlacedCall, Run } from '../reading.ts'
import { EDITORS } from './tools.ts'

/** An editor, sed -i or a redirection on this file. `sed -i.bak` keeps a copy by itself, which the digests show. */
export function edits(call: PlacedCall, run: Run, path: string): boolean {
  if (call.changing !== true || call.kubectl) return false
  if (call.writes.some((target) => samePath(target, run, path))) return true
  return (
    (EDITORS.has(call.tool) || call.tool === 'sed' || call.tool === 'yq' || call.tool === 'perl' || call.tool === 'rm') &&
    mentions(call, run, path)
  )
}

/** The file itself, its name, a pattern, or a folder above it. Generous: a copy that was perhaps made must silence the rule. */
export function mentions(call: PlacedCall, run: Run, path: string): boolean {
  return call.argv.some((word) => {
    if (word.startsWith('-')) return false
    if (samePath(word, run, path)) return true
    if (word.includes('*') || word === '.') return run.cwd.startsWith('/etc') || word.startsWith('/') || run.cwd.startsWith('/var/lib')
    const folder = word.replace(/\/+$/, '')
    return folder.startsWith('/') && folder.split('/').length > 2 && path.startsWith(`${folder}/`)
  })
}

function samePath(word: string, run: Run, path: string): boolean {
  return (
    word === path ||
    `${run.cwd}/${word}` === path ||
    (!word.startsWith('/') && nameOf(word) === nameOf(path)) ||
    (word.startsWith('$') && word.endsWith(nameOf(path)))
  )
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
