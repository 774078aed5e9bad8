// What the sandbox is made of: sandbox/versions.json, the one table that both sources read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** An official file and where its publisher lists its SHA-256. `${version}` and `${arch}` are filled in. */
const Published = { url: z.url(), checksums: z.url() }
const Download = z.union([
  /** The file itself is the program `file`. */
  z.strictObject({ ...Published, file: z.string() }),
  /** A tar archive; program name -> member. */
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

export const Versions = z.strictObject({
  kubernetes: z.strictObject({ version: z.string(), etcdImage: z.string(), corednsImage: z.string(), pauseImage: z.string() }),
  debian: z.string(),
  go: z.strictObject({ minimum: z.string(), download: z.strictObject(Published) }),
  tools: z.record(z.string(), Tool),
})
export type Versions = z.infer<typeof Versions>

export function readVersions(recipeDir: string): Versions {
  return Versions.parse(JSON.parse(readFileSync(join(recipeDir, 'versions.json'), 'utf8')))
}

export type Architecture = 'amd64' | 'arm64'

/** The architecture's name in Go, Debian and OCI. */
export function architecture(nodeArch: string = process.arch): Architecture {
  return nodeArch === 'arm64' ? 'arm64' : 'amd64'
}

/** Fills `${name}` from `values`; a name that is not there stays. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\$\{([\w-]+)\}/g, (whole, name: string) => values[name] ?? whole)
}
