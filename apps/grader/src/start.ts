// A whole grader around one sandbox: storage, catalogue, sessions and the server, started and ended together.
import { createHash, randomInt } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { Drills } from './drills/drills.ts'
import { Histories } from './history/histories.ts'
import { createHandlers } from './http/handlers.ts'
import { createServer } from './http/server.ts'
import type { Clock } from './lib/clock.ts'
import type { Logger } from './lib/logger.ts'
import type { Sandbox } from './sandbox/fleet.ts'
import { loadCatalog } from './scenario/catalog.ts'
import { SandboxKeeper } from './session/sandbox-keeper.ts'
import { Sessions } from './session/sessions.ts'
import { openStorage } from './storage/open-storage.ts'
import { keptToken } from './storage/token-file.ts'

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789' // no l, o, 0, 1: ids are read aloud and typed

export interface Grader {
  /** With the token. */
  readonly address: string
  /** Everything is on the disk; machines and shells live on for the next start. */
  stop(): Promise<void>
}

function randomWord(): string {
  return Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** Data folders on one machine do not clean up after each other. */
async function ownerOf(home: string): Promise<string> {
  return createHash('sha256')
    .update(await realpath(home))
    .digest('hex')
    .slice(0, 6)
}

/** Resolves when the page can be opened; the sandbox is prepared and the live attempt rejoined in the background. */
export async function startGrader(config: Config, parts: { clock: Clock; logger: Logger; sandbox: Sandbox }): Promise<Grader> {
  const { clock, logger, sandbox } = parts
  const [storage, catalog] = await Promise.all([openStorage(config.home), loadCatalog(config.scenarios)])
  const [token, owner] = await Promise.all([keptToken(join(config.home, 'token')), ownerOf(config.home)])
  for (const { file, line, column, message } of catalog.problems) logger.warn(`${file}:${line}:${column} ${message}`)

  const keeper = new SandboxKeeper({ sandbox, clock, logger })
  const sessions = new Sessions({
    clock,
    logger,
    storage,
    sandbox,
    keeper,
    catalog,
    owner,
    random: randomWord,
    keepsReady: config.keepsReady,
  })
  keeper.onReady = () => {
    sessions.keepReady().catch((error: unknown) => logger.warn('no machines are kept ready', error))
  }
  const drills = new Drills({ clock, storage, catalog, random: Math.random })
  const histories = new Histories({
    clock,
    logger,
    storage,
    catalog,
    isOffered: (scenario) => sessions.isOffered(scenario),
    result: (attempt) => sessions.result(attempt),
    drills: () => drills.summaries(),
  })
  const app = await createServer({
    clock,
    logger,
    token,
    alsoKnownAs: config.alsoKnownAs,
    page: config.page,
    handlers: createHandlers(sessions, drills, histories),
    targets: sessions,
    recording: (attempt, terminal) => sessions.recording(attempt, terminal),
  })
  await sessions.recover()
  keeper.prepare()
  const address = await app.listen({ host: '127.0.0.1', port: config.port })
  return {
    address: `${address}/?token=${token}`,
    stop: async () => {
      await sessions.dispose()
      await app.close()
      await keeper.dispose()
      await storage.close()
    },
  }
}
