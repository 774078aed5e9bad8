// The images of the session's machines, `base` and the nodes, from sandbox/{common,base,node}.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Docker from 'dockerode'
import type { StepUpdate } from '../../lib/progress.ts'
import { APT_CONFIG, type AptSettings, aptEntries } from './apt-settings.ts'
import type { Binaries } from './binaries.ts'
import { type BuildContainer, inBuildContainer } from './build-container.ts'
import { type TarEntry, treeEntries } from './tar.ts'

export interface MachineImage {
  readonly docker: Docker
  readonly recipeDir: string
  /** The folder of the recipe. */
  readonly name: 'common' | 'base' | 'node'
  readonly parent: string
  readonly reference: string
  readonly apt: AptSettings
  /** Programs of the node; awaited after its packages are in. */
  readonly binaries?: Promise<Binaries>
  readonly signal?: AbortSignal | undefined
  readonly report: (update: Pick<StepUpdate, 'done' | 'total' | 'unit' | 'message'>) => void
}

const CHANGES: Readonly<Record<MachineImage['name'], readonly string[]>> = {
  common: ['ENV LANG=C.UTF-8', 'ENTRYPOINT []', 'CMD ["bash"]'],
  // tini reaps what the terminals leave behind and passes a stop on to the whole group.
  base: ['ENTRYPOINT ["tini","-g","--"]', 'CMD ["sleep","infinity"]', 'WORKDIR /home/candidate'],
  node: ['ENTRYPOINT ["/usr/local/bin/node-entrypoint"]', 'CMD []', 'ENV container=docker'],
}

/** systemd's own signal for an orderly stop. */
const NODE_STOP_SIGNAL = 'SIGRTMIN+3'

/** Where the programs of the cache go on a node. What is not named runs in pods only. */
const NODE_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'usr/bin': [
    'kubeadm',
    'kubelet',
    'kubectl',
    'containerd',
    'containerd-shim-runc-v2',
    'ctr',
    'runc',
    'etcdctl',
    'etcdutl',
    'yq',
    'crictl',
  ],
  'opt/cni/bin': ['bridge', 'loopback', 'ptp', 'host-device', 'host-local', 'portmap', 'firewall', 'bandwidth'],
}

export async function makeMachineImage(image: MachineImage): Promise<void> {
  const { docker, recipeDir, name, parent, signal } = image
  const stopSignal = name === 'node' ? { stopSignal: NODE_STOP_SIGNAL } : {}
  await inBuildContainer(docker, { name, parent, ...stopSignal, signal }, async (container) => {
    // Files first: they hold what dpkg leaves out.
    await container.put([...treeEntries(join(recipeDir, name, 'files')), ...(name === 'common' ? shellEntries(recipeDir) : [])])
    await installPackages(container, image, readFileSync(join(recipeDir, name, 'packages.txt')))
    if (image.binaries !== undefined) {
      image.report({ message: 'waiting for the binaries' })
      await container.put(programEntries(await image.binaries))
    }
    image.report({ message: 'setting up' })
    await container.put([{ kind: 'file', path: 'unflunk-build/setup.sh', content: readFileSync(join(recipeDir, name, 'setup.sh')) }])
    await container.run(['sh', '/unflunk-build/setup.sh'])
    await container.run(['sh', '/unflunk-build/cleanup.sh'])
    await container.commit(image.reference, CHANGES[name])
  })
}

/** Runs sandbox/debian/install.sh with `packages` and reports how many are set up. */
export async function installPackages(
  container: BuildContainer,
  options: Pick<MachineImage, 'recipeDir' | 'apt' | 'report'>,
  packages: Uint8Array,
): Promise<void> {
  await container.put([
    ...treeEntries(join(options.recipeDir, 'debian'), 'unflunk-build'),
    ...aptEntries(options.apt),
    { kind: 'file', path: 'unflunk-build/packages.txt', content: packages },
  ])
  let done = 0
  let total: number | undefined
  await container.run(['sh', '/unflunk-build/install.sh'], {
    env: [`APT_CONFIG=${APT_CONFIG}`],
    onLine: (line) => {
      const planned = /, (\d+) newly installed/.exec(line)?.[1]
      if (planned !== undefined) total = Number(planned)
      if (line.startsWith('Setting up ')) done++
      options.report({ done, unit: 'packages', ...(total === undefined ? {} : { total }) })
    },
  })
}

/** The shell marks of sandbox/shell, which /etc/unflunk/bashrc reads. */
function shellEntries(recipeDir: string): TarEntry[] {
  const file = 'shell-marks.bash'
  return [{ kind: 'file', path: `etc/unflunk/${file}`, content: readFileSync(join(recipeDir, 'shell', file)) }]
}

function programEntries(binaries: Binaries): TarEntry[] {
  return Object.entries(NODE_PROGRAMS).flatMap(([folder, programs]): TarEntry[] => [
    ...folder.split('/').map((_, i, parts): TarEntry => ({ kind: 'directory', path: parts.slice(0, i + 1).join('/') })),
    ...programs.flatMap((program): TarEntry[] => {
      const from = binaries.get(program)
      return from === undefined ? [] : [{ kind: 'copy', path: `${folder}/${program}`, from, mode: 0o755 }]
    }),
  ])
}
