// scenarios/drills/look-up: questions whose answers are pages (and sections) of the documentation index.
import { type DocsSite, isAllowed, pagesOf } from '@unflunk/shared/docs'
import { LookUpFile, type LookUpQuestion } from '@unflunk/shared/drill'
import type { Curriculum, ExamTrack } from '@unflunk/shared/scenario'
import { allowedDocs, bulletExists } from './docs.ts'
import type { Problem } from './problem.ts'
import { readYamlFolder } from './yaml-folder.ts'

interface Checked {
  readonly question: LookUpQuestion | undefined
  readonly problems: readonly Problem[]
}

/** A question with a problem is left out. */
export async function loadLookUps(
  root: string,
  sites: readonly DocsSite[],
  curricula: ReadonlyMap<ExamTrack, Curriculum>,
): Promise<{ questions: LookUpQuestion[]; problems: Problem[] }> {
  const pages = new Map(sites.flatMap(pagesOf).map((page) => [page.url, new Set(page.headings.map(({ anchor }) => anchor))]))
  const files = await readYamlFolder(root, 'drills/look-up', LookUpFile)
  const ids = new Set<string>()
  const checked = files.flatMap(({ yaml: { value, problems, problemAt } }): Checked[] => {
    if (!value) return [{ question: undefined, problems }]
    return value.questions.map((question, index) => {
      const at = (path: PropertyKey[], message: string) => problemAt(['questions', index, ...path], message)
      const found = question.answers.flatMap((answer, number) => {
        const why = whyNotAnAnswer(answer, pages, allowedDocs(sites, value.track))
        return why === undefined ? [] : [at(['answers', number], why)]
      })
      if (ids.has(question.id)) found.push(at(['id'], `there are two questions ${question.id}`))
      ids.add(question.id)
      if (!bulletExists(curricula, question.bullet)) found.push(at(['bullet'], `no curriculum has the bullet ${question.bullet}`))
      return { question: { ...question, track: value.track }, problems: found }
    })
  })
  return {
    questions: checked.flatMap(({ question, problems }) => (question && problems.length === 0 ? [question] : [])),
    problems: checked.flatMap(({ problems }) => problems),
  }
}

function whyNotAnAnswer(answer: string, pages: ReadonlyMap<string, ReadonlySet<string>>, allowed: readonly string[]): string | undefined {
  const [url = '', anchor] = answer.split('#', 2)
  if (!isAllowed(url, allowed)) return `${url} is not allowed in this exam`
  const anchors = pages.get(url)
  if (!anchors) return `${url} is not a page of scenarios/docs`
  return anchor !== undefined && !anchors.has(anchor) ? `${url} has no heading at #${anchor} in scenarios/docs` : undefined
}
