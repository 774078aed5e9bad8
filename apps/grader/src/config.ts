// The settings of a grader, from flags and environment. Flags win.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '@unflunk/shared/error'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '../../..')

const Port = z.coerce.number().int().min(0).max(65535)

const Environment = z.object({
  /** 0: any free port. */
  UNFLUNK_PORT: Port.default(7477),
  /** Attempts, recordings and the token. */
  UNFLUNK_HOME: z.string().min(1).optional(),
  XDG_DATA_HOME: z.string().min(1).optional(),
  /** Other names (host:port, separated by commas) under which the page is reached, as through an ssh tunnel. */
  UNFLUNK_HOSTS: z.string().default(''),
  /** 0: no machines before somebody asks for them, as in tests that count what is there. Users have a setting on the page. */
  UNFLUNK_WARM: z.enum(['0', '1']).default('1'),
  /** Another folder of scenarios. */
  UNFLUNK_SCENARIOS: z.string().min(1).optional(),
})

export interface Config {
  readonly port: number
  readonly home: string
  readonly alsoKnownAs: readonly string[]
  readonly scenarios: string
  readonly keepsReady: boolean
  /** The built page. */
  readonly page: string
}

/** Throws AppError `bad-request` that names the setting. */
export function readConfig(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): Config {
  const { values: flags } = parseArgs({ args: [...argv], options: { port: { type: 'string' }, home: { type: 'string' } } })
  const given = {
    ...environment,
    UNFLUNK_PORT: flags.port ?? environment.UNFLUNK_PORT,
    UNFLUNK_HOME: flags.home ?? environment.UNFLUNK_HOME,
  }
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    throw new AppError('bad-request', `The settings are not valid: ${z.prettifyError(parsed.error)}`, {
      next: 'Mend the environment variable or flag, for example UNFLUNK_PORT=7478 npm start',
    })
  }
  const { UNFLUNK_PORT, UNFLUNK_HOME, XDG_DATA_HOME, UNFLUNK_HOSTS, UNFLUNK_SCENARIOS, UNFLUNK_WARM } = parsed.data
  return {
    port: UNFLUNK_PORT,
    home: resolve(UNFLUNK_HOME ?? join(XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'unflunk')),
    alsoKnownAs: UNFLUNK_HOSTS.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    scenarios: resolve(UNFLUNK_SCENARIOS ?? join(root, 'scenarios')),
    keepsReady: UNFLUNK_WARM === '1',
    page: join(root, 'apps/web/dist'),
  }
}
