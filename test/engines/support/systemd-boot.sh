#!/bin/sh
# Becomes a systemd-nspawn that boots a real systemd out of this machine's own /usr, with the Docker units of Debian's package.
# usage: systemd-boot.sh FOLDER NAMESPACE ENGINE NAME [DIRECTORY...]
# FOLDER: its root. NAMESPACE: its network. ENGINE: / or the folder of another engine. NAME: its host name and its cgroup.
# DIRECTORY: also visible inside, read-only, at the same place.
set -eu

folder=$1 namespace=$2 engine=$3 name=$4
shift 4

cd "$folder"
mkdir -p usr/lib var/lib var/log var/tmp run tmp root dev proc sys home etc
cp /usr/lib/os-release usr/lib/
for link in bin sbin lib lib32 lib64 libx32; do [ ! -L "/$link" ] || ln -s "usr/$link" "$link"; done

# A copy of /etc without what this machine starts, mounts and is.
cp -a /etc/. etc/
rm -rf etc/systemd/system/* etc/rc?.d/* etc/cron.* etc/docker
: >etc/fstab
tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
echo "$name" >etc/hostname
printf '127.0.0.1 localhost %s\n' "$name" >etc/hosts
mkdir -p etc/docker etc/systemd/system/multi-user.target.wants etc/systemd/system/sockets.target.wants
for unit in sysctl modules-load binfmt timesyncd networkd resolved; do
  ln -s /dev/null "etc/systemd/system/systemd-$unit.service"
done
ln -s /lib/systemd/system/docker.socket etc/systemd/system/sockets.target.wants/
for unit in docker containerd; do
  wanted=/lib/systemd/system/$unit.service
  if [ "$engine" != / ]; then
    # That engine's own units, with its programs; PATH for what these start in turn.
    wanted=/etc/systemd/system/$unit.service
    sed -e "s#/usr/s\{0,1\}bin/\(dockerd\|containerd\)#$engine&#" \
      -e "s#^\[Service\]#&\nEnvironment=PATH=$engine/usr/bin:$engine/usr/sbin:/usr/sbin:/usr/bin:/sbin:/bin#" \
      "$engine/usr/lib/systemd/system/$unit.service" >".$wanted"
  fi
  ln -s "$wanted" etc/systemd/system/multi-user.target.wants/
done
echo 'DOCKER_OPTS="--iptables=false --ip6tables=false --ip-forward=false --bridge=none"' >etc/default/docker

# A cgroup of its own in each hierarchy that systemd uses: two containers at once must not share one.
for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  [ -d "$hierarchy" ] || continue
  mkdir -p "$hierarchy/$name"
  echo $$ >"$hierarchy/$name/cgroup.procs"
done
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p "/sys/fs/cgroup/$name"
  echo $$ >"/sys/fs/cgroup/$name/cgroup.procs"
fi

binds=''
for directory in /usr "$@"; do binds="$binds --bind-ro=$directory"; done
[ "$engine" = / ] || binds="$binds --bind-ro=$engine"

# The system calls are what runc needs for its session keyring.
# shellcheck disable=SC2086
exec systemd-nspawn --quiet --directory="$folder" $binds --boot --register=no --keep-unit --console=pipe \
  --network-namespace-path="/run/netns/$namespace" --machine="$name" \
  --capability=all --system-call-filter='add_key keyctl bpf' </dev/null
