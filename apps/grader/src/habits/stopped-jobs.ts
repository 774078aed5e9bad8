// What `fg` goes on with: the command that was stopped by Ctrl+Z in the same shell.

interface Job {
  readonly terminal: string
  readonly host: string
  readonly user: string
  readonly line: string
}

/** 128 + SIGTSTP. */
const STOPPED = 148
const FOREGROUND = /^\s*(?:fg(?:\s+%?(\S+))?|%(\S*))\s*;?\s*$/

export class StoppedJobs<T extends Job> {
  readonly #jobs: T[] = []

  finished(job: T, exitCode: number): void {
    if (exitCode === STOPPED) this.#jobs.push(job)
  }

  /** The job that this line resumes; undefined when it is no `fg`, or nothing is known to be stopped. */
  resumed({ terminal, host, user, line }: Job): T | undefined {
    const match = FOREGROUND.exec(line)
    if (!match) return undefined
    const named = match[1] ?? match[2] ?? ''
    const own = this.#jobs.filter((job) => job.terminal === terminal && job.host === host && job.user === user)
    const job = /^\d+$/.test(named)
      ? own[Number(named) - 1]
      : own.findLast((one) => /^[+%]?$/.test(named) || one.line.trim().startsWith(named))
    if (job) this.#jobs.splice(this.#jobs.indexOf(job), 1)
    return job
  }
}
