#!/bin/sh
set -e
# Options alone mean curl; anything that is a command is run.
if [ "${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ]; then
  set -- curl "$@"
fi
exec "$@"
