// Which hosts of the session a command line names: they are woken before the command reaches them.

/** Pure. A name counts as a word of its own: `ssh cka7968`, `candidate@cka7968:/tmp`, `for h in cka7968 cks1234`. */
export function hostsNamedIn(line: string, hosts: readonly string[]): string[] {
  const words = new Set(line.split(/[^A-Za-z0-9]+/))
  return hosts.filter((host) => words.has(host))
}
