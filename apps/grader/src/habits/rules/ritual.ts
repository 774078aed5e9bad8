// Advice 12: aliases, completion and vimrc typed again on each host.
import type { PlacedCall, Reading, Run } from '../reading.ts'
import { clockTime, type Rule } from './rule.ts'
import { RITUAL_HOSTS, RITUAL_LINE_MS, RITUAL_MS } from './thresholds.ts'

interface Line {
  readonly run: Run
  readonly ms: number
}

export const ritual: Rule = (reading) => {
  const lines = reading.runs.flatMap((run, index): Line[] => (isSetUp(run) ? [{ run, ms: spent(reading, run, index) }] : []))
  const hosts = new Set(lines.map(({ run }) => `${run.task} ${run.host}`))
  const ms = lines.reduce((sum, line) => sum + line.ms, 0)
  const [first] = lines
  if (!first || hosts.size < RITUAL_HOSTS || ms < RITUAL_MS) return []
  const each = Math.round(ms / hosts.size / 1000)
  return [
    {
      advice: '12',
      rule: 'ritual',
      kind: 'slip',
      at: first.run.at,
      says: `Aliases and editor settings were typed again on ${hosts.size} hosts: about ${each} s each, ${Math.round(ms / 1000)} s in all, the first at ${clockTime(reading, first.run.at)}.`,
      next: 'k and its completion are there on every host: type what you change, and keep only the one line that this task needs.',
      evidence: lines.map(({ run }) => run.seq),
      terminal: first.run.terminal,
    },
  ]
}

/** Only on the hosts of tasks: on base it is done once. A line that does something else too is no ritual. */
function isSetUp(run: Run): boolean {
  return (
    run.task !== undefined &&
    run.calls.length > 0 &&
    run.calls.some(isRitual) &&
    run.calls.every((call) => isRitual(call) || isHelper(call, run))
  )
}

/** Names that hold a piece of a command line: do, now, dr, ns. KUBECONFIG and ETCDCTL_API are of the task. */
function isRitual(call: PlacedCall): boolean {
  if (call.tool === 'alias' || call.tool === 'complete') return true
  if (call.tool === 'export') return call.argv.some((word) => /^[a-z]\w*=/.test(word))
  if (call.kubectl?.verb === 'completion') return true
  if (call.tool === 'set') return call.argv.join(' ') === '-o vi'
  return [...call.writes, ...call.files].some((path) => /(^|\/)\.(vimrc|bashrc|bash_aliases|inputrc|nanorc|tmux\.conf)$/.test(path))
}

/** `source ~/.bashrc`, and the start of `source <(kubectl completion bash)`. */
function isHelper(call: PlacedCall, run: Run): boolean {
  return (call.tool === 'source' || call.tool === '.') && /bashrc|completion|aliases/.test(run.line)
}

/** From the prompt to the end of the line's work. */
function spent(reading: Reading, run: Run, index: number): number {
  const before = reading.runs.slice(0, index).findLast((other) => other.terminal === run.terminal)
  // An ssh before it still runs: the prompt came soon after its start.
  const prompt = before === undefined ? run.at : before.until <= run.at ? before.until : before.at
  return Math.min(RITUAL_LINE_MS, run.at - prompt + Math.max(0, Math.min(run.until - run.at, RITUAL_LINE_MS)))
}
