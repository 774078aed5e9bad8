// Every HTTP route, declared once: method, path, request body, response. Parsed on both sides.
import { z } from 'zod'
import { Level } from './checklist.ts'
import { DocsPage } from './docs.ts'
import { DrillSummary, LookUpAnswer, LookUpQuestion, LookUpResult, LookUpTrack } from './drill.ts'
import { ExportFile, MAX_IMPORT_BYTES } from './export.ts'
import { ShownCheck, TaskGrade } from './grading.ts'
import { HabitReport, PageEvent } from './habits.ts'
import { History, Plan } from './history.ts'
import { HostsDrillSetup, HostsRecords } from './hosts-drill.ts'
import { ExamOutlook, MachineSettings } from './machines.ts'
import { ExamSummary, ScenarioSummary, ShownSolution } from './scenario.ts'
import { SelfReport } from './self-report.ts'
import { SessionPhase, SessionView, Step, TerminalView } from './session.ts'

export const AttemptSummary = z.object({
  id: z.string(),
  kind: z.enum(['exam', 'practice', 'drill']),
  source: z.string(),
  title: z.string(),
  phase: SessionPhase,
  createdAt: z.number(),
  endedAt: z.number().optional(),
  /** Percent; absent while not graded. */
  score: z.number().optional(),
  passMark: z.number().optional(),
  /** When it came in from another machine: it was not sat here. */
  importedAt: z.number().optional(),
  /** What it was started with; absent in attempts of older versions, which all were `exam`. */
  level: Level.optional(),
})
export type AttemptSummary = z.infer<typeof AttemptSummary>

export const SandboxStatus = z.object({
  state: z.enum(['missing', 'preparing', 'ready', 'failed']),
  steps: z.array(Step),
  message: z.string().optional(),
  next: z.string().optional(),
})
export type SandboxStatus = z.infer<typeof SandboxStatus>

export const Home = z.object({
  sandbox: SandboxStatus,
  exams: z.array(ExamSummary),
  scenarios: z.array(ScenarioSummary),
  /** Newest first. At most one of them is live (preparing, running or grading). */
  attempts: z.array(AttemptSummary),
})
export type Home = z.infer<typeof Home>

export const TaskResult = z.object({
  id: z.string(),
  number: z.number(),
  scenario: z.string(),
  title: z.string(),
  domain: z.string(),
  domainTitle: z.string(),
  host: z.string(),
  markdown: z.string(),
  /** Percent of the exam that the task is worth. */
  weight: z.number(),
  minutesSpent: z.number(),
  minutesBudget: z.number(),
  grade: TaskGrade,
  checks: z.array(ShownCheck),
  solutions: z.array(ShownSolution),
  notes: z.string(),
})
export type TaskResult = z.infer<typeof TaskResult>

export const AttemptResult = z.object({
  attempt: AttemptSummary,
  /** Percent of the exam, rounded to whole numbers as in the real result; `passed` compares the exact value. */
  score: z.number(),
  passMark: z.number(),
  passed: z.boolean(),
  minutes: z.number(),
  minutesUsed: z.number(),
  startedAt: z.number(),
  endedReason: z.enum(['candidate', 'time', 'abandoned']),
  /** Checks that could not be run (our fault): offered for a retry while the clusters live. */
  couldNotCheck: z.number(),
  domains: z.array(z.object({ key: z.string(), title: z.string(), points: z.number(), of: z.number() })),
  tasks: z.array(TaskResult),
  habits: HabitReport,
  /** What the candidate said before the score was shown; absent when nothing was said. */
  selfReport: SelfReport.optional(),
  recordings: z.array(z.object({ terminal: z.string(), title: z.string(), startedAt: z.number(), ms: z.number() })),
})
export type AttemptResult = z.infer<typeof AttemptResult>

const Nothing = z.object({})
const ExportWish = z.object({ recordings: z.boolean().default(false) })

/** An exam sat as the real one: its score says something about the real one, and it counts as a mock. */
export function isFullMock({ kind, level = 'exam' }: Pick<AttemptSummary, 'kind' | 'level'>): boolean {
  return kind === 'exam' && level === 'exam'
}

