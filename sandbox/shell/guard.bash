# Strict level: holds a changing command on a machine that is not the open task's, and asks before it runs.
#
# Sourced by interactive bash on every machine (from /etc/unflunk/bashrc) and by kubectl-guard. The grader
# writes the open task's host into the file `strict` of a folder that all machines of a session share; without that file nothing here
# does anything: no trap is set, and the shell is what it is in the exam. It prevents slips, it does not stop anybody who wants through.

__unflunk_session=${__unflunk_session:-/etc/unflunk/session}
__unflunk_own_host=${__unflunk_own_host:-/run/unflunk/host}

# Succeeds on a machine where something may have to be held; sets `task_host`, `own_host` ('' on base) and `contexts`. A cluster that several
# tasks share has a name for each.
__unflunk_strict() {
  [[ -r $__unflunk_session/strict ]] || return 1
  own_host='' task_host=''
  local own_hosts=() name
  { read -r task_host && mapfile -t contexts; } <"$__unflunk_session/strict" || :
  [[ -r $__unflunk_own_host ]] && mapfile -t own_hosts <"$__unflunk_own_host"
  own_host=${own_hosts[0]-}
  for name in "${own_hosts[@]}"; do
    [[ $name == "$task_host" ]] && return 1
    [[ $name == "$HOSTNAME" ]] && own_host=$name
  done
  [[ -n $task_host ]]
}

# Whether a name is that of the open task's cluster.
__unflunk_is_of_task() {
  local known
  for known in "$task_host" "${contexts[@]}"; do [[ $1 == "$known" ]] && return 0; done
  return 1
}

# Whether a simple command, given as its words, changes something that is not the open task's.
__unflunk_changes() {
  local word tool
  while (($#)); do
    word=${1##*/}
    case $word in
    *=*) shift ;;
    sudo) shift && __unflunk_skip_flags ughpCDRTU "$@" ;;
    time | command | builtin | exec | nohup) shift ;;
    env | watch | xargs | nice | stdbuf | setsid) shift && __unflunk_skip_flags unILPdasiCS "$@" ;;
    timeout) shift && __unflunk_skip_flags sk "$@" && skipped=$((skipped + 1)) ;;
    *) break ;;
    esac
    if ((skipped)); then shift "$((skipped < $# ? skipped : $#))"; fi
    skipped=0
  done
  (($#)) || return 1
  tool=${1##*/}
  shift
  case $tool in
  ssh) __unflunk_ssh_changes "$@" ;;
  bash | sh | dash) __unflunk_script_of "$@" && __unflunk_lines_change "$script" ;;
  kubectl | k) __unflunk_kubectl_elsewhere "$@" && __unflunk_kubectl_changes "$@" ;;
  *) [[ -n $own_host ]] && __unflunk_tool_changes "$tool" "$@" ;;
  esac
}

# Sets `skipped` to the number of leading flags; $1 holds the letters of those that take the next word.
__unflunk_skip_flags() {
  local with_value=$1
  shift
  skipped=0
  while (($#)) && [[ $1 == -* || $1 == *=* ]]; do
    if [[ $1 == -? && $with_value == *"${1:1}"* ]]; then
      skipped=$((skipped + 1))
      shift
    fi
    skipped=$((skipped + 1))
    (($#)) && shift
  done
  return 0
}

# `ssh HOST command`: the command runs there. A bare login changes nothing.
__unflunk_ssh_changes() {
  local skipped=0 host
  __unflunk_skip_flags pioIlLRDFJbcEemOQSWw "$@"
  shift "$((skipped < $# ? skipped : $#))"
  host=${1##*@}
  (($#)) && shift
  [[ -n $host ]] || return 1
  __unflunk_is_of_task "$host" && return 1
  local own_host=${own_host:-$host}
  __unflunk_lines_change "$*"
}

# Several commands in one text, as in `bash -c '...'`.
__unflunk_lines_change() {
  local text=${1//[;|&()]/$'\n'} line words
  while IFS= read -r line; do
    __unflunk_split "$line"
    __unflunk_changes "${words[@]}" && return 0
  done <<<"$text"
  return 1
}

# Sets `script` to what follows -c.
__unflunk_script_of() {
  while (($#)); do
    [[ $1 == -c || $1 == -[a-z]*c ]] && { shift; script=$*; return 0; }
    [[ $1 == -* ]] || return 1
    shift
  done
  return 1
}

# Sets `words`: without quotes, variables such as $do filled in.
__unflunk_split() {
  local raw word name
  read -ra raw <<<"${1%%$'\n'*}"
  words=()
  for word in "${raw[@]}"; do
    word=${word//[\"\']/}
    if [[ $word =~ ^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$ ]]; then
      name=${BASH_REMATCH[1]}
      # shellcheck disable=SC2206 # several words in one variable are several words
      words+=(${!name-})
      # Defined earlier on the same line, most likely.
      [[ $name == do && -z ${do-} ]] && words+=(--dry-run=client)
    else
      words+=("$word")
    fi
  done
  return 0
}

# On base a context says which cluster is meant; on a host all of kubectl is that host's.
__unflunk_kubectl_elsewhere() {
  [[ -n $own_host ]] && return 0
  local context=''
  while (($#)); do
    case $1 in
    --context=*) context=${1#*=} ;;
    --context) context=${2-} ;;
    esac
    shift
  done
  [[ -n $context ]] || context=$(command kubectl config current-context 2>/dev/null) || return 1
  ! __unflunk_is_of_task "$context"
}

# The same table as apps/grader/src/habits/command/kubectl-words.ts; a test compares them.
__unflunk_kubectl_changes() {
  local verb='' second='' word takes_value=''
  for word in "$@"; do
    if [[ -n $takes_value ]]; then
      takes_value=''
      continue
    fi
    case $word in
    --) break ;;
    --dry-run=none) ;;
    --dry-run | --dry-run=* | --help | -h | --local | --local=true) return 1 ;;
    -n | -s | -f | -k | -o | -l | -c | -p | --namespace | --context | --cluster | --user | --kubeconfig | --server | --token | --as | --as-group | --filename | --request-timeout)
      takes_value=1
      ;;
    -*) ;;
    *) if [[ -z $verb ]]; then verb=$word; elif [[ -z $second ]]; then second=$word; fi ;;
    esac
  done
  case $verb in
  annotate | autoscale | cordon | debug | delete | drain | edit | expose | label | patch | replace | run | scale | set | taint | uncordon) return 0 ;;
  apply) [[ $second != view-last-applied ]] ;;
  create) [[ $second != token ]] ;;
  rollout) [[ $second == restart || $second == undo || $second == pause || $second == resume ]] ;;
  certificate) [[ $second == approve || $second == deny ]] ;;
  auth) [[ $second == reconcile ]] ;;
  *) return 1 ;;
  esac
}

