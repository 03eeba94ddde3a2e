#!/bin/sh
# Before a package of the system is removed (not: replaced by a newer one): services without their program would fail for ever.
@SERVICES@
case ${1:-} in
  remove | 0) ;;
  *) exit 0 ;;
esac
services=$(services_of /usr/bin/mirror-check)
[ -n "$services" ] || exit 0
printf 'mirror-check: systemd still runs this program. Take that away first:\n%s\n' "$services" >&2
exit 1
