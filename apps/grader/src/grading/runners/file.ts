// `file`: a path on a node, its text or parsed content, mode and owner.
import type { ClaimOf } from '@unflunk/shared/check'
import { AppError } from '@unflunk/shared/error'
import type { Mismatch } from '@unflunk/shared/grading'
import { parseAllDocuments } from 'yaml'
import type { Machine } from '../../sandbox/machine.ts'
import { type Difference, match } from '../match.ts'
import { ASK_LIMIT, machineOf, mismatchOf, type Runner, type Scene } from '../scene.ts'
import { textMismatches } from '../text.ts'

interface Found {
  readonly type: string
  readonly mode: string
  readonly owner: string
  readonly text: string
}

const MAX = 1024 * 1024 // bytes read of a file: answers and manifests are far smaller, and /dev/zero never ends

export const file: Runner<'file'> = async (claim, scene) => {
  const machine = machineOf(scene, claim.on)
  const where = `${claim.path} on ${claim.on === 'controlplane' ? scene.cluster.host : `${claim.on} of ${scene.cluster.host}`}`
  const found = await look(machine, claim.path, scene.signal)
  if (!claim.exists) return found ? [{ where, expected: 'does not exist', observed: `there is a ${found.type}` }] : []
  if (!found) return [{ where, expected: 'the file exists', observed: 'there is none', ...(await nearMiss(claim, scene)) }]
  return [
    ...attributeMismatches(claim, found, where),
    ...textMismatches(claim.text, found.text, where),
    ...(claim.yaml === undefined ? [] : parsedMismatches(claim.yaml, readYaml(found.text), 'yaml', where)),
    ...(claim.json === undefined ? [] : parsedMismatches(claim.json, readJson(found.text), 'json', where)),
  ]
}

/** Reads in one call. The path is an argument, never part of a script; links are followed; what is no regular file has no text. */
async function look(machine: Machine, path: string, signal: AbortSignal): Promise<Found | undefined> {
  const script = `stat -L -c '%F|%04a|%U:%G' -- "$1" || exit 3; [ ! -f "$1" ] || head -c ${MAX} -- "$1"`
  const result = await machine.exec(['timeout', '5', 'bash', '-c', script, 'file', path], { signal, timeoutMs: ASK_LIMIT })
  if (result.exitCode === 3) return undefined
  if (result.exitCode !== 0) throw new AppError('machine-unreachable', `reading ${path} on ${machine.name} failed: ${result.stderr.trim()}`)
  const end = result.stdout.indexOf('\n')
  const [type = '', mode = '', owner = ''] = result.stdout.slice(0, end).split('|')
  return { type, mode, owner, text: result.stdout.slice(end + 1) }
}

function attributeMismatches(claim: ClaimOf<'file'>, found: Found, where: string): Mismatch[] {
  const mismatches: Mismatch[] = []
  if (claim.mode !== undefined && claim.mode !== found.mode)
    mismatches.push({ where, expected: `mode ${claim.mode}`, observed: found.mode })
  if (claim.owner !== undefined && claim.owner !== found.owner)
    mismatches.push({ where, expected: `owner ${claim.owner}`, observed: found.owner })
  return mismatches
}

type Parsed = { documents: unknown[] } | { problem: string }

/** One of the documents must hold what is asked. */
function parsedMismatches(expected: unknown, parsed: Parsed, format: string, where: string): Mismatch[] {
  if ('problem' in parsed) return [{ where, expected: `valid ${format}`, observed: parsed.problem }]
  const results: Difference[][] = parsed.documents.map((document) => match(expected, document))
  const nearest = results.sort((a, b) => a.length - b.length)[0]
  if (!nearest) return [{ where, expected: `${format} content`, observed: '(empty)' }]
  return nearest.map((difference) => mismatchOf(where, difference))
}

function readYaml(text: string): Parsed {
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'error' })
  const error = documents.flatMap((document) => document.errors)[0]
  if (error) return { problem: error.message }
  try {
    return {
      documents: documents.filter((document) => document.contents !== null).map((document) => document.toJS({ maxAliasCount: 100 })),
    }
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) } // an alias bomb, or an alias to nothing
  }
}

function readJson(text: string): Parsed {
  try {
    return { documents: [JSON.parse(text)] }
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) }
  }
}

/** The same path on another machine, or the same file name in the usual places of this one. */
async function nearMiss(claim: ClaimOf<'file'>, scene: Scene): Promise<Partial<Mismatch>> {
  if (!scene.hints) return { nearMiss: 'not-written' }
  const elsewhere = await Promise.all(
    otherMachines(claim, scene).map(async ({ title, machine }) => {
      const found = await look(machine, claim.path, scene.signal).catch(() => undefined) // a machine that does not answer has no hint for us
      return found ? title : undefined
    }),
  )
  const place = elsewhere.find((title) => title !== undefined)
  if (place !== undefined) return { nearMiss: 'other-host', hint: `it is on ${place}` }
  const strays = await sameName(machineOf(scene, claim.on), claim.path, scene.signal)
  return { nearMiss: 'not-written', ...(strays === undefined ? {} : { hint: `there is ${strays}` }) }
}

function otherMachines(claim: ClaimOf<'file'>, { cluster, others }: Scene): { title: string; machine: Machine }[] {
  const own = Object.entries(cluster.machines).filter(([node]) => node !== claim.on)
  const awake = others
    .filter((other) => other.state === 'ready')
    .flatMap((other) => Object.entries(other.machines).map(([node, machine]) => ({ other, node, machine })))
  return [
    ...own.map(([node, machine]) => ({ title: node === 'controlplane' ? cluster.host : `${node} of ${cluster.host}`, machine })),
    ...awake.map(({ other, node, machine }) => ({ title: node === 'controlplane' ? other.host : `${node} of ${other.host}`, machine })),
  ]
}

/** Glob characters of the name are escaped: `find -name` takes a pattern. */
async function sameName(machine: Machine, path: string, signal: AbortSignal): Promise<string | undefined> {
  const name = (path.split('/').at(-1) ?? '').replace(/[\\*?[\]]/g, '\\$&')
  const argv = [
    'timeout',
    '3',
    'find',
    '/root',
    '/home',
    '/opt',
    '/tmp',
    '-maxdepth',
    '3',
    '-name',
    name,
    '-not',
    '-path',
    path,
    '-print',
    '-quit',
  ]
  const { stdout } = await machine.exec(argv, { signal, timeoutMs: ASK_LIMIT })
  return stdout.split('\n')[0] || undefined
}
