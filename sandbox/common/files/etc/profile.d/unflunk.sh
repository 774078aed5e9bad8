# For login shells; /etc/bash.bashrc does the same for the others.
if [ -n "${BASH_VERSION-}" ] && [ -r /etc/unflunk/bashrc ]; then . /etc/unflunk/bashrc; fi
