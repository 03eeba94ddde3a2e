#!/bin/sh
# Process 1 of a machine without systemd: Debian's own init script at its real paths, in mount and process namespaces of our own,
# so that this machine's /etc/docker, /run, /var/lib/docker and /var/log are not touched.   usage: sysvinit-machine.sh FOLDER
set -eu
folder=$1

mkdir -p "$folder/etc-docker" "$folder/etc-default" "$folder/run" "$folder/log" "$folder/lib" /var/lib/docker /etc/docker
cat >"$folder/default" <<'END'
DOCKER_OPTS="--iptables=false --ip6tables=false --ip-forward=false --bridge=none"
# The script raises limits, and a container that may not do so would end it (set -e). dash takes a function before a builtin.
ulimit() { :; }
END
# It mounts the cgroup controllers that it misses, unless /etc/fstab speaks of cgroup.
printf '# cgroup: mounted already\nnone /sys/fs/cgroup cgroup defaults 0 0\n' >"$folder/fstab"

mount --bind "$folder/etc-docker" /etc/docker
mount --bind "$folder/run" /run
mount --bind "$folder/log" /var/log
mount --bind "$folder/lib" /var/lib/docker
# A folder of its own, since a run leaves things beside its files; and in it a file that is mounted, which can only be written in place.
: >"$folder/etc-default/docker"
mount --bind "$folder/etc-default" /etc/default
mount --bind "$folder/default" /etc/default/docker
mount --bind "$folder/fstab" /etc/fstab

# What is orphaned here is ours to reap: start-stop-daemon takes a zombie for a process that does not end.
echo ready
while :; do
  sleep 1000 &
  wait || true
done
