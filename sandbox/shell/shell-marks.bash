# Shell marks: tells the grader which command line ran where, and how it ended. Sourced by interactive bash on every machine.
#
# Each mark is one OSC 633 sequence in the terminal stream, taken out again before the browser sees it:
#   ESC ] 633 ; unflunk ; NONCE ; C ; USER ; HOST ; CWD ; LINE  BEL     a command line starts (from PS0); LINE is empty when
#                                                                       the shell keeps no history: something ran, not told what
#   ESC ] 633 ; unflunk ; NONCE ; D ; USER ; HOST ; CWD ; CODE  BEL     it ended (from PROMPT_COMMAND)
# Fields are escaped: \\ for a backslash, \x3b for a semicolon, \x0a for a newline, \x09 for a tab.
# The nonce keeps a printed log or a copied recording from passing as marks; the user of the shell can read it.

__unflunk_set_up() {
  # `su -` empties the environment, but root may read that of the su it comes from.
  if [[ -z ${UNFLUNK_MARK-} && -r /proc/$PPID/environ ]]; then
    local pair
    while IFS= read -r -d '' pair; do
      [[ $pair == UNFLUNK_MARK=* ]] && export UNFLUNK_MARK=${pair#*=}
    done 2>/dev/null </proc/$PPID/environ
  fi
  [[ -n ${UNFLUNK_MARK-} ]] || return 0

  local user='\u' host='\h'
  __unflunk_who="${user@P};${host@P}"
  __unflunk_now=0 # history number of the command being run; 0 at a prompt that ran nothing
  __unflunk_before=0 # the same for a command that ran since the last prompt
  __unflunk_last=0 # the newest number that was told
  __unflunk_histcontrol=''
  __unflunk_histignore=''
  # The arithmetic runs in this shell (a command substitution could not set the variable); ${..:N:0} expands to nothing.
  __unflunk_ps0='${UNFLUNK_MARK:$((__unflunk_before=__unflunk_now,__unflunk_now=\!,0)):0}$({ __unflunk_started $?; } 2>/dev/null)'
  # Not element 0: that is the one which `PROMPT_COMMAND=...` in a user's file replaces.
  PROMPT_COMMAND[633]='{ __unflunk_prompt; } 2>/dev/null'
}

# Sets `escaped`. Quoted variables, since bash 5.2 gives a bare & in a replacement a meaning.
__unflunk_escape() {
  local back='\' semi='\x3b' line='\x0a' tab='\x09'
  escaped=${1:0:32000}
  escaped=${escaped//"$back"/"$back$back"}
  escaped=${escaped//;/"$semi"}
  escaped=${escaped//$'\n'/"$line"}
  escaped=${escaped//$'\t'/"$tab"}
  escaped=${escaped//[[:cntrl:]]/?}
}

__unflunk_mark() {
  local escaped
  __unflunk_escape "$PWD"
  local cwd=$escaped
  __unflunk_escape "$2"
  builtin printf '\e]633;unflunk;%s;%s;%s;%s;%s\a' "$UNFLUNK_MARK" "$1" "$__unflunk_who" "$cwd" "$escaped"
}

# Sets `entry` to a line of `history` output without its number, with its own leading spaces.
__unflunk_entry() {
  entry=${1#"${1%%[![:space:]]*}"}
  entry=${entry#"${entry%%[![:digit:]]*}"}
  entry=${entry:2}
}

# Runs inside PS0, before each command; $1 is the exit code of the one before.
__unflunk_started() {
  local -
  set +eux
  # No prompt came between: several lines were pasted at once.
  ((__unflunk_before != 0)) && __unflunk_mark D "$1"
  local HISTTIMEFORMAT='' entry newest number
  newest=$(builtin history 1)
  number=${newest#"${newest%%[![:space:]]*}"}
  __unflunk_entry "$newest"
  # No new entry in the history (`set +o history`): the newest one is not this command.
  ((${number%%[![:digit:]]*}+0 == __unflunk_now && __unflunk_now != __unflunk_before && __unflunk_now != __unflunk_last)) || entry=''
  __unflunk_mark C "$entry"
}

__unflunk_prompt() {
  local code=$?
  local -
  set +eux
  if ((__unflunk_now != 0)); then
    __unflunk_mark D "$code" >/dev/tty
    if ((__unflunk_now != __unflunk_last)); then
      __unflunk_last=$__unflunk_now
      [[ -n $__unflunk_histcontrol$__unflunk_histignore ]] && __unflunk_forget
    fi
  fi
  __unflunk_now=0
  # HISTCONTROL and HISTIGNORE would leave out the very lines that are to be told, and the line before would be told instead.
  # So all lines are kept until they have run; __unflunk_forget then does what the user's variables ask for.
  if [[ -n ${HISTCONTROL-} ]]; then
    __unflunk_histcontrol=$HISTCONTROL
    HISTCONTROL=''
  fi
  if [[ -n ${HISTIGNORE-} ]]; then
    __unflunk_histignore=$HISTIGNORE
    HISTIGNORE=''
  fi
  [[ ${PS0-} == "$__unflunk_ps0"* ]] || PS0=$__unflunk_ps0${PS0-}
}

# Takes the newest line out of the history again where the user's HISTCONTROL or HISTIGNORE would not have kept it.
__unflunk_forget() {
  local HISTTIMEFORMAT='' entry='' before both last pattern rest
  # One at a time: an entry may have several lines.
  last=$(builtin history 1)
  both=$(builtin history 2)
  __unflunk_entry "${both%"$last"}"
  before=${entry%$'\n'}
  __unflunk_entry "$last"
  case :$__unflunk_histcontrol: in
  *:ignorespace:* | *:ignoreboth:*) [[ $entry == ' '* ]] && __unflunk_drop && return 0 ;;
  esac
  case :$__unflunk_histcontrol: in
  *:ignoredups:* | *:ignoreboth:*) [[ $both != "$last" && $entry == "$before" ]] && __unflunk_drop && return 0 ;;
  esac
  rest=$__unflunk_histignore
  while [[ -n $rest ]]; do
    pattern=${rest%%:*}
    rest=${rest#"$pattern"}
    rest=${rest#:}
    # `&` is the line before; the rest is a pattern for the whole line, so it stands unquoted.
    [[ $pattern == '&' ]] && pattern=${before//[^[:alnum:]]/?}
    [[ -n $pattern && $entry == $pattern ]] && __unflunk_drop && return 0
  done
  return 0
}

# The next line gets the same number, so it must not look like one that was told.
__unflunk_drop() {
  builtin history -d -1
  __unflunk_last=0
}

__unflunk_set_up
