// Commands that run other commands: finds what `sudo`, `xargs`, `find -exec`, `ssh` or `su -c` run.

/** Take the rest of their words as a command of its own. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'sudo doas time command builtin exec nohup env watch xargs timeout nice ionice stdbuf setsid unbuffer eval sshpass strace chroot runuser su flock viddy chronic'.split(
    ' ',
  ),
)

/** Their flags that take the next word. */
const VALUE_FLAGS: Readonly<Record<string, string>> = {
  sudo: '-u -g -h -p -C -D -R -T -U --user --group --prompt --chdir',
  doas: '-u -C',
  watch: '-n --interval',
  viddy: '-n --interval',
  xargs: '-n -I -L -P -d -a -s -E --max-args --max-procs --replace --delimiter --arg-file',
  timeout: '-s -k --signal --kill-after',
  env: '-u -C -S --unset --chdir',
  nice: '-n --adjustment',
  ionice: '-c -n -p',
  stdbuf: '-i -o -e',
  exec: '-a',
  sshpass: '-p -f -d -P',
  strace: '-e -o -p -s',
  flock: '-w -E',
  time: '-f -o',
}

/** Words of the wrapper itself in front of the command. */
const OWN_WORDS: Readonly<Record<string, number>> = { timeout: 1, chroot: 1, flock: 1 }

/** A command as words, or as text for a shell to read. `undefined`: it runs none. */
export type Inner = { readonly words: readonly string[] } | { readonly script: string } | { readonly shell: 'marked' | 'unmarked' }

export function isWrapper(tool: string): boolean {
  return WRAPPERS.has(tool)
}

/** What a wrapper runs; undefined when it runs nothing (`sudo -l`, `exec > file`). */
export function unwrap(tool: string, argv: readonly string[]): Inner | undefined {
  if (tool === 'eval') return { script: argv.join(' ') }
  if (tool === 'su' || tool === 'runuser') return switchedUser(argv)
  const { flags, rest } = ownFlags(tool, argv)
  const words = rest.slice(OWN_WORDS[tool] ?? 0)
  if (tool === 'sudo' && words.length === 0) return flags.some(isLogin) ? { shell: 'marked' } : undefined
  if (tool === 'sudo' && flags.some((flag) => flag === '-e' || flag === '--edit')) return { words: ['sudoedit', ...words] }
  if (tool === 'command' && flags.some((flag) => /^-[vV]$/.test(flag))) return undefined
  if (tool === 'chroot') return words.length === 0 ? { shell: 'unmarked' } : { words }
  if (words.length === 0) return undefined
  // One word in quotes is given to a shell: `watch 'k get po | grep web'`.
  if ((tool === 'watch' || tool === 'viddy') && words.length === 1) return { script: words[0] ?? '' }
  if (tool === 'flock' && words[0] === '-c') return { script: words[1] ?? '' }
  return { words: tool === 'xargs' ? withoutPlaceholders(flags, argv, words) : words }
}

/** `sudo -i`, `-s`, `-iu jane`. */
function isLogin(flag: string): boolean {
  return flag === '--login' || flag === '--shell' || /^-[A-Za-z]*[is]/.test(flag)
}

function ownFlags(tool: string, argv: readonly string[]): { flags: string[]; rest: readonly string[] } {
  const withValue = (VALUE_FLAGS[tool] ?? '').split(' ')
  const flags: string[] = []
  let index = 0
  for (; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--') return { flags, rest: argv.slice(index + 1) }
    const assigned = (tool === 'sudo' || tool === 'env' || tool === 'doas') && /^\w+=/.test(word)
    if (!assigned && (!word.startsWith('-') || word === '-')) break
    flags.push(word)
    // `-iu jane`: the last letter takes the value.
    if (withValue.includes(word) || (/^-[a-zA-Z]{2,}$/.test(word) && tool === 'sudo' && withValue.includes(`-${word.at(-1)}`))) index += 1
  }
  return { flags, rest: argv.slice(index) }
}

/** `su`, `su -`, `su - root -c "..."`, `runuser -l jane -c ...`. Marks reach root's shells, and those that keep the environment. */
function switchedUser(argv: readonly string[]): Inner {
  const at = argv.findIndex((word) => word === '-c' || word === '--command')
  if (at >= 0) return { script: argv[at + 1] ?? '' }
  const user = argv.find((word) => !word.startsWith('-')) ?? 'root'
  const clean = argv.some((word) => word === '-' || word === '-l' || word === '--login')
  return { shell: clean && user !== 'root' ? 'unmarked' : 'marked' }
}

/** `xargs -I{} k delete po {}`: the names are not known. */
function withoutPlaceholders(flags: readonly string[], argv: readonly string[], words: readonly string[]): string[] {
  const joined = flags.find((flag) => /^-I./.test(flag))?.slice(2)
  const placeholder = joined ?? (argv.includes('-I') ? argv[argv.indexOf('-I') + 1] : undefined)
  // Inside the text of a shell it has to stay: something else may stand around it.
  return placeholder === undefined ? [...words] : words.filter((word) => word !== placeholder)
}

/** `find . -name x -exec k apply -f {} \;` */
export function executedByFind(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word))
  if (at < 0) return []
  const words = argv.slice(at + 1)
  const end = words.findIndex((word) => word === ';' || word === '\\;' || word === '+')
  return end < 0 ? words : words.slice(0, end)
}

/** ssh flags that take the next word. */
const SSH_VALUE_FLAGS: ReadonlySet<string> = new Set('-p -i -o -l -L -R -D -F -J -b -B -c -E -e -I -m -O -P -Q -S -W -w'.split(' '))

/** Where an ssh goes, and what it runs there: '' when it opens a shell. */
export function sshWords(argv: readonly string[]): { host: string; remote: string } {
  let host: string | undefined
  let index = 0
  for (; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--') continue
    if (word.startsWith('-')) index += SSH_VALUE_FLAGS.has(word) ? 1 : 0
    else if (host === undefined) host = word.replace(/^ssh:\/\//, '').replace(/^.*@/, '')
    else break
  }
  return { host: host ?? '', remote: argv.slice(index).join(' ') }
}
