#!/bin/sh
# Runs inside the image after the packages are in: the candidate, the keys, the shell.
set -eu

useradd --create-home --uid 1000 --shell /bin/bash --password '*' candidate
chmod 0440 /etc/sudoers.d/unflunk
usermod --password '*' root

# Made here, so every installation has keys of its own and no private key is in the source.
install -d -m 0700 -o candidate -g candidate /home/candidate/.ssh
ssh-keygen -q -t ed25519 -N '' -C candidate@base -f /home/candidate/.ssh/id_ed25519
ssh-keygen -q -t ed25519 -N '' -C unflunk -f /etc/ssh/ssh_host_ed25519_key
cp /home/candidate/.ssh/id_ed25519.pub /home/candidate/.ssh/authorized_keys
chmod 0600 /home/candidate/.ssh/authorized_keys
chown -R candidate:candidate /home/candidate/.ssh
printf '* %s\n' "$(cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub)" > /etc/ssh/ssh_known_hosts
install -d -m 0700 /root/.ssh

printf '\n[ ! -r /etc/unflunk/bashrc ] || . /etc/unflunk/bashrc\n' >> /etc/bash.bashrc
# The users' own ~/.bashrc would set prompt and history after ours; the system-wide file has all that is needed.
printf '# Your own aliases and settings go here.\n' | tee /home/candidate/.bashrc /root/.bashrc /etc/skel/.bashrc >/dev/null
printf '[ ! -r ~/.bashrc ] || . ~/.bashrc\n' | tee /home/candidate/.profile /root/.profile /etc/skel/.profile >/dev/null
chown candidate:candidate /home/candidate/.bashrc /home/candidate/.profile
printf 'LANG=C.UTF-8\n' > /etc/default/locale
printf 'set mouse=\nset modeline\nsyntax on\nset background=dark\n' > /etc/vim/vimrc.local
update-alternatives --quiet --set editor /usr/bin/vim.basic 2>/dev/null
: > /etc/motd
rm -f /etc/update-motd.d/* /etc/profile.d/debuginfod.* /etc/cron.daily/*