# Other tools that change a machine. What is written into a home or /tmp does no harm anywhere; unknown tools are let through.
__unflunk_tool_changes() {
  local tool=$1 word last=${!#} verb=''
  shift
  for word in "$@"; do [[ $word == -* ]] || { verb=$word; break; }; done
  for word in "$@"; do [[ $word == --help ]] && return 1; done
  case $tool in
  systemctl)
    case $verb in start | stop | restart | reload | enable | disable | mask | unmask | daemon-reload | daemon-reexec | edit | kill | revert | reenable | try-restart | set-property) return 0 ;; esac
    return 1
    ;;
  service) [[ ${2-} == start || ${2-} == stop || ${2-} == restart || ${2-} == reload ]] ;;
  kubeadm)
    case "$verb ${*:2:1}" in init* | join* | reset* | 'upgrade apply' | 'upgrade node' | 'certs renew' | 'token create' | 'token delete') return 0 ;; esac
    return 1
    ;;
  etcdctl | etcdutl) [[ " $* " == *' restore '* || $verb == put || $verb == del ]] ;;
  helm) [[ $verb == install || $verb == upgrade || $verb == uninstall || $verb == rollback ]] ;;
  apt | apt-get) [[ $verb == install || $verb == remove || $verb == purge || $verb == upgrade || $verb == dist-upgrade || $verb == full-upgrade ]] ;;
  dpkg) [[ " $* " == *' -i '* || " $* " == *' --install '* ]] ;;
  crictl) [[ $verb == rm || $verb == rmi || $verb == rmp || $verb == stop || $verb == stopp ]] ;;
  kill | pkill | killall | useradd | userdel | usermod | modprobe | swapoff | swapon) return 0 ;;
  sysctl) [[ " $* " == *' -w '* || " $* " == *' --system '* || " $* " == *' -p'* || $verb == *=* ]] ;;
  cp | ln | install | rsync | scp) __unflunk_of_the_system "$last" ;;
  mv | rm | rmdir | mkdir | touch | chmod | chown | chgrp | tee | truncate | vim | vi | nano | nvim | ed | emacs) __unflunk_of_the_system "$@" ;;
  sed | perl | yq)
    for word in "$@"; do
      case $word in --in-place* | --inplace* | -i* | -[a-zA-Z]i*) __unflunk_of_the_system "$@" && return 0 ;; esac
    done
    return 1
    ;;
  *) return 1 ;;
  esac
}

