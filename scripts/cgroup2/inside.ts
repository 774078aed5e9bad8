// Runs as root in the machine, started by guest/etc/systemd/system/unflunk-test.service: builds the snapshot of a
// cluster with one node, and runs the tests. What it prints goes to the serial console; the last line is the result.
import { spawnSync } from 'node:child_process'
import { readFileSync, statfsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { imageSet } from '../../apps/grader/src/sandbox/recipe/prepare-images.ts'
import { vitestTotals } from '../setup/totals.mjs'

const root = resolve(import.meta.dirname, '../..')
const unflunk = join(root, 'apps/grader/src/cli/unflunk.ts')
const report = '/run/engine.json'
const CGROUP2 = 0x63677270

/** What this machine is for; the rest of the engine stage runs everywhere. */
const CORE = ['sandbox/kernel.engine', 'engine-contract/docker.engine', 'sandbox/isolation.engine']

// Building a second snapshot would take as long as the tests.
const environment = { ...process.env, UNFLUNK_SNAPSHOTS: '1', UNFLUNK_KEEP_SNAPSHOTS: '1' }

const begun = Date.now()
const seconds = () => Math.round((Date.now() - begun) / 1000)

function say(what: string): void {
  console.log(`== ${seconds()} s: ${what}`)
}

/** Throws when it ends badly. */
function must(what: string, argv: readonly string[]): void {
  say(what)
  const [command = '', ...args] = argv
  const { status, signal, error } = spawnSync(command, args, { cwd: root, env: environment, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${what}: ended with ${status ?? signal ?? error?.message}`)
}

function facts(): void {
  const cgroup2 = statfsSync('/sys/fs/cgroup').type === CGROUP2
  const appArmor = readFileSync('/sys/module/apparmor/parameters/enabled', 'utf8').startsWith('Y')
  say(`${readFileSync('/proc/version', 'utf8').split(' ', 3).join(' ')}, cgroup ${cgroup2 ? 2 : 1}, AppArmor ${appArmor ? 'on' : 'off'}`)
  if (!cgroup2 || !appArmor) throw new Error('This machine is not the kind that is to be tested.')
}

/** The images of other minors would make its disk half as big again, and no test of the core uses them: their names are given to that of the exam's. */
function standIns(): void {
  const { nodes, node } = imageSet()
  for (const other of Object.values(nodes)) if (other !== node) must(`${node} stands in for ${other}`, ['docker', 'tag', node, other])
}

function tests(): { passed: number; failed: number } {
  const [, asked] = /\bunflunk\.files=(\S+)/.exec(readFileSync('/proc/cmdline', 'utf8')) ?? []
  const files = asked?.split(',') ?? CORE
  say(`tests: ${files.join(' ')}`)
  // An emulated machine is slow: what waits, waits for the thing itself, and these limits end only what hangs.
  const limits = ['--testTimeout=1800000', '--hookTimeout=3600000', '--retry=0']
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`]
  const argv = ['run', '--project', 'engine', ...limits, ...reporters, ...files]
  const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), argv, {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const totals = vitestTotals(report)() ?? { passed: 0, failed: 0 }
  return status !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals
}

let totals = { passed: 0, failed: 1 }
try {
  facts()
  standIns()
  must('unflunk sandbox doctor', [process.execPath, unflunk, 'sandbox', 'doctor'])
  must('unflunk sandbox prepare', [process.execPath, unflunk, 'sandbox', 'prepare'])
  totals = tests()
} catch (error) {
  console.log(error instanceof Error ? error.message : error)
}
say('done')
console.log(`${totals.passed} passed, ${totals.failed} failed`)
