// What the other tools of a shell do to a task: change something, look at something, or neither.

export const EDITORS: ReadonlySet<string> = new Set(['vim', 'vi', 'nano', 'view', 'nvim', 'ed', 'emacs'])

/** Take the rest of their words as a command of its own. */
export const WRAPPERS: ReadonlySet<string> = new Set([
  'sudo',
  'time',
  'command',
  'exec',
  'nohup',
  'env',
  'watch',
  'xargs',
  'timeout',
  'nice',
  'stdbuf',
])

/** Flags of the wrappers that take the next word. */
export const WRAPPER_VALUE_FLAGS: Readonly<Record<string, ReadonlySet<string>>> = {
  sudo: new Set(['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U']),
  watch: new Set(['-n', '--interval']),
  xargs: new Set(['-n', '-I', '-L', '-P', '-d', '-a', '-s']),
  timeout: new Set(['-s', '-k', '--signal', '--kill-after']),
  env: new Set(['-u', '-C', '-S']),
  nice: new Set(['-n']),
  stdbuf: new Set(['-i', '-o', '-e']),
}

/** Shells that run what follows `-c`. */
export const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'dash'])

/** ssh flags that take the next word. */
export const SSH_VALUE_FLAGS: ReadonlySet<string> = new Set('-p -i -o -l -L -R -D -F -J -b -c -E -e -I -m -O -Q -S -W -w'.split(' '))

/** Move about or prepare: they neither change a task nor show it. */
export const NEUTRAL: ReadonlySet<string> = new Set(
  ': alias bind cd clear complete declare echo exit export fc hash history logout local popd printf pushd pwd reset return set shopt sleep source stty su test true false tput trap type umask unalias unset wait which . [ [['.split(
    ' ',
  ),
)

/** Change files or services. `sed` and `systemctl` are decided by their words. */
const CHANGERS: ReadonlySet<string> = new Set(
  'chmod chown cp crictl-rm dd helm install kubeadm ln mkdir mv patch rm rmdir rsync scp tar tee touch truncate apt apt-get dpkg useradd usermod userdel iptables nft modprobe sysctl kill pkill killall swapoff umount mount'.split(
    ' ',
  ),
)

const SYSTEMCTL_CHANGES: ReadonlySet<string> = new Set(
  'start stop restart reload enable disable mask unmask daemon-reload daemon-reexec edit kill reset-failed set-property revert reenable try-restart'.split(
    ' ',
  ),
)

/** Whether a tool other than kubectl changes something. Unknown tools (scripts!) answer undefined: they may do both. */
export function toolChanges(tool: string, argv: readonly string[], writesFile: boolean): boolean | undefined {
  if (tool === 'sed' || tool === 'perl') return argv.some((word) => /^-[a-zA-Z]*i/.test(word) || word.startsWith('--in-place'))
  if (tool === 'yq') return argv.some((word) => word === '-i' || word === '--inplace')
  if (tool === 'systemctl') return SYSTEMCTL_CHANGES.has(argv.find((word) => !word.startsWith('-')) ?? '')
  if (tool === 'service') return ['start', 'stop', 'restart', 'reload'].includes(argv[1] ?? '')
  if (tool === 'view') return false
  if (NEUTRAL.has(tool)) return writesFile
  if (EDITORS.has(tool) || CHANGERS.has(tool)) return !argv.includes('--help')
  if (LOOKERS.has(tool)) return writesFile
  return undefined
}

/** Show something; with a redirection into a file they write it. */
const LOOKERS: ReadonlySet<string> = new Set(
  'awk base64 cat cut column comm crictl ctr curl date df diff dig dmesg du find free getent grep egrep zgrep head host hostname id ip jq journalctl less ls lsof man md5sum more nc netstat nslookup openssl ping ps sha1sum sha256sum sort ss stat strings tail top uname uniq uptime wc wget who whoami xxd etcdctl etcdutl nsenter traceroute'.split(
    ' ',
  ),
)