# Whether one of the paths is a part of the machine that a task may be about.
__unflunk_of_the_system() {
  local path
  for path in "$@"; do
    case $path in -* | '~'* | '$'*) continue ;; /*) ;; *) path=$PWD/$path ;; esac
    case $path in /etc/* | /var/lib/* | /opt/* | /usr/* | /lib/*) return 0 ;; esac
  done
  return 1
}

# A redirection that writes into such a file.
__unflunk_redirects() {
  [[ -n $own_host && $1 =~ \>[\>\|]?[[:space:]]*([^[:space:]\;\|\&\>]+) ]] && __unflunk_of_the_system "${BASH_REMATCH[1]//[\"\']/}"
}

# Asks on the terminal; without one the answer is no. Tells the grader either way. $1: the command.
__unflunk_ask() {
  local answer='' where=${own_host:-$HOSTNAME}
  { : </dev/tty; } 2>/dev/null || {
    printf 'Held: this task is on %s, this is %s. Run it from a terminal to be asked.\n' "$task_host" "$where" >&2
    return 1
  }
  printf '\e[1mThis task is on %s, this is %s.\e[0m Run anyway? y/N ' "$task_host" "$where" >/dev/tty
  IFS= read -r answer </dev/tty
  if [[ $answer == [yY] || $answer == [yY][eE][sS] ]]; then
    __unflunk_tell HY "$1"
    return 0
  fi
  printf 'Not run.\n' >/dev/tty
  __unflunk_tell HN "$1"
  return 1
}

# A mark as those of shell-marks.bash: HY held and run, HN held and not run.
__unflunk_tell() {
  [[ -n ${UNFLUNK_MARK-} ]] || return 0
  local field fields=() back='\' semi='\x3b' line='\x0a' tab='\x09'
  for field in "$PWD" "$2"; do
    field=${field:0:2000}
    field=${field//"$back"/"$back$back"}
    field=${field//;/"$semi"}
    field=${field//$'\n'/"$line"}
    field=${field//$'\t'/"$tab"}
    fields+=("${field//[[:cntrl:]]/?}")
  done
  printf '\e]633;unflunk;%s;%s;%s;%s;%s;%s\a' "$UNFLUNK_MARK" "$1" "$(id -un)" "$HOSTNAME" "${fields[0]}" "${fields[1]}" >/dev/tty
}

# The trap: before every simple command of an interactive shell, and of its functions and subshells. $1: the command; $2: the last `$_`.
__unflunk_before_command() {
  [[ -n ${COMP_LINE+x} || $1 == __unflunk_* || -n ${__unflunk_at_prompt-} ]] && return 0
  if [[ -n ${__unflunk_answer-} ]]; then
    [[ $__unflunk_answer == y ]]
    return
  fi
  local own_host task_host contexts words skipped=0 script held=$1 line
  __unflunk_strict || return 0
  __unflunk_split "$1"
  if ! __unflunk_changes "${words[@]}" && ! __unflunk_redirects "$1"; then
    __unflunk_pipe_changes || return 0
    held=$line
  fi
  if __unflunk_ask "$held"; then
    __unflunk_answer=y
    export UNFLUNK_PASS=1
    return 0
  fi
  __unflunk_answer=n
  # The whole line ends here, loops included; a skipped command alone would count as one that succeeded.
  kill -INT "$BASHPID"
  return 1
}

# Once a pipe runs, the terminal is its own and nobody can be asked: so before the first command of a line, its pipes are read as a
# whole. Sets `line`. What stands in quotes is no command.
__unflunk_pipe_changes() {
  [[ -z ${__unflunk_line_read-} && $BASH_SUBSHELL == 0 ]] || return 1
  __unflunk_line_read=1
  local HISTTIMEFORMAT='' plain
  line=$(builtin history 1)
  line=${line#"${line%%[![:space:]]*}"}
  line=${line#* }
  line=${line#"${line%%[![:space:]]*}"}
  plain=${line%%$'\n'*}
  [[ $plain == *'|'* ]] || return 1
  plain=${plain//\\[\"\']/}
  while [[ $plain =~ ^([^\"\']*)(\"[^\"]*\"|\'[^\']*\')(.*)$ ]]; do plain="${BASH_REMATCH[1]}_${BASH_REMATCH[3]}"; done
  __unflunk_lines_change "$plain"
}

# At each prompt: forgets the answer; sets the trap where there is something to guard, and takes it away when there is not.
__unflunk_guard_prompt() {
  unset __unflunk_answer __unflunk_line_read UNFLUNK_PASS
  if [[ -e $__unflunk_session/strict ]]; then
    [[ -n ${__unflunk_guarding-} ]] && return
    __unflunk_guarding=1
    shopt -s extdebug checkhash
    trap '__unflunk_before_command "$BASH_COMMAND" "$_"' DEBUG
  elif [[ -n ${__unflunk_guarding-} ]]; then
    unset __unflunk_guarding
    trap - DEBUG
    shopt -u extdebug checkhash
    set +ET
  fi
}

# One element before the marks and one after them: nothing between is a command of the candidate.
__unflunk_guard_set_up() {
  PROMPT_COMMAND[632]='__unflunk_at_prompt=1'
  PROMPT_COMMAND[634]='{ __unflunk_guard_prompt; } 2>/dev/null; unset __unflunk_at_prompt'
}
