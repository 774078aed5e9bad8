// Prepares the machine: container engine, Debian packages, kernel limits. Says what it will do before it does it, and asks when somebody is there.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statfsSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { freemem, homedir, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { run, SetupError, step } from './steps.mjs'
import { logFile, root } from './toolchain.mjs'

const GIB = 1024 ** 3
/** A first build needs the node image, snapshots and Go's caches (measured: 11 GiB); later starts need room for a session. */
const DISK_FIRST = 16 * GIB
const MEMORY = 4 * GIB
/** 44 per two-node cluster are used (measured), six clusters in the mock, and the desktop needs its own. */
const INOTIFY_INSTANCES = 1024
const INOTIFY_KEY = 'fs.inotify.max_user_instances'

const has = (/** @type {string} */ command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
const isRoot = process.getuid?.() === 0
/** Prefix for commands that need root; undefined when there is no way to get there. */
const asRoot = isRoot ? [] : has('sudo') ? ['sudo'] : undefined
const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
const isDebian = /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease) && has('apt-get')

/**
 * Tells what is about to be done as root and, when somebody is there, waits for a yes.
 * @param {string} why @param {string} command
 */
async function consent(why, command) {
  console.log(`\n  ${why}\n  This will run: ${command}`)
  if (process.argv.includes('--yes') || !process.stdin.isTTY) return
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await ask.question('  Go on? [Y/n] ').finally(() => ask.close())
  if (/^n/i.test(answer.trim())) throw new SetupError('Stopped as you asked.', `Run it yourself, then start again:\n  ${command}`)
}

/** @param {readonly string[]} argv */
export function rootCommand(argv) {
  if (!asRoot)
    throw new SetupError('This step needs root, and there is no sudo here.', `Run this as root, then start again:\n  ${argv.join(' ')}`)
  return [...asRoot, ...argv]
}

/** Installs Debian packages that are missing. @param {readonly string[]} packages @param {string} why */
export async function installDebianPackages(packages, why) {
  const missing = packages.filter(
    (name) => !spawnSync('dpkg-query', ['-W', `-f=\${Status}`, name], { encoding: 'utf8' }).stdout.includes('ok installed'),
  )
  if (missing.length === 0) return
  if (!isDebian)
    throw new SetupError(
      `${why}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      `Install with your package manager the counterparts of Debian's: ${missing.join(' ')}`,
    )
  const install = rootCommand(['apt-get', 'install', '-y', '--no-install-recommends', ...missing])
  await consent(`${why}: ${missing.join(', ')} will be installed.`, install.join(' '))
  await step(`Installing ${missing.join(', ')}`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run(rootCommand(['apt-get', 'update']), { env, log: logFile })
    await run(install, { env, log: logFile })
  })
}

/** Where its API is, as node:http wants it. */
export function engineAddress() {
  const address = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock'
  const url = address.startsWith('unix://') ? undefined : new URL(address.replace(/^tcp:/, 'http:'))
  return url ? { host: url.hostname, port: url.port } : { socketPath: address.slice('unix://'.length) }
}

