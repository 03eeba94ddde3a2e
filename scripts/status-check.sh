#!/usr/bin/env bash
# One report of one vantage, for the history: DATA is the history's folder (may be empty), REPORT the file to write.
# More words go to mirror-check as they are (--list, --skip, …).
#
#   VANTAGE           name of this place (default: github)
#   THROUGHPUT_HOURS  layers are downloaded when they were last measured so long ago (default: 22, so once a day)
set -euo pipefail

data=$1
report=$2
shift 2
vantage=${VANTAGE:-github}
here=$(cd "$(dirname "$0")" && pwd)

case $vantage in
  '' | *[!a-z0-9.-]* | [!a-z0-9]* | *..*)
    printf 'status-check: "%s" is not a name for a vantage\n' "$vantage" >&2
    exit 2
    ;;
esac

# Whether layers are due, and which mirrors asked to be left alone: hints, without which the check is made all the same.
options=()
if words=$(node "$here/../bin/mirror-status.js" next --data "$data" --vantage "$vantage" --throughput-hours "${THROUGHPUT_HOURS:-22}"); then
  while IFS= read -r word; do
    [ -z "$word" ] || options+=("$word")
  done <<<"$words"
fi

mkdir -p "$(dirname "$report")"
code=0
node "$here/../bin/mirror-check.js" --vantage "$vantage" --format json --output "$report" ${options[@]+"${options[@]}"} "$@" || code=$?
# 1 is a result too: no mirror is usable from here.
[ "$code" -le 1 ]
