#!/bin/sh
# Runs a command with files and storage of podman's own: podman-machine.sh FOLDER UID COMMAND...
# Call it in a new mount namespace; WITHOUT_DOCKER=1: on a machine where none is installed. UID 0: as root; else as that user, whose home is FOLDER/home.
folder=$1 uid=$2
shift 2
mkdir -p "$folder/etc/registries.conf.d" "$folder/lib" "$folder/run" "$folder/home/run" /run/containers /var/lib/containers
printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$folder/etc/policy.json"
printf '[storage]\ndriver = "vfs"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n' >"$folder/etc/storage.conf"
printf '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n' >"$folder/etc/containers.conf"
mount --bind "$folder/etc" /etc/containers
mount --bind "$folder/lib" /var/lib/containers
mount --bind "$folder/run" /run/containers
# Debian has dockerd there, and of what podman needs its runtime alone.
[ -n "$WITHOUT_DOCKER" ] && {
  cp /usr/sbin/runc "$folder/runc"
  mount -t tmpfs none /usr/sbin
  mv "$folder/runc" /usr/sbin/runc
}
[ "$uid" = 0 ] && HOME=$folder/home exec "$@"
grep -q "^[^:]*:[^:]*:$uid:" /etc/passwd || {
  cp /etc/passwd "$folder/passwd"
  echo "tester:x:$uid:$uid::$folder/home:/bin/sh" >>"$folder/passwd"
  mount --bind "$folder/passwd" /etc/passwd
}
chmod 711 "$folder"
chown -R "$uid:$uid" "$folder/home"
HOME=$folder/home XDG_RUNTIME_DIR=$folder/home/run exec setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"
