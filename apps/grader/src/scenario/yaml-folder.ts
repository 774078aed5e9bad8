// Every yaml file of one folder of scenarios/, parsed with its places kept.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import { readFolder } from './load.ts'
import { parseYamlFile } from './yaml-file.ts'

/** A folder that is not there is empty. `id` is the file's name without `.yaml`. */
export async function readYamlFolder<S extends z.ZodType>(root: string, folder: string, schema: S) {
  const exists = (await folderEntries(join(root, folder))).length > 0
  const files = exists ? await readFolder(join(root, folder)) : new Map<string, string>()
  return [...files]
    .filter(([path]) => path.endsWith('.yaml'))
    .map(([path, text]) => ({ id: path.replace(/\.yaml$/, ''), yaml: parseYamlFile(`${basename(root)}/${folder}/${path}`, text, schema) }))
}

export async function folderEntries(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    // A track without scenarios is a smaller catalogue, not a fault.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
