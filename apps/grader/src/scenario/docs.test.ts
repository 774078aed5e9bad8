import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAllowed, pagesOf } from '@unflunk/shared/docs'
import { expect, it } from 'vitest'
import { loadCatalog } from './catalog.ts'
import { allowedDocs } from './docs.ts'
import { formatProblem } from './problem.ts'

const real = fileURLToPath(new URL('../../../../scenarios', import.meta.url))
const catalog = await loadCatalog(real)

it('the index and the look-up questions are without fault: no address twice, every quick reference and every answer in it', () => {
  expect(catalog.problems.map(formatProblem)).toEqual([])
  expect(catalog.docs.length).toBeGreaterThan(0)
})

it.each([
  ['cka', 300, 45],
  ['cks', 300, 15],
] as const)('the %s has at least %i pages, all allowed, and %i look-up questions', (track, pages, questions) => {
  const allowed = allowedDocs(catalog.docs, track)
  const urls = catalog.docs.filter(({ tracks }) => tracks.includes(track)).flatMap((site) => pagesOf(site).map(({ url }) => url))
  expect(urls.length).toBeGreaterThanOrEqual(pages)
  expect(urls.filter((url) => !isAllowed(url, allowed))).toEqual([])
  expect(catalog.lookUps.filter((question) => question.track === track).length).toBeGreaterThanOrEqual(questions)
})

it('every bullet of the curricula has a page', () => {
  const served = new Set(catalog.docs.flatMap(({ pages }) => pages.flatMap(({ bullets }) => bullets)))
  const bullets = [...catalog.curricula.values()].flatMap(({ track, domains }) =>
    domains.flatMap((domain) => domain.bullets.map(({ key }) => `${track}/${key}`)),
  )
  expect(bullets.filter((bullet) => !served.has(bullet))).toEqual([])
})

it('whatever an exam allows is in the index', () => {
  const bases = catalog.docs.map(({ base }) => base)
  for (const { blueprint } of catalog.exams.values()) {
    expect(blueprint.allowedDocs.filter((allowed) => !bases.some((base) => isAllowed(base, [allowed])))).toEqual([])
  }
})

it('faults of the index and of the questions are told at their lines', async () => {
  const home = await mkdtemp(join(tmpdir(), 'unflunk-docs-'))
  try {
    const root = join(home, 'scenarios')
    await cp(join(real, 'curriculum'), join(root, 'curriculum'), { recursive: true })
    await mkdir(join(root, 'docs'))
    await mkdir(join(root, 'drills/look-up'), { recursive: true })
    const site = (pages: string) => `site: Helm\nbase: https://helm.sh/docs/\ntracks: [cka]\npages:\n${pages}`
    await writeFile(join(root, 'docs/good.yaml'), site('  - path: /\n    title: Docs\n    headings: [One]\n'))
    await writeFile(
      join(root, 'docs/wrong.yaml'),
      site('  - path: a/\n    title: Page\n    bullets: [cka/gone]\n  - path: /\n    title: Docs\n'),
    )
    const question = (id: string, answer: string) =>
      `  - id: ${id}\n    asks: Where is this to be found?\n    bullet: cka/rbac\n    answers: ['${answer}']\n    words: where\n`
    const questions = [
      question('one', 'https://helm.sh/docs/#one'),
      question('one', 'https://helm.sh/docs/#two'),
      question('two', 'https://falco.org/docs/'),
      question('three', 'https://helm.sh/docs/missing/'),
    ]
    await writeFile(join(root, 'drills/look-up/cka.yaml'), `track: cka\nquestions:\n${questions.join('')}`)
    const { problems, lookUps } = await loadCatalog(root)
    expect(problems.map(formatProblem)).toMatchInlineSnapshot(`
      [
        "scenarios/docs/wrong.yaml:7:14: pages[0].bullets: no curriculum has the bullet cka/gone",
        "scenarios/docs/wrong.yaml:8:11: pages[1].path: https://helm.sh/docs/ is listed twice",
        "scenarios/drills/look-up/cka.yaml:11:15: questions[1].answers[0]: https://helm.sh/docs/ has no heading at #two in scenarios/docs",
        "scenarios/drills/look-up/cka.yaml:8:9: questions[1].id: there are two questions one",
        "scenarios/drills/look-up/cka.yaml:16:15: questions[2].answers[0]: https://falco.org/docs/ is not allowed in this exam",
        "scenarios/drills/look-up/cka.yaml:21:15: questions[3].answers[0]: https://helm.sh/docs/missing/ is not a page of scenarios/docs",
      ]
    `)
    expect(lookUps.map(({ id }) => id)).toEqual(['one'])
  } finally {
    await rm(home, { recursive: true })
  }
})