/** `:name` in a path is a parameter. Every failure is an `ApiFailure` with a status from http/error-table. */
export const routes = {
  home: { method: 'GET', path: '/api/home', body: z.undefined(), response: Home },
  startSandbox: { method: 'POST', path: '/api/sandbox/prepare', body: Nothing, response: SandboxStatus },
  /** Fails with `conflict` while another attempt is live. */
  startExam: {
    method: 'POST',
    path: '/api/exams/start',
    body: z.object({ exam: z.string(), level: Level.default('exam') }),
    response: SessionView,
  },
  /** What an exam would get with the memory that is free now; another seed may draw another outlook. */
  examOutlook: { method: 'GET', path: '/api/exams/:exam/outlook', body: z.undefined(), response: ExamOutlook },
  machineSettings: { method: 'GET', path: '/api/machines', body: z.undefined(), response: MachineSettings },
  saveMachineSettings: { method: 'PUT', path: '/api/machines', body: MachineSettings, response: Nothing },
  /** Practice is for learning, so somebody speaks up unless asked not to. */
  startPractice: {
    method: 'POST',
    path: '/api/practice/start',
    body: z.object({ scenario: z.string(), level: Level.default('coach') }),
    response: SessionView,
  },
  /** Fails with `conflict` while another attempt is live. */
  startHostsDrill: { method: 'POST', path: '/api/drills/hosts/start', body: HostsDrillSetup, response: SessionView },
  hostsRecords: { method: 'GET', path: '/api/drills/hosts', body: z.undefined(), response: HostsRecords },
  /** The open round of a drill ends without points, and the next one opens. */
  skipRound: { method: 'POST', path: '/api/sessions/:id/skip-round', body: Nothing, response: Nothing },
  session: { method: 'GET', path: '/api/sessions/:id', body: z.undefined(), response: SessionView },
  openTask: { method: 'POST', path: '/api/sessions/:id/tasks/:task/open', body: Nothing, response: Nothing },
  markTask: {
    method: 'POST',
    path: '/api/sessions/:id/tasks/:task/mark',
    body: z.object({ flagged: z.boolean().optional(), done: z.boolean().optional() }),
    response: Nothing,
  },
  /** Down at any time; up only in practice: an exam is never made stricter on the way. */
  setLevel: { method: 'PUT', path: '/api/sessions/:id/level', body: z.object({ level: Level }), response: Nothing },
  /** Strict: the answer to "this task is over its budget". */
  answerBudget: {
    method: 'POST',
    path: '/api/sessions/:id/tasks/:task/budget',
    body: z.object({ answer: z.enum(['flag', 'go-on']) }),
    response: Nothing,
  },
  saveNotes: { method: 'PUT', path: '/api/sessions/:id/notes', body: z.object({ notes: z.string().max(100_000) }), response: Nothing },
  openTerminal: { method: 'POST', path: '/api/sessions/:id/terminals', body: Nothing, response: TerminalView },
  closeTerminal: { method: 'DELETE', path: '/api/sessions/:id/terminals/:terminal', body: z.undefined(), response: Nothing },
  pageEvents: {
    method: 'POST',
    path: '/api/sessions/:id/events',
    body: z.object({ events: z.array(PageEvent).max(100) }),
    response: Nothing,
  },
  /** Exams, until the result is there. What is said later replaces what was said before. */
  selfReport: { method: 'PUT', path: '/api/sessions/:id/self-report', body: SelfReport, response: Nothing },
  /** Ends the attempt and grades it; the result is ready when the phase is `finished`. */
  endSession: { method: 'POST', path: '/api/sessions/:id/end', body: Nothing, response: Nothing },
  abandonSession: { method: 'POST', path: '/api/sessions/:id/abandon', body: Nothing, response: Nothing },
  /** Practice only. A newer request aborts the older. */
  gradeTask: {
    method: 'POST',
    path: '/api/sessions/:id/tasks/:task/grade',
    body: Nothing,
    response: z.object({ grade: TaskGrade, checks: z.array(ShownCheck) }),
  },
  resetTask: { method: 'POST', path: '/api/sessions/:id/tasks/:task/reset', body: Nothing, response: Nothing },
  hint: { method: 'POST', path: '/api/sessions/:id/tasks/:task/hints/:index', body: Nothing, response: z.object({ hint: z.string() }) },
  solution: {
    method: 'POST',
    path: '/api/sessions/:id/tasks/:task/solution',
    body: Nothing,
    response: z.object({ solutions: z.array(ShownSolution), notes: z.string() }),
  },
  /** All pages of all allowed sites; what a session may open is its own `allowedDocs`. */
  docs: { method: 'GET', path: '/api/docs', body: z.undefined(), response: z.object({ pages: z.array(DocsPage) }) },
  drills: { method: 'GET', path: '/api/drills', body: z.undefined(), response: z.array(DrillSummary) },
  /** Draws a round: misses first, then what is due, then new questions. Nothing is kept until it is finished. */
  startLookUp: {
    method: 'POST',
    path: '/api/drills/look-up/start',
    body: z.object({ track: LookUpTrack }),
    response: z.object({ questions: z.array(LookUpQuestion), allowedDocs: z.array(z.string()) }),
  },
  finishLookUp: {
    method: 'POST',
    path: '/api/drills/look-up/finish',
    body: z.object({ answers: z.array(LookUpAnswer).min(1).max(100) }),
    response: LookUpResult,
  },
  history: { method: 'GET', path: '/api/history', body: z.undefined(), response: History },
  savePlan: { method: 'PUT', path: '/api/plan', body: Plan, response: Nothing },
  result: { method: 'GET', path: '/api/attempts/:id/result', body: z.undefined(), response: AttemptResult },
  /** Grades again the checks that ended in error, while the clusters still live. */
  retryGrading: { method: 'POST', path: '/api/attempts/:id/retry-grading', body: Nothing, response: AttemptResult },
  deleteAttempt: { method: 'DELETE', path: '/api/attempts/:id', body: z.undefined(), response: Nothing },
  /** Fails with `conflict` while the attempt is live. Recordings hold all that was on screen, so they are left out unless asked for. */
  exportAttempt: { method: 'POST', path: '/api/attempts/:id/export', body: ExportWish, response: ExportFile },
  /** All attempts and drills. This and the next two fail with `conflict` while an attempt is live. */
  exportAll: { method: 'POST', path: '/api/data/export', body: ExportWish, response: ExportFile },
  /** Reads an `ExportFile`; what is wrong with it is said by `readExport`. Attempts that are here already are left as they are. */
  importData: {
    method: 'POST',
    path: '/api/data/import',
    body: z.unknown(),
    response: z.object({ imported: z.array(AttemptSummary), alreadyHere: z.number() }),
    maxBytes: MAX_IMPORT_BYTES,
  },
  /** Every attempt, recording and drill. */
  deleteAll: { method: 'DELETE', path: '/api/data', body: z.undefined(), response: Nothing },
} as const

/** Upgrade paths. `?after=SEQ` resumes the session socket; `?tab=ID` tells tabs apart (a newer tab takes over). */
export const sockets = {
  session: '/api/sessions/:id/socket',
  terminal: '/api/sessions/:id/terminals/:terminal/socket',
  /** asciicast v3 of one terminal, for the report (GET, text). */
  recording: '/api/attempts/:id/recordings/:terminal',
} as const
