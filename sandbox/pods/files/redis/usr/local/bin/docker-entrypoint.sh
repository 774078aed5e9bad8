#!/bin/sh
set -e
# `docker run redis --option` and `docker run redis file.conf` mean the server.
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
  set -- redis-server "$@"
fi
# Like the image: reachable from other pods without a password.
if [ "$1" = redis-server ]; then
  set -- "$@" --protected-mode no
fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --clear-groups -- "$@"
fi
exec "$@"
