import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { domainTitle, loadCatalog } from './catalog.ts'
import { formatProblem } from './problem.ts'

const real = fileURLToPath(new URL('../../../../scenarios', import.meta.url))

/** A catalogue with the template as cka/sample and one exam. */
async function load(exam: string) {
  const home = await mkdtemp(join(tmpdir(), 'unflunk-catalog-'))
  try {
    const root = join(home, 'scenarios')
    await cp(join(real, '_template'), join(root, 'cka/sample'), { recursive: true })
    await cp(join(real, 'curriculum'), join(root, 'curriculum'), { recursive: true })
    await mkdir(join(root, 'exams'))
    await writeFile(join(root, 'exams/short.yaml'), exam)
    return await loadCatalog(root)
  } finally {
    await rm(home, { recursive: true })
  }
}

const exam = (tasks: string) => `title: Short
about: One task to see how it goes.
track: cka
minutes: 10
passMark: 66
kubernetes: '1.35'
allowedDocs: [https://kubernetes.io/docs]
tasks:
${tasks}`

it('an exam of known scenarios is offered under its file name', async () => {
  const catalog = await load(exam('  - { scenario: cka/sample, weight: 100 }\n'))
  expect(catalog.problems).toEqual([])
  expect([...catalog.exams.keys()]).toEqual(['short'])
  expect(domainTitle(catalog, 'cka', 'storage')).toBe('Storage')
})

it('an exam with an unknown scenario or weights that do not add up is told at its line, and not offered', async () => {
  const catalog = await load(exam('  - { scenario: cka/sample, weight: 60 }\n  - { scenario: cka/gone, weight: 30 }\n'))
  expect(catalog.problems.map(formatProblem)).toMatchInlineSnapshot(`
    [
      "scenarios/exams/short.yaml:10:17: tasks[1].scenario: there is no scenario "cka/gone"",
      "scenarios/exams/short.yaml:9:3: tasks: the weights add up to 90, not to 100",
    ]
  `)
  expect(catalog.exams.size).toBe(0)
})
