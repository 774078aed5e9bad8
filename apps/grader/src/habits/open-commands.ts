// Which command a "finished" mark ends: shells nest (ssh, sudo, su, bash), and a shell that is left tells nothing of its own end.

/** The oldest first; of one terminal. */
export interface OpenCommand {
  readonly host: string
  readonly user: string
  readonly line: string
}

const LEAVES = /^\s*(?:exit|logout)\b/
/** Starts a shell of the same user on the same host, whose marks look like those of the shell around it. */
const SAME_AGAIN = /^\s*(?:exec\s+)?(?:bash|newgrp|su|sudo\s+su|sudo\s+-\S*[iEsu]\S*|sudo\s+bash|ssh)\b/

/**
 * The place in `open` of the command that ended, -1 when its start was not seen. Everything above it ended too, without telling:
 * `exit` in a shell that it ended, or what a broken connection took along.
 */
export function endedCommand(open: readonly OpenCommand[], { host, user }: Pick<OpenCommand, 'host' | 'user'>): number {
  const exact = open.findLastIndex((command) => command.host === host && command.user === user)
  const index = exact >= 0 ? exact : open.findLastIndex((command) => command.host === host)
  const below = open[index - 1]
  const left = below?.host === host && below.user === user && LEAVES.test(open[index]?.line ?? '') && SAME_AGAIN.test(below.line)
  return left ? index - 1 : index
}
