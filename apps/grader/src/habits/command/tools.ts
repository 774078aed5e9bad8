// What the other tools of a shell do to a task: change something, look at something, or neither.

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

export const EDITORS = set('vim vi nano view nvim ed ex emacs vimdiff rvim sudoedit micro mcedit')

/** Shells that run what follows `-c`; alone they open, and only bash tells its lines. */
export const SHELLS = set('bash sh dash zsh ash ksh fish rbash')

/** Have something inside that nothing tells, though the tool itself is known. */
export const HIDDEN = set('tmux screen script nsenter')

/** Move about or prepare: they neither change a task nor show it. */
export const NEUTRAL = set(
  ': alias bg bind cd clear complete compopt declare disown echo exit export false fc fg hash history jobs local logout mapfile popd printf pushd pwd read readonly reset return set shopt sleep stty test tput trap true type typeset ulimit umask unalias unset wait which whereis . [ [[ source',
)

/** Change files, services or machines, unless their words say otherwise (below). */
const CHANGERS = set(
  'chattr chgrp chmod chown cp dd groupadd install kill killall ln mkdir mkfs mv newgrp patch pkill poweroff reboot rename rm rmdir rsync scp setcap setfacl sftp shred shutdown ssh-copy-id ssh-keygen sudoedit swapoff tee touch truncate umount unzip useradd userdel usermod visudo gunzip gzip',
)

/** Show something; with a redirection into a file they write it. */
const LOOKERS = set(
  'ag apropos arping awk base64 bat cat cksum column comm cut date df diff dig dirname basename dmesg dpkg-query du egrep env expr fgrep file find findmnt fold free fuser getcap getent getfacl grep groups head hexdump host hostname htop id info iostat jq journalctl last less ls lsattr lsblk lscpu lsmod lsns lsof man md5sum modinfo more mountpoint mtr nc ncat netstat nl nproc nslookup od paste pgrep pidof ping printenv ps pstree readlink realpath rev rg seq sha1sum sha256sum sha512sum sort ss stat strings tac tail tcpdump telnet top tr traceroute tracepath tree tty uname uniq uptime vmstat w watch wc who whoami xxd yamllint zcat zgrep zless',
)

/** Tools whose words decide. `true`: it changes something, `undefined`: it may. */
const BY_WORDS: Readonly<Record<string, (argv: readonly string[]) => boolean | undefined>> = {
  sed: inPlace,
  perl: inPlace,
  gawk: (argv) => argv.includes('inplace'),
  yq: (argv) => argv.some((word) => word === '-i' || word === '--inplace' || word === '-yi'),
  systemctl: (argv) => SYSTEMCTL_CHANGES.has(firstWord(argv, '-n -u -t -p -H -M -o -s --type --state --property --lines --output')),
  service: (argv) => ['start', 'stop', 'restart', 'reload', 'force-reload'].includes(argv[1] ?? ''),
  kubeadm: (argv) => !has(argv, '--dry-run --help -h') && !KUBEADM_READS.test(` ${plainWords(argv).join(' ')} `),
  crictl: (argv) => decided(argv, '-r -i -c -t --runtime-endpoint --image-endpoint --config --timeout', CRICTL_CHANGES, CRICTL_READS),
  ctr: (argv) => (/ (?:ls|list|info|version|check) /.test(` ${argv.join(' ')} `) ? false : undefined),
  nerdctl: docker,
  docker,
  podman: docker,
  etcdctl: etcd,
  etcdutl: etcd,
  apt: (argv) => !APT_READS.has(firstWord(argv, '-o -t -c')),
  'apt-get': (argv) => !has(argv, '-s --simulate --dry-run') && !APT_READS.has(firstWord(argv, '-o -t -c')),
  'apt-cache': () => false,
  'apt-mark': (argv) => !firstWord(argv, '').startsWith('show'),
  dpkg: (argv) => !argv.some((word) => /^-[lsSLpI]|^--(?:list|status|get-selections|print|version)/.test(word)),
  sysctl: (argv) =>
    argv.some((word) => /^(?:-[a-z]*[wp]|--write|--load|--system)/.test(word) || (!word.startsWith('-') && word.includes('='))),
  iptables,
  ip6tables: iptables,
  'iptables-save': () => false,
  nft: (argv) => firstWord(argv, '') !== 'list' && !has(argv, '-c --check'),
  ipvsadm: iptables,
  ip: (argv) => argv.some((word) => /^(?:add|del|delete|set|flush|replace|change|append)$/.test(word)),
  mount: (argv) => plainWords(argv).length > 0,
  modprobe: (argv) => !has(argv, '-n --dry-run -c --showconfig'),
  swapon: (argv) => !has(argv, '-s --show') && argv.length > 0,
  hostnamectl: (argv) => /^(?:set-|hostname$)/.test(firstWord(argv, '')) && plainWords(argv).length > 1,
  timedatectl: (argv) => firstWord(argv, '').startsWith('set'),
  crontab: (argv) => !argv.includes('-l'),
  ufw: (argv) => !/^(?:status|show|version|app)$/.test(firstWord(argv, '')),
  tar: (argv) => !/^-?[a-zA-Z]*t|^--list/.test(argv[0] ?? '') && !argv.includes('--list'),
  openssl: (argv) => has(argv, '-out -keyout'),
  curl: (argv) =>
    argv.some((word) => /^(?:-[a-zA-Z]*[oO]$|--output|--remote-name)/.test(word)) && !argv.includes('/dev/null')
      ? true
      : argv.some((word) => /^(?:-X.*|--request.*|-d.*|--data.*|-T.*|-F.*)$/.test(word)) && !/GET|HEAD/.test(argv.join(' '))
        ? undefined
        : false,
  wget: (argv) =>
    !argv.some((word) => /^-[a-zA-Z]*O-$|^--spider$|^--output-document=-$/.test(word)) &&
    !/ -[a-zA-Z]*O (?:-|\/dev\/null) /.test(` ${argv.join(' ')} `),
  find: (argv) => argv.includes('-delete') || argv.includes('-fprint'),
  sort: (argv) => argv.includes('-o'),
  source: sourced,
  '.': sourced,
  git: (argv) => (['diff', 'log', 'show', 'status', 'blame'].includes(firstWord(argv, '-C -c')) ? false : undefined),
  tee: (argv) => plainWords(argv).some((word) => word !== '/dev/null'),
  tmux: () => undefined,
  screen: () => undefined,
  script: () => undefined,
  nsenter: () => undefined,
  view: () => false,
  xargs: () => false,
}

