#!/bin/sh
# The start machine has no sshd: nobody logs in to it, the terminal is an exec.
set -eu
rm -f /etc/ssh/ssh_host_*
# Off the path: only sessions with contexts link it (apps/grader/src/sandbox/contexts.ts).
/usr/lib/unflunk/kubectl completion bash > /usr/share/bash-completion/completions/kubectl
