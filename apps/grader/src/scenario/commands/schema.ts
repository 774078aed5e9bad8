// `scenario schema`: writes the JSON Schemas that editors use.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jsonSchemas } from '../json-schemas.ts'

export async function writeSchemas(root: string, print: (line: string) => void): Promise<number> {
  await mkdir(join(root, 'schema'), { recursive: true })
  for (const [name, text] of jsonSchemas()) {
    await writeFile(join(root, 'schema', name), text)
    print(`scenarios/schema/${name}`)
  }
  return 0
}
