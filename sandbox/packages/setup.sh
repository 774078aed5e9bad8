#!/bin/sh
# Runs inside the image that packages are made in: the key of the repositories, made here, so every installation has its own.
set -eu
gpg --batch --quiet --passphrase '' --quick-generate-key 'Unflunk packages <packages@unflunk>' ed25519 sign never
gpgconf --kill all
