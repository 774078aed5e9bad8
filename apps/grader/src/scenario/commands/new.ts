// `scenario new`: a copy of the template to start from.
import { cp, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@unflunk/shared/error'

export async function newScenario(root: string, id: string | undefined, print: (line: string) => void): Promise<number> {
  if (!id || !/^(cka|cks)\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    throw new AppError('bad-request', `"${id ?? ''}" is no scenario id`, { next: 'npm run scenario new cka/my-task' })
  }
  const folder = join(root, id)
  if (await stat(folder).catch(() => undefined)) throw new AppError('conflict', `scenarios/${id} exists already`) // stat fails when it does not exist
  await cp(join(root, '_template'), folder, { recursive: true })
  print(`scenarios/${id} is a working copy of the template. Change it, then:`)
  print(`  npm run scenario validate ${id}`)
  print(`  npm run scenario test ${id}`)
  return 0
}