/** @returns {Promise<'ok' | 'absent' | 'denied'>} whether the engine's socket answers */
function ping() {
  return new Promise((resolve) => {
    const asked = request({ ...engineAddress(), path: '/_ping', timeout: 3000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? 'ok' : 'absent')
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', (error) => resolve('code' in error && error.code === 'EACCES' ? 'denied' : 'absent'))
    asked.end()
  })
}

async function startEngine() {
  if (existsSync('/run/systemd/system')) {
    const start = rootCommand(['systemctl', 'start', 'docker'])
    await consent('The container engine is installed but does not run.', start.join(' '))
    await run(start, { log: logFile })
  } else {
    const start = rootCommand(['setsid', 'dockerd'])
    await consent('The container engine is installed but does not run, and no service manager is there to start it.', start.join(' '))
    const log = join(root, '.cache/dockerd.log')
    mkdirSync(join(root, '.cache'), { recursive: true })
    const out = openSync(log, 'a')
    const [command = '', ...args] = start
    // Detached, in a session of its own: Ctrl+C of this command must not end the engine under running clusters.
    spawn(command, args, { detached: true, stdio: ['ignore', out, out] }).unref()
    closeSync(out)
  }
  for (let tries = 0; tries < 60; tries++) {
    if ((await ping()) === 'ok') return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new SetupError(
    'The container engine was started but does not answer.',
    'Look at its log: `journalctl -u docker`, or .cache/dockerd.log in the project.',
  )
}

/** A container engine that answers, installed and started when need be. */
export async function ensureEngine() {
  let state = await ping()
  if (state === 'absent' && process.env.DOCKER_HOST) {
    throw new SetupError(
      `No container engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}.`,
      'Start it, or unset DOCKER_HOST to use this machine’s own.',
    )
  }
  if (state === 'absent' && !has('dockerd')) {
    if (!isDebian)
      throw new SetupError(
        'There is no container engine on this machine.',
        'Install Docker Engine (https://docs.docker.com/engine/install/), start it, and run this again.',
      )
    await installDebianPackages(['docker.io'], 'Unflunk runs its clusters in a container engine')
    state = await ping()
  }
  if (state === 'absent') {
    await startEngine()
    state = await ping()
  }
  if (state === 'denied') {
    throw new SetupError(
      'A container engine runs, but this user may not talk to it.',
      'Join its group, then log in again:\n  sudo usermod -aG docker "$USER"',
    )
  }
}

/** What the recipe needs to build binaries and images; the list belongs to the sandbox. */
export async function ensureBuildPackages() {
  const packages = readFileSync(join(root, 'sandbox/host-packages.txt'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean)
  await installDebianPackages(packages, 'Building the machines needs a few Debian packages')
}

/** Six clusters need more inotify instances than the usual limit of 128 per user. */
export async function ensureInotify() {
  const now = Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8'))
  if (now >= INOTIFY_INSTANCES) return
  const raise = rootCommand(['sysctl', '-q', '-w', `${INOTIFY_KEY}=${INOTIFY_INSTANCES}`])
  await consent(
    `${INOTIFY_KEY} is ${now}; six clusters need about 270 (until the next reboot; to keep it: echo ${INOTIFY_KEY}=${INOTIFY_INSTANCES} | sudo tee /etc/sysctl.d/90-unflunk.conf).`,
    raise.join(' '),
  )
  await run(raise, { log: logFile })
}

/** Names what is short before anything is built. @param {{ firstBuild: boolean }} options */
export function checkRoom({ firstBuild }) {
  const cache = process.env.UNFLUNK_CACHE ?? join(homedir(), '.cache')
  mkdirSync(cache, { recursive: true })
  for (const place of [cache, '/var/lib']) {
    const { bavail, bsize } = statfsSync(place)
    const free = bavail * bsize
    const need = firstBuild ? DISK_FIRST : 4 * GIB
    if (free < need) {
      throw new SetupError(
        `${place} has ${(free / GIB).toFixed(1)} GiB free; ${firstBuild ? 'the first build' : 'a session'} needs ${need / GIB} GiB.`,
        'Free some space (`npm run unflunk -- sandbox clean --images` removes all that Unflunk made), or put the cache elsewhere with UNFLUNK_CACHE=/path.',
      )
    }
  }
  if (totalmem() < MEMORY) {
    throw new SetupError(
      `This machine has ${(totalmem() / GIB).toFixed(1)} GiB of memory; a mock exam needs ${MEMORY / GIB} GiB.`,
      'Use a larger machine.',
    )
  }
  if (freemem() < GIB / 2) console.log('  Memory is short: less than half a GiB is free. Close what you do not need.')
}

/** @param {number} port @returns {Promise<boolean>} whether it can be bound on loopback */
export function portIsFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
