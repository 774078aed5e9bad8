// Gets pnpm, Node 24, the packages and the built page into the project's own folders; does nothing when they are current.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run, SetupError, step } from './steps.mjs'

export const root = resolve(import.meta.dirname, '../..')
export const logFile = join(root, '.cache/setup.log')
/** Node 24 from the npm package of this platform: the grader needs it, the user's own Node may be older. */
export const node = join(root, 'node_modules/.bin/node')

const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')

/** @param {string} folder @returns {string[]} files below it, sorted */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|[/\\]dist[/\\]/.test(path))
    .sort()
}

/** @param {readonly string[]} paths absolute */
function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}

/** Does `work` unless the stamp file already holds `key`. @param {string} stamp @param {string} key @param {() => Promise<unknown>} work */
async function unlessStamped(stamp, key, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return
  await work()
  writeFileSync(stamp, key)
}

/** pnpm at the version and hash of `packageManager`. @returns {Promise<string>} path of its script */
async function pnpm() {
  const { packageManager } = JSON.parse(read('package.json'))
  const [, version, hex] = /^pnpm@([^+]+)\+sha512\.([0-9a-f]+)$/.exec(packageManager) ?? []
  const home = join(root, '.cache/tools', `pnpm-${version}`)
  const script = join(home, 'node_modules/pnpm/bin/pnpm.cjs')
  if (existsSync(script)) return script
  await step(`Getting pnpm ${version}`, async () => {
    mkdirSync(home, { recursive: true })
    await run(['npm', 'install', '--prefix', home, '--no-save', '--no-package-lock', '--no-audit', '--no-fund', `pnpm@${version}`], {
      cwd: home,
      log: logFile,
    })
    const installed = JSON.parse(readFileSync(join(home, 'node_modules/.package-lock.json'), 'utf8')).packages['node_modules/pnpm']
    const expected = `sha512-${Buffer.from(hex ?? '', 'hex').toString('base64')}`
    if (installed.integrity !== expected) {
      throw new SetupError(
        `pnpm ${version} does not have the checksum that package.json asks for.`,
        `Remove ${home} and try again; if it happens again, do not trust your npm registry.`,
      )
    }
  })
  return script
}

/** Installs packages (and with them Node 24) when the lock file or a package.json changed. */
export async function installPackages() {
  if (process.platform !== 'linux') {
    throw new SetupError(
      'Unflunk runs its clusters with a Linux kernel, and this system is not Linux.',
      'Use a Linux machine or a virtual machine with Debian or Ubuntu.',
    )
  }
  const manifests = [
    'package.json',
    'apps/grader/package.json',
    'apps/web/package.json',
    'packages/shared/package.json',
    'e2e/package.json',
  ]
  const key = hashOf(['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests].map((path) => join(root, path)))
  const stamp = join(root, 'node_modules/.unflunk-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key && existsSync(node)) return
  const script = await pnpm()
  await step('Installing packages and Node 24', async (tell) => {
    await run([process.execPath, script, 'install', '--frozen-lockfile', '--reporter=append-only'], {
      cwd: root,
      env: { CI: 'true' },
      log: logFile,
      onLine: (line) => {
        const [, done, total] = /resolved (\d+), reused \d+, downloaded \d+, added (\d+)/.exec(line) ?? []
        if (done) tell(`${total} of ${done}`)
      },
    })
  })
  writeFileSync(stamp, key)
}

/** Builds the page when its sources changed. */
export async function buildWeb() {
  const sources = [...filesBelow('apps/web'), ...filesBelow('packages/shared/src'), join(root, 'pnpm-lock.yaml')]
  await unlessStamped(join(root, '.cache/web-built'), `${hashOf(sources)} ${existsSync(join(root, 'apps/web/dist/index.html'))}`, () =>
    step('Building the page', () =>
      run([node, join(root, 'apps/web/node_modules/vite/bin/vite.js'), 'build'], { cwd: join(root, 'apps/web'), log: logFile }),
    ),
  )
}
