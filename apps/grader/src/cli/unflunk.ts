// `npm run unflunk -- sandbox status|clean|doctor|prepare|try`: the container side from a shell.
import { parseArgs } from 'node:util'
import { AppError } from '@unflunk/shared/error'
import { ClusterShape, EXAM_MINOR } from '@unflunk/shared/scenario'
import { z } from 'zod'
import { systemClock } from '../lib/clock.ts'
import { lineLogger } from '../lib/logger.ts'
import { clean, cleanOld, describeCleaned, oldImages } from '../sandbox/clean.ts'
import { dockerEngine } from '../sandbox/docker-engine.ts'
import type { ClusterRequest } from '../sandbox/fleet.ts'
import { judgeHoldings } from '../sandbox/leftovers.ts'
import { openSandbox } from '../sandbox/open-sandbox.ts'
import { judge } from '../sandbox/preflight.ts'
import { imageNames } from '../sandbox/recipe/image-names.ts'
import { RECIPE_DIR } from '../sandbox/recipe/prepare-images.ts'
import { removeSession } from '../sandbox/remove.ts'
import { describeHoldings, readHoldings } from '../sandbox/status.ts'
import { survey } from '../sandbox/survey.ts'
import { shapeInWords, wholeShape } from '../sandbox/topology.ts'
import { endQuietlyWithReader } from './closed-pipe.ts'
import { stepPrinter } from './step-printer.ts'

const USAGE = `npm run unflunk -- sandbox COMMAND
  status [--quiet]        sessions, machines, snapshots and images, with the memory they take; --quiet: exit code 0 when all is built
  doctor [--json]         what this machine offers and what is short, with the command that mends it
  prepare                 builds what is missing: binaries, images, snapshots; goes on where it stopped
  clean [--images | --old | --session NAME]
                          removes all machines; with --images also everything that was built; with --old only images of earlier
                          recipes, with --session only the machines of that session
  try [--nodes 2,1] [--bare N] [--control-planes N] [--kubernetes 1.34] [--session NAME] [--keep]
                          starts clusters with these numbers of nodes and prints how to reach them; Ctrl+C removes them unless --keep`

const print = (line: string) => process.stdout.write(`${line}\n`)
const stop = new AbortController()
endQuietlyWithReader()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new AppError('cancelled', 'Stopped.')))

const engine = dockerEngine()
const logger = lineLogger(systemClock, (line) => process.stderr.write(line))
const sandbox = (idleMs?: number) => openSandbox({ clock: systemClock, logger, ...(idleMs === undefined ? {} : { idleMs }) })

const { values, positionals } = asked()

/** An option that there is not ends with its name, the usage, and exit code 2. */
function asked() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        quiet: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        images: { type: 'boolean', default: false },
        old: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        nodes: { type: 'string', default: '2' },
        session: { type: 'string' },
        bare: { type: 'string', default: '0' },
        'control-planes': { type: 'string', default: '1' },
        kubernetes: { type: 'string', default: EXAM_MINOR },
      },
    })
  } catch (error) {
    const [said] = String(error instanceof Error ? error.message : error).split('. ', 1)
    process.stderr.write(`${said}.\n\n${USAGE}\n`)
    process.exit(2)
  }
}

async function status(): Promise<number> {
  const missing = await (await sandbox()).missing()
  if (values.quiet) return missing === undefined ? 0 : 1
  print(missing === undefined ? 'Everything is built.' : `Not built yet: ${missing}. "npm run unflunk -- sandbox prepare" builds it.`)
  for (const line of describeHoldings(await readHoldings(engine))) print(line)
  return 0
}

async function doctor(): Promise<number> {
  const surveyed = await survey(engine, systemClock.now())
  const held =
    'failure' in surveyed.engine
      ? []
      : judgeHoldings(await readHoldings(engine), await (await sandbox()).missing(), await oldImages(engine, current()))
  const findings = [...judge(surveyed), ...held]
  const short = findings.some((finding) => finding.level === 'short')
  if (values.json) print(JSON.stringify(findings, null, 2))
  else
    for (const { topic, level, message, next } of findings) {
      print(`${{ ok: 'ok   ', note: 'note ', short: 'SHORT' }[level]}  ${topic}: ${message}`)
      if (next !== undefined) print(`         -> ${next}`)
    }
  return short ? 1 : 0
}

async function prepare(): Promise<number> {
  const steps = stepPrinter(process.stdout, systemClock)
  try {
    await (await sandbox()).prepare(steps.progress, stop.signal)
    return 0
  } finally {
    steps.end()
  }
}

async function cleanUp(): Promise<number> {
  print(describeCleaned(await cleaned()))
  return 0
}

async function cleaned() {
  if (values.session !== undefined) return { ...(await removeSession(engine, values.session)), images: 0 }
  return values.old ? await cleanOld(engine, current()) : await clean(engine, { images: values.images })
}

/** The images of today's recipe. */
function current(): ReadonlySet<string> {
  return new Set(Object.values(imageNames(RECIPE_DIR)).flatMap((named) => (typeof named === 'string' ? [named] : Object.values(named))))
}

/** Throws AppError `bad-request` that names the option. */
function shapeAsked(nodes: string): ClusterShape {
  const asked = {
    nodes: Number(nodes),
    bare: Number(values.bare),
    controlPlanes: Number(values['control-planes']),
    kubernetes: values.kubernetes,
  }
  const parsed = ClusterShape.safeParse(asked)
  if (!parsed.success) throw new AppError('bad-request', `There is no such cluster: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

async function tryOut(): Promise<number> {
  const clusters: ClusterRequest[] = values.nodes.split(',').map((nodes, index) => ({
    id: `t${index + 1}`,
    host: `cka${1001 + index * 1111}`,
    ...shapeAsked(nodes),
  }))
  const sessionId = values.session ?? 'try'
  const steps = stepPrinter(process.stdout, systemClock)
  const machines = await sandbox(Number.POSITIVE_INFINITY)
  const { fleet, ready } = await machines.createFleet({ sessionId, clusters }, steps.progress, stop.signal)
  try {
    await Promise.all(clusters.map((cluster) => ready(cluster.id)))
    steps.end()
    print(`docker exec -it -u candidate -w /home/candidate unflunk-${sessionId}-base bash -l`)
    for (const { host, ...shape } of clusters) print(`  ssh ${host}    (${shapeInWords(wholeShape(shape))})`)
    if (values.keep) return 0
    print('Ctrl+C removes them.')
    await new Promise((resolve) => {
      const alive = setInterval(() => {}, 60_000)
      stop.signal.addEventListener('abort', () => resolve(clearInterval(alive)))
    })
    return 0
  } finally {
    if (!values.keep) await fleet.dispose()
  }
}

async function run(): Promise<number> {
  const [area, command] = positionals
  if (area === 'sandbox' && !values.help) {
    switch (command) {
      case 'status':
        return await status()
      case 'doctor':
        return await doctor()
      case 'prepare':
        return await prepare()
      case 'clean':
        return await cleanUp()
      case 'try':
        return await tryOut()
    }
  }
  print(USAGE)
  return values.help || area === undefined || area === 'help' ? 0 : 2
}

try {
  process.exitCode = await run()
} catch (error) {
  if (!(error instanceof AppError)) throw error
  process.stderr.write(error.next === undefined ? `${error.message}\n` : `${error.message}\n  -> ${error.next}\n`)
  process.exitCode = error.code === 'cancelled' ? 130 : 1
}
