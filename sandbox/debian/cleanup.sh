#!/bin/sh
# The last step of an image: what only the build needed.
set -eu
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/lib/dpkg/*-old /var/log/*.log /var/log/apt /unflunk-build
