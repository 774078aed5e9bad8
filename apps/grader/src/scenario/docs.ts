// scenarios/docs: the allowed documentation sites, checked against the curricula and the scenarios' quick references.
import { DocsSite, isAllowed, pagesOf } from '@unflunk/shared/docs'
import type { Curriculum, ExamTrack } from '@unflunk/shared/scenario'
import type { Scenario } from './load.ts'
import { type Problem, placeOf } from './problem.ts'
import { readYamlFolder } from './yaml-folder.ts'

/** A site with problems is left out. */
export async function loadDocs(
  root: string,
  curricula: ReadonlyMap<ExamTrack, Curriculum>,
): Promise<{ sites: DocsSite[]; problems: Problem[] }> {
  const files = await readYamlFolder(root, 'docs', DocsSite)
  const seen = new Set<string>()
  const checked = files.map(({ yaml: { value, problems, problemAt } }) => {
    if (!value) return { site: undefined, problems }
    const found = pagesOf(value).flatMap(({ url, headings }, index) => {
      const at = (field: string, message: string) => problemAt(['pages', index, field], message)
      const again = seen.has(url) ? [at('path', `${url} is listed twice`)] : []
      seen.add(url)
      const anchors = headings.map(({ anchor }) => anchor)
      const doubled = anchors
        .filter((anchor, other) => anchors.indexOf(anchor) !== other)
        .map((anchor) => at('headings', `two headings are at #${anchor}`))
      const strange = (value.pages[index]?.bullets ?? [])
        .filter((bullet) => !bulletExists(curricula, bullet))
        .map((bullet) => at('bullets', `no curriculum has the bullet ${bullet}`))
      return [...again, ...doubled, ...strange]
    })
    return { site: value, problems: found }
  })
  return {
    sites: checked.flatMap(({ site, problems }) => (site && problems.length === 0 ? [site] : [])),
    problems: checked.flatMap(({ problems }) => problems),
  }
}

/** First parts of the addresses that an exam of this track allows, the largest site first: it is the one to think of. */
export function allowedDocs(sites: readonly DocsSite[], track: ExamTrack): string[] {
  return sites
    .filter(({ tracks }) => tracks.includes(track))
    .sort((a, b) => b.pages.length - a.pages.length)
    .map(({ base }) => base)
}

/** `bullet` as `cka/rbac`. */
export function bulletExists(curricula: ReadonlyMap<ExamTrack, Curriculum>, bullet: string): boolean {
  return [...curricula.values()].some(({ track, domains }) =>
    domains.some(({ bullets }) => bullets.some(({ key }) => bullet === `${track}/${key}`)),
  )
}

/** Every quick reference is a page of the index that its track allows: the panel would refuse it otherwise. */
export function docsProblems(sites: readonly DocsSite[], scenarios: readonly Scenario[]): Problem[] {
  if (sites.length === 0) return [] // a folder of scenarios without an index
  const known = new Set(sites.flatMap(pagesOf).map(({ url }) => url))
  return scenarios.flatMap(({ id, track, file, files }) =>
    file.quickReference.flatMap(({ url }): Problem[] => {
      const allowed = isAllowed(url, allowedDocs(sites, track))
      if (allowed && known.has(url.split('#')[0] ?? url)) return []
      const source = files.get('scenario.yaml') ?? ''
      const message = allowed ? `${url} is not a page of scenarios/docs` : `${url} is not allowed in the ${track.toUpperCase()}`
      return [
        {
          file: `scenarios/${id}/scenario.yaml`,
          ...placeOf(source, Math.max(0, source.indexOf(url))),
          field: 'quickReference',
          message,
        },
      ]
    }),
  )
}