/** Whether a tool other than kubectl and helm changes something. Unknown tools (scripts!) answer undefined: they may do both. */
export function toolChanges(tool: string, argv: readonly string[], writesFile: boolean): boolean | undefined {
  const decide = Object.hasOwn(BY_WORDS, tool) ? BY_WORDS[tool] : undefined
  if (decide) {
    const changes = decide(argv)
    return writesFile ? true : changes
  }
  if (NEUTRAL.has(tool) || LOOKERS.has(tool)) return writesFile
  if (EDITORS.has(tool)) return !has(argv, '--help --version -R')
  if (CHANGERS.has(tool)) return !has(argv, '--help --version')
  return writesFile ? true : undefined
}

const SYSTEMCTL_CHANGES = set(
  'start stop restart reload reload-or-restart enable disable mask unmask daemon-reload daemon-reexec edit kill reset-failed set-property set-default revert reenable preset try-restart isolate reboot poweroff',
)
const KUBEADM_READS =
  / (?:version|help|completion|config (?:images list|print|validate|view)|token list|certs check-expiration|certs certificate-key|upgrade (?:plan|diff)) |^ +$/
const CRICTL_CHANGES = set('rm rmp rmi stop stopp create run runp start pull update checkpoint')
const CRICTL_READS = set(
  'ps pods images image img inspect inspecti inspectp imagefsinfo logs stats statsp info version port-forward completion config events metricsp runtime-config p',
)
const DOCKER_READS = set('ps images inspect logs stats info version top diff history port events search')
const APT_READS = set('list show policy search depends rdepends showpkg changelog')

function inPlace(argv: readonly string[]): boolean {
  return argv.some((word) => /^-[a-zA-Z]*i/.test(word) || word.startsWith('--in-place'))
}

function docker(argv: readonly string[]): boolean | undefined {
  return DOCKER_READS.has(firstWord(argv, '-H --context --namespace -n')) ? false : undefined
}

function etcd(argv: readonly string[]): boolean {
  const words = ` ${argv.join(' ')} `
  return / (?:put|del|txn|compaction|defrag|migrate|move-leader|auth (?:en|dis)able|(?:user|role) (?:add|delete|grant|revoke|passwd)\S*|snapshot (?:save|restore)|member (?:add|remove|update|promote)|alarm disarm|lease (?:grant|revoke)) /.test(
    words,
  )
}

function iptables(argv: readonly string[]): boolean {
  return (
    !argv.some((word) => /^-[a-zA-Z]*[LSC]/.test(word) || ['--list', '--list-rules', '--check', '-V', '--version'].includes(word)) &&
    argv.length > 0
  )
}

/** `source ~/.bashrc` and `source <(kubectl completion bash)` prepare; any other file is a script. */
function sourced(argv: readonly string[]): boolean | undefined {
  return /^<\(|bashrc|bash_profile|\.profile|completion|^\/dev\/|^$/.test(argv[0] ?? '') ? false : undefined
}

function decided(
  argv: readonly string[],
  valueFlags: string,
  changes: ReadonlySet<string>,
  reads: ReadonlySet<string>,
): boolean | undefined {
  const word = firstWord(argv, valueFlags)
  if (changes.has(word)) return true
  return reads.has(word) || word === '' ? false : undefined
}

function has(argv: readonly string[], words: string): boolean {
  return words.split(' ').some((word) => argv.includes(word))
}

function plainWords(argv: readonly string[]): string[] {
  return argv.filter((word) => !word.startsWith('-'))
}

/** The first word that is neither a flag nor the value of one. */
function firstWord(argv: readonly string[], valueFlags: string): string {
  const withValue = valueFlags.split(' ')
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (!word.startsWith('-')) return word
    if (withValue.includes(word)) index += 1
  }
  return ''
}
