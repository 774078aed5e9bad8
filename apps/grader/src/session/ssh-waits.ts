// While clusters come up, an `ssh` to one of them waits on `base` instead of failing, and says what for.
import type { Machine } from '../sandbox/machine.ts'

const FOLDER = '/run/unflunk-coming-up'
/** Read by every ssh on base; it is there only while there is something to wait for. */
const CONFIG = '/etc/ssh/ssh_config.d/unflunk-waits.conf'

/** Its exit code says that what follows in the configuration does not apply: nothing follows. */
const WAIT = `file=${FOLDER}/$1
[ -f "$file" ] || exit 1
echo "$1 is coming up: ssh goes on when it is ready." >&2
while [ -f "$file" ]; do sleep 0.2; done
exit 1`

const BEGIN = `set -eu
rm -rf ${FOLDER} ${CONFIG}
[ $# -gt 1 ] || exit 0
mkdir -p ${FOLDER}
printf '%s\\n' "$1" > ${FOLDER}/.wait
shift
for host; do : > "${FOLDER}/$host"; done
printf 'Match exec "sh ${FOLDER}/.wait %%n"\\n' > ${CONFIG}`

const OVER = `rm -f "${FOLDER}/$1"; [ -n "$(ls ${FOLDER})" ] || rm -rf ${CONFIG} ${FOLDER}`

/** From now on these hosts are waited for, and no others. Throws what went wrong. */
export async function beginSshWaits(base: Machine, hosts: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await base.exec(['sh', '-c', BEGIN, 'begin', WAIT, ...hosts])
  if (exitCode !== 0) throw new Error(`base was not told which hosts are coming up: ${stderr.trim()}`)
}

/** The host is up, or will not be: ssh finds out by itself. */
export async function endSshWait(base: Machine, host: string): Promise<void> {
  const { exitCode, stderr } = await base.exec(['sh', '-c', OVER, 'over', host])
  if (exitCode !== 0) throw new Error(`ssh to ${host} may still wait: ${stderr.trim()}`)
}
