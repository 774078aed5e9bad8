#!/bin/sh
# Runs inside the image, binaries in place: what systemd starts and what it must not.
set -eu

# Leads nowhere, so it is passed over, until the level is strict: then the grader puts the guard there (sandbox/shell/README.md).
ln -s /etc/unflunk/session/kubectl /usr/local/bin/kubectl
containerd config default |
  sed 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/; s/discard_unpacked_layers = false/discard_unpacked_layers = true/' \
  > /etc/containerd/config.toml
grep -q 'restrict_oom_score_adj = true' /etc/containerd/config.toml
grep -q 'discard_unpacked_layers = true' /etc/containerd/config.toml
grep -q "containerd\.cri\.v1\.runtime'\.containerd\.runtimes\]" /etc/containerd/config.toml
cat >> /etc/containerd/config.toml <<'END'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runsc]
  runtime_type = 'io.containerd.runsc.v1'
END
printf 'runtime-endpoint: unix:///run/containerd/containerd.sock\n' > /etc/crictl.yaml

systemctl --quiet enable containerd.service ssh.service
# Nothing of a container's hardware, disks, clock, consoles or packages needs care.
systemctl --quiet mask \
  apt-daily.service apt-daily.timer apt-daily-upgrade.service apt-daily-upgrade.timer dpkg-db-backup.timer man-db.timer apparmor.service \
  e2scrub_all.timer e2scrub_reap.service fstrim.timer systemd-tmpfiles-clean.timer \
  console-getty.service getty.target getty-static.service serial-getty@.service systemd-logind.service systemd-ask-password-console.path systemd-ask-password-wall.path \
  systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service systemd-udev-settle.service systemd-hwdb-update.service \
  systemd-timesyncd.service systemd-networkd.service systemd-networkd-wait-online.service systemd-resolved.service systemd-pstore.service \
  systemd-modules-load.service systemd-sysctl.service systemd-remount-fs.service systemd-random-seed.service systemd-update-utmp.service systemd-update-utmp-runlevel.service \
  systemd-journal-flush.service systemd-journal-catalog-update.service systemd-update-done.service systemd-binfmt.service systemd-firstboot.service systemd-machine-id-commit.service \
  systemd-sysusers.service systemd-fsck-root.service systemd-initctl.socket systemd-boot-update.service systemd-pcrphase.service systemd-pcrphase-sysinit.service \
  kmod-static-nodes.service modprobe@.service dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount sys-kernel-config.mount \
  proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount nftables.service netfilter-persistent.service tmp.mount
systemctl --quiet set-default multi-user.target
: > /etc/machine-id
ln -sf /etc/machine-id /var/lib/dbus/machine-id
rm -rf /etc/fstab /etc/cron.*/* /var/lib/systemd/*
