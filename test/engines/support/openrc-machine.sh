#!/bin/sh
# Process 1 of a machine whose services OpenRC keeps: Debian's OpenRC, unpacked, laid under this machine's /usr and /etc in mount and process
# namespaces of our own, with a script of OpenRC's own kind as Alpine and Gentoo have it: options from /etc/conf.d, a reload, a status in words.
# usage: openrc-machine.sh FOLDER OPENRC
set -eu
folder=$1 openrc=$2

mkdir -p "$folder/etc/conf.d" "$folder/etc/default" "$folder/etc-docker" "$folder/run/openrc" "$folder/log" "$folder/lib" "$folder/init.d" "$folder/conf.d"
mkdir -p /var/lib/docker /etc/docker
cat >"$folder/init.d/docker" <<'END'
#!/sbin/openrc-run
command="/usr/sbin/dockerd"
pidfile="/run/${RC_SVCNAME}.pid"
retry="TERM/60/KILL/10"
command_args="-p ${pidfile} ${DOCKER_OPTS}"
# dpkg's start-stop-daemon: OpenRC's own is not in Debian.
start_stop_daemon_args="--background --output /var/log/docker.log"
extra_started_commands="reload"
reload() { kill -HUP "$(cat "$pidfile")"; }
END
chmod 755 "$folder/init.d/docker"
cat >"$folder/conf.d/docker" <<'END'
# Options of the daemon
DOCKER_OPTS="--iptables=false --ip6tables=false --ip-forward=false --bridge=none"
END
# No script of this kind reads it.
echo 'DOCKER_OPTS="--registry-mirror=https://left-over.example"' >"$folder/etc/default/docker"
# What it makes at boot; with `softlevel` it takes itself for booted.
for kind in starting started stopping inactive wasinactive failed hotplugged daemons options exclusive scheduled tmp; do
  mkdir "$folder/run/openrc/$kind"
done
: >"$folder/run/openrc/softlevel"

mount -t overlay overlay -o "lowerdir=$openrc:/usr" /usr
mount -t overlay overlay -o "lowerdir=$folder/etc:$openrc/etc:/etc" /etc
mount --bind "$folder/init.d" /etc/init.d
mount --bind "$folder/conf.d" /etc/conf.d
mount --bind "$folder/etc-docker" /etc/docker
mount --bind "$folder/run" /run
mount --bind "$folder/log" /var/log
mount --bind "$folder/lib" /var/lib/docker

# What is orphaned here is ours to reap: start-stop-daemon takes a zombie for a process that does not end.
echo ready
while :; do
  sleep 1000 &
  wait || true
done
