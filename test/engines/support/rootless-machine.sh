#!/bin/sh
# A user's own dockerd under RootlessKit, with accounts and devices that this machine does not have: rootless-machine.sh FOLDER UID COMMAND...
# Call it in a new mount namespace. The engine lives as long as the command; its file and its log are in FOLDER/home.
folder=$1 uid=$2
shift 2
mkdir -p "$folder/etc" "$folder/home/.config/docker" "$folder/run"
for name in passwd group subuid subgid; do
  cp "/etc/$name" "$folder/etc/$name"
  mount --bind "$folder/etc/$name" "/etc/$name"
done
echo "rootless:x:$uid:$uid::$folder/home:/bin/sh" >>/etc/passwd
echo "rootless:x:$uid:" >>/etc/group
echo "rootless:700000:65536" | tee -a /etc/subuid >>/etc/subgid
# For slirp4netns, which runs as the user.
mknod "$folder/tun" c 10 200
chmod 666 "$folder/tun"
mount --bind "$folder/tun" /dev/net/tun
chmod 711 "$folder"
mkdir -p "/run/user/$uid"
mount -t tmpfs -o "mode=700,uid=$uid,gid=$uid" none "/run/user/$uid"
chown -R "$uid:$uid" "$folder/home"
as_user="env HOME=$folder/home XDG_RUNTIME_DIR=/run/user/$uid PATH=/usr/bin:/bin:/usr/sbin:/sbin setpriv --reuid=$uid --regid=$uid --clear-groups"
$as_user /usr/share/docker.io/contrib/dockerd-rootless.sh --storage-driver=vfs --iptables=false --ip6tables=false --bridge=none \
  >"$folder/home/log" 2>&1 &
engine=$!
for _ in $(seq 600); do
  grep -q 'API listen on' "$folder/home/log" && break
  sleep 0.1
done
$as_user "$@"
code=$?
kill "$engine"
wait "$engine"
exit "$code"
