// The real index of pages and the real questions, as the grader would answer them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DocsSite, pagesOf } from '@unflunk/shared/docs'
import { type DrillSummary, LookUpFile, type LookUpResult } from '@unflunk/shared/drill'
import { parse } from 'yaml'
import { NOW } from './fixtures.ts'

const scenarios = join(import.meta.dirname, '../../../scenarios')
const filesOf = (folder: string) =>
  readdirSync(join(scenarios, folder)).map((name): unknown => parse(readFileSync(join(scenarios, folder, name), 'utf8')))
const sites = filesOf('docs').map((file) => DocsSite.parse(file))

export const docs = { pages: sites.flatMap(pagesOf) }

export const lookUpStart = {
  questions: filesOf('drills/look-up')
    .map((file) => LookUpFile.parse(file))
    .flatMap(({ track, questions }) => questions.map((question) => ({ ...question, track }))),
  allowedDocs: sites.filter(({ tracks }) => tracks.includes('cka')).map(({ base }) => base),
}

export const lookUpResult: LookUpResult = { score: 50, best: 43, comingBack: 1 }

export const drills: DrillSummary[] = [
  { drill: 'look-up', rounds: [{ at: NOW, score: 43, ms: 290_000 }], best: 43, due: 4, seen: 12 },
  { drill: 'hosts', rounds: [], due: 0, seen: 0 },
]
