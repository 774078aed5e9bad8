// Whether an error message of kubectl in the output of a line is one about that line, and not one that it only shows.
import { readLine } from './read-line.ts'
import { EDITORS } from './tools.ts'

/** `journalctl` and `cat` show errors of others. Scripts may call kubectl, and so may an editor by `:!`. */
export function mayComplain(line: string): boolean {
  if (line === '') return true // the shell keeps no history: anything
  return readLine(line).some(
    (call) => call.kubectl !== undefined || call.tool === 'kubeadm' || call.changing === undefined || EDITORS.has(call.tool),
  )
}
