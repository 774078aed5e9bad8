// The disks of the machine: Debian with an engine, the checkout with its packages, and what the engine holds: the sandbox's images.
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readAptSettings } from '../../apps/grader/src/sandbox/recipe/apt-settings.ts'
import { imageSet, RECIPE_DIR } from '../../apps/grader/src/sandbox/recipe/prepare-images.ts'
import { readVersions } from '../../apps/grader/src/sandbox/recipe/versions.ts'
import { engineAddress, rootCommand } from '../setup/host.mjs'
import { run, SetupError, step } from '../setup/steps.mjs'
import { root } from '../setup/toolchain.mjs'

export const FOLDER = join(root, '.cache/cgroup2')
const log = join(FOLDER, 'build.log')
const GUEST = join(import.meta.dirname, 'guest')

const ROOT_SIZE = '4G'
/** Sparse, with the room that the doctor wants. */
const ENGINE_SIZE = '32G'
const CHECKOUT_SIZE = '4G'

/** libstdc++ is Node's; the others are what the set-up of a user's Debian brings. */
const PACKAGES = ['linux-image-cloud-amd64', 'systemd-sysv', 'dbus', 'udev', 'kmod', 'procps', 'iproute2', 'iptables', 'ca-certificates']
const PACKAGES_OF_SANDBOX = ['docker.io', 'apparmor', 'libstdc++6']

export interface Disks {
  readonly kernel: string
  readonly initrd: string
  readonly root: string
  readonly checkout: string
  readonly engine: string
}

export async function makeDisks(): Promise<Disks> {
  mkdirSync(FOLDER, { recursive: true })
  const debian = await debianDisk()
  return { ...debian, checkout: await checkoutDisk(), engine: await engineDisk(debian.tree) }
}

/** Made once, until the packages or the files of the guest change. */
async function debianDisk(): Promise<Pick<Disks, 'kernel' | 'initrd' | 'root'> & { tree: string }> {
  const suite = readVersions(RECIPE_DIR).debian
  const packages = [...PACKAGES, ...PACKAGES_OF_SANDBOX].join(',')
  const hash = createHash('sha256').update(JSON.stringify([suite, packages, ROOT_SIZE]))
  for (const path of filesOf(GUEST)) hash.update(path).update(readFileSync(join(GUEST, path)))
  const folder = join(FOLDER, `debian-${hash.digest('hex').slice(0, 12)}`)
  const at = (name: string) => join(folder, name)
  const disks = { kernel: at('vmlinuz'), initrd: at('initrd.img'), root: at('root.ext4'), tree: at('tree') }
  if (existsSync(folder)) return disks
  await forget(/^debian-/)
  const apt = await readAptSettings(suite)
  const part = `${folder}.partial`
  const tree = join(part, 'tree')
  await run(rootCommand(['rm', '-rf', part]), { log })
  mkdirSync(part)
  await step('Debian with a container engine, for the machine', async (tell) => {
    const onLine = (line: string) => tell(line.replace(/^I: /, '').slice(0, 60))
    const bootstrap = ['mmdebstrap', '--variant=minbase', `--include=${packages}`, ...apt.options.map((line) => `--aptopt=${line}`)]
    const hooks = [`sync-in ${GUEST} /`, 'chroot "$1" systemctl enable unflunk-test.service', 'rm -rf "$1"/var/cache/apt/*.bin'].map(
      (hook) => `--customize-hook=${hook}`,
    )
    await run(rootCommand([...bootstrap, ...hooks, suite, tree, ...apt.sources]), { log, onLine })
    for (const [name, path] of [
      ['vmlinuz', 'vmlinuz'],
      ['initrd.img', 'initrd.img'],
    ] as const)
      await run(rootCommand(['install', '-m', '644', join(tree, name), join(part, path)]), { log })
    await run(rootCommand(['mke2fs', '-q', '-F', '-t', 'ext4', '-m', '0', '-d', tree, join(part, 'root.ext4'), ROOT_SIZE]), { log })
  })
  renameSync(part, folder)
  return disks
}

/** The checkout as it stands, with what is not committed. */
async function checkoutDisk(): Promise<string> {
  const tree = join(FOLDER, 'checkout')
  const disk = join(FOLDER, 'checkout.ext4')
  rmSync(tree, { recursive: true, force: true })
  rmSync(disk, { force: true })
  mkdirSync(tree)
  await step('The checkout, as a disk', async () => {
    const copy = `tar -C "$1" --exclude=./.git --exclude=./.cache --exclude=./apps/web/dist -cf - . | tar -C "$2" --no-same-owner -xf -`
    await run(['sh', '-c', copy, 'copy', root, tree], { log })
    await run(['mke2fs', '-q', '-F', '-t', 'ext4', '-m', '0', '-d', tree, disk, CHECKOUT_SIZE], {
      log,
      env: { PATH: `${process.env.PATH}:/sbin` },
    })
    rmSync(tree, { recursive: true })
  })
  return disk
}

/**
 * The folder of the machine's engine with the images of the exam's minor in it. Its own engine loads them here, in its own tree and without a
 * network: the emulated machine would take half an hour.
 */
async function engineDisk(tree: string): Promise<string> {
  const set = imageSet()
  const images = [set.base, set.node, set.registry]
  const loader = join(import.meta.dirname, 'load-images.sh')
  const hash = createHash('sha256')
    .update(JSON.stringify([tree, images, ENGINE_SIZE]))
    .update(readFileSync(loader))
  const disk = join(FOLDER, `engine-${hash.digest('hex').slice(0, 12)}.ext4`)
  if (existsSync(disk)) return disk
  await forget(/^(engine|images)-/)
  const archive = join(FOLDER, 'engine-images.tar')
  const data = join(FOLDER, 'engine-data')
  await step('The images of the sandbox, as a disk of an engine', async () => {
    const names = images.map((name) => `names=${encodeURIComponent(name)}`)
    await pipeline(await asked(`/images/get?${names.join('&')}`), createWriteStream(archive))
    const apart = ['unshare', '--mount', '--pid', '--net', '--fork', '--kill-child']
    await run(rootCommand([...apart, 'sh', loader, tree, data, archive]), { log })
    await run(rootCommand(['mke2fs', '-q', '-F', '-t', 'ext4', '-m', '0', '-d', data, `${disk}.partial`, ENGINE_SIZE]), { log })
    await run(rootCommand(['rm', '-rf', data, archive]), { log })
    renameSync(`${disk}.partial`, disk)
  })
  return disk
}

function asked(path: string): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    request({ ...engineAddress(), path }, (response) => {
      if (response.statusCode === 200) return resolve(response)
      reject(new SetupError(`The container engine answered ${response.statusCode} to ${path}.`, 'npm run unflunk -- sandbox prepare'))
    })
      .on('error', reject)
      .end()
  })
}

async function forget(names: RegExp): Promise<void> {
  for (const name of readdirSync(FOLDER).filter((name) => names.test(name)))
    await run(rootCommand(['rm', '-rf', join(FOLDER, name)]), { log })
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
