// Remembers what was proven, by a digest of all that a proof rests on: unchanged scenarios need no new proof.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readFolder, type Scenario } from './load.ts'

const Proofs = z.object({
  about: z.string(),
  /** By scenario id. */
  proofs: z.record(z.string(), z.object({ digest: z.string(), cases: z.number(), provenOn: z.string() })),
})
type Proofs = z.infer<typeof Proofs>

const ABOUT =
  'Written by `npm run scenario test`: what was proven on real clusters, by a digest of the scenario, its checks and the sandbox recipe.'

export interface ProofStore {
  isProven(scenario: Scenario): boolean
  /** `today` as 2026-11-23. */
  record(scenario: Scenario, cases: number, today: string): Promise<void>
}

/** `root` is the scenarios folder of the repository. */
export async function openProofStore(root: string): Promise<ProofStore> {
  const path = join(root, 'proofs.json')
  const repository = join(root, '..')
  const [grading, proving, shared, recipe] = await Promise.all([
    codeIn(join(repository, 'apps/grader/src/grading')),
    codeIn(join(repository, 'apps/grader/src/scenario')),
    codeIn(join(repository, 'packages/shared/src')),
    readFolder(join(repository, 'sandbox')),
  ])
  const digest = (scenario: Scenario) => {
    const kinds = new Set<string>(scenario.file.checks.map((check) => check.kind))
    return digestOf([
      scenario.files,
      pick(grading, (file) => !file.startsWith('runners/') || kinds.has(file.replace(/^runners\/|\.ts$/g, ''))),
      pick(proving, (file) => ['setup.ts', 'task.ts', 'fill.ts', 'parameters.ts', 'proof-cases.ts', 'proof-run.ts'].includes(file)),
      pick(shared, (file) => file === 'check.ts' || file === 'grading.ts'),
      recipe,
    ])
  }
  let stored = await readProofs(path)
  return {
    isProven: (scenario) => stored.proofs[scenario.id]?.digest === digest(scenario),
    record: async (scenario, cases, today) => {
      // Read again: another run may have recorded its own meanwhile.
      stored = await readProofs(path)
      const proofs = { ...stored.proofs, [scenario.id]: { digest: digest(scenario), cases, provenOn: today } }
      stored = { about: ABOUT, proofs: Object.fromEntries(Object.entries(proofs).sort(([a], [b]) => a.localeCompare(b))) }
      await writeFile(path, `${JSON.stringify(stored, undefined, 2)}\n`)
    },
  }
}

async function readProofs(path: string): Promise<Proofs> {
  try {
    return Proofs.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return { about: ABOUT, proofs: {} } // missing or of another form: then nothing is proven yet, which is the safe side
  }
}

async function codeIn(folder: string): Promise<Map<string, string>> {
  return pick(await readFolder(folder), (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
}

function pick(files: ReadonlyMap<string, string>, wanted: (file: string) => boolean): Map<string, string> {
  return new Map([...files].filter(([file]) => wanted(file)))
}

function digestOf(groups: readonly ReadonlyMap<string, string>[]): string {
  const hash = createHash('sha256')
  for (const [file, text] of groups.flatMap((group) => [...group])) hash.update(`${file}\0${text.length}\0${text}\0`)
  return hash.digest('hex').slice(0, 32)
}
