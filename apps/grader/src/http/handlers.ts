// What each route asks of the session service: one line each. Drills need no session and have a service of their own, parsed before and after by the table.
import type { Drills } from '../drills/drills.ts'
import type { Histories } from '../history/histories.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Handlers } from './routes.ts'

const nothing = {}

export function createHandlers(sessions: Sessions, drills: Drills, histories: Histories): Handlers {
  return {
    home: () => sessions.home(),
    startSandbox: async () => sessions.prepareSandbox(),
    startExam: ({ body }) => sessions.startExam(body.exam, body.level),
    examOutlook: ({ params }) => sessions.examOutlook(params.exam),
    machineSettings: () => sessions.machineSettings(),
    saveMachineSettings: async ({ body }) => {
      await sessions.saveMachineSettings(body)
      return nothing
    },
    startPractice: ({ body }) => sessions.startPractice(body.scenario, body.level),
    startHostsDrill: ({ body }) => sessions.startHostsDrill(body),
    hostsRecords: () => sessions.hostsRecords(),
    skipRound: async ({ params }) => {
      await sessions.get(params.id).skipRound()
      return nothing
    },
    session: ({ params }) => sessions.view(params.id),
    openTask: async ({ params }) => {
      await sessions.get(params.id).openTask(params.task)
      return nothing
    },
    markTask: async ({ params, body }) => {
      await sessions.get(params.id).mark(params.task, body)
      return nothing
    },
    setLevel: async ({ params, body }) => {
      await sessions.get(params.id).setLevel(body.level)
      return nothing
    },
    answerBudget: async ({ params, body }) => {
      await sessions.get(params.id).answerBudget(params.task, body.answer)
      return nothing
    },
    saveNotes: async ({ params, body }) => {
      await sessions.get(params.id).saveNotes(body.notes)
      return nothing
    },
    openTerminal: ({ params }) => sessions.get(params.id).openTerminal(),
    closeTerminal: async ({ params }) => {
      await sessions.get(params.id).closeTerminal(params.terminal)
      return nothing
    },
    pageEvents: async ({ params, body }) => {
      await sessions.get(params.id).pageEvents(body.events)
      return nothing
    },
    selfReport: async ({ params, body }) => {
      await sessions.get(params.id).selfReport(body)
      return nothing
    },
    endSession: async ({ params }) => {
      await sessions.get(params.id).end('candidate')
      return nothing
    },
    abandonSession: async ({ params }) => {
      await sessions.get(params.id).abandon()
      return nothing
    },
    gradeTask: ({ params }) => sessions.get(params.id).practice.gradeNow(params.task),
    resetTask: async ({ params }) => {
      await sessions.get(params.id).practice.reset(params.task)
      return nothing
    },
    hint: async ({ params }) => ({ hint: sessions.get(params.id).practice.hint(params.task, Number(params.index)) }),
    solution: async ({ params }) => {
      const { solutions, notes } = sessions.get(params.id).practice.solution(params.task)
      return { solutions: [...solutions], notes }
    },
    docs: async () => drills.docs(),
    drills: () => drills.summaries(),
    startLookUp: ({ body }) => drills.startLookUp(body.track),
    finishLookUp: ({ body }) => drills.finishLookUp(body.answers),
    history: () => histories.history(),
    savePlan: async ({ body }) => {
      await histories.savePlan(body)
      return nothing
    },
    result: ({ params }) => sessions.result(params.id),
    retryGrading: ({ params }) => sessions.retryGrading(params.id),
    deleteAttempt: async ({ params }) => {
      await sessions.deleteAttempt(params.id)
      return nothing
    },
    exportAttempt: ({ params, body }) => sessions.exportAttempt(params.id, body.recordings),
    exportAll: ({ body }) => sessions.exportAll(body.recordings),
    importData: ({ body }) => sessions.importData(body),
    deleteAll: async () => {
      await sessions.deleteAll()
      return nothing
    },
  }
}
