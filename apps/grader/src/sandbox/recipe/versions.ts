// What the sandbox is made of: sandbox/versions.json, the one table that both sources read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KubernetesMinor } from '@unflunk/shared/scenario'
import { z } from 'zod'

/** An official file and where its publisher lists its SHA-256 or SHA-512. `${version}` and what `publishedNames` has are filled in. */
const Published = { url: z.url(), checksums: z.url() }
const Download = z.union([
  /** The file itself is the program `file`. */
  z.strictObject({ ...Published, file: z.string() }),
  /** A tar archive; program name -> member. A member may be a folder: what a program reads. */
  z.strictObject({ ...Published, archive: z.record(z.string(), z.string()) }),
])
export type Download = z.infer<typeof Download>

const Modules = z.strictObject({
  /** Program -> Go package. The folder sandbox/binaries/TOOL holds the pinned go.mod and go.sum. */
  packages: z.record(z.string(), z.string()),
  tags: z.array(z.string()).default([]),
  /** Go variables set by the linker. */
  variables: z.record(z.string(), z.string()).default({}),
  cgo: z.boolean().default(false),
})

export const Tool = z.strictObject({
  version: z.string(),
  /** Absent: not to be had as Go modules, so the tool is missing with that source. */
  modules: Modules.optional(),
  /** Empty: nobody publishes it as a file, so it is built from modules with either source. */
  download: z.array(Download),
})
export type Tool = z.infer<typeof Tool>

const Minor = z.strictObject({
  version: z.string(),
  released: z.iso.date(),
  /** Tags that `kubeadm config images list` of this version names. */
  etcdImage: z.string(),
  corednsImage: z.string(),
  pauseImage: z.string(),
})

const Table = z.strictObject({
  kubernetes: z.strictObject({
    /** The minor of the exam. */
    default: KubernetesMinor,
    minors: z.record(KubernetesMinor, Minor),
    /** For every minor; `${version}`, `${minor}` (34) and `${released}` are filled in in `variables`. */
    modules: Modules,
    download: z.array(Download),
  }),
  debian: z.string(),
  go: z.strictObject({ minimum: z.string(), download: z.strictObject(Published) }),
  tools: z.record(z.string(), Tool),
})

/** The table, with a tool for each minor of Kubernetes: that of the exam first, the others after everything else. */
export const Versions = Table.transform((table) => {
  const [first, ...others] = minorsOf(table)
  const tools = [first, ...others].map((minor) => [kubernetesTool(minor), toolOf(table.kubernetes, minor)] as const)
  return { ...table, tools: Object.fromEntries([...tools.slice(0, 1), ...Object.entries(table.tools), ...tools.slice(1)]) }
})
export type Versions = z.infer<typeof Versions>

/** The exam's first. */
export function minorsOf({ kubernetes }: Pick<z.infer<typeof Table>, 'kubernetes'>): [KubernetesMinor, ...KubernetesMinor[]] {
  return [kubernetes.default, ...KubernetesMinor.options.filter((minor) => minor !== kubernetes.default)]
}

/** Its name among the tools, and the folder below sandbox/binaries. */
export function kubernetesTool(minor: KubernetesMinor): string {
  return `kubernetes-${minor}`
}

function toolOf({ minors, modules, download }: z.infer<typeof Table>['kubernetes'], minor: KubernetesMinor): Tool {
  const { version, released } = minors[minor]
  const values = { version, released, minor: minor.replace(/^1\./, '') }
  const variables = Object.entries(modules.variables).map(([name, value]) => [name, fill(value, values)])
  return { version, modules: { ...modules, variables: Object.fromEntries(variables) }, download }
}

export function readVersions(recipeDir: string): Versions {
  return Versions.parse(JSON.parse(readFileSync(join(recipeDir, 'versions.json'), 'utf8')))
}

/** The version of each tool, by its name: for `fill`. */
export function toolVersions({ tools }: Versions): Record<string, string> {
  return Object.fromEntries(Object.entries(tools).map(([name, { version }]) => [name, version]))
}

export type Architecture = 'amd64' | 'arm64'

/** The architecture's name in Go, Debian and OCI. */
export function architecture(nodeArch: string = process.arch): Architecture {
  return nodeArch === 'arm64' ? 'arm64' : 'amd64'
}

/** The architecture in the words that publishers have for it in their addresses. */
export function publishedNames(arch: Architecture = architecture()): Record<'arch' | 'machine' | 'bits', string> {
  return arch === 'arm64' ? { arch, machine: 'aarch64', bits: 'ARM64' } : { arch, machine: 'x86_64', bits: '64bit' }
}

/** Fills `${name}` from `values`; a name that is not there stays. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{([\w-]+)\}/g, (whole, name: string) => values[name] ?? whole)
}
