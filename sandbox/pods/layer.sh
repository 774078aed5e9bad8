#!/bin/sh
# Writes one image layer to stdout as a tar: layer.sh NAME [LOWER_LAYER...] < contents
# Runs in a container that has all packages of packages.txt. Each line of contents is a package (all its files) or a path (a pattern;
# folders with what is below them). Shared libraries that any of them needs come along. What a lower layer has is left out.
set -eu
name=$1
shift
here=$(dirname "$0")
work=/unflunk-build/layers
stage=$work/$name.root
rm -rf "$stage"
mkdir -p "$stage"

while read -r line; do
  case $line in
    '') ;;
    /*) for path in $line; do find "$path" -xdev; done ;;
    *) dpkg -L "$line" ;;
  esac
done > "$work/$name.named"

# A program's libraries, and theirs. ldd answers with an error for what is not a dynamic ELF file.
while read -r path; do
  if [ -f "$path" ]; then
    case $path in
      */bin/* | */sbin/* | *.so | *.so.*) ldd "$path" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*' | while read -r library; do echo "$library"; realpath "$library"; done || true ;;
    esac
  fi
done < "$work/$name.named" > "$work/$name.libraries"

# /bin, /sbin and /lib are links into /usr: one spelling for all. Names of no use inside a pod are left out.
cat "$work/$name.named" "$work/$name.libraries" |
  sed -E 's,^/(bin|sbin|lib|lib64)/,/usr/\1/,; s,/+,/,g' |
  grep -vE '^/(\.|bin|sbin|lib|lib32|lib64|libx32)?$|^/usr/share/(doc|man|locale|info|lintian|bug|menu|perl5|bash-completion|gcc|gdb)(/|$)|/gconv(/|$)|^/etc/(init\.d|cron|logrotate|apt|dpkg|default|systemd|ufw|apparmor)|^/(usr/)?lib/systemd' |
  sort -u > "$work/$name.all"
while read -r path; do if [ -e "$path" ] || [ -L "$path" ]; then echo "$path"; fi; done < "$work/$name.all" > "$work/$name.list"
for lower in "$@"; do
  while read -r path; do [ -d "$path" ] || echo "$path"; done < "$work/$lower.list" | sort > "$work/lower"
  comm -23 "$work/$name.list" "$work/lower" > "$work/rest"
  mv "$work/rest" "$work/$name.list"
done

tar --no-recursion -c -T "$work/$name.list" 2>/dev/null | tar -x -C "$stage"
if [ -d "$here/files/$name" ]; then cp -R "$here/files/$name/." "$stage/"; fi
if [ -f "$here/prepare/$name.sh" ]; then (cd "$stage" && sh -eu "$here/prepare/$name.sh"); fi
tar -C "$stage" --sort=name --mtime=@1767225600 --numeric-owner -c .
