#!/usr/bin/env bash
# One report of one vantage, for the history: DATA is the history's folder (may be empty), REPORT the file to write.
# More words go to mirror-check as they are (--list, --skip, …).
#
#   VANTAGE           name of this place (default: github)
#   THROUGHPUT_HOURS  layers are downloaded when the newest report with throughput is this old (default: 22, so once a day)
set -euo pipefail

data=$1
report=$2
shift 2
vantage=${VANTAGE:-github}
here=$(cd "$(dirname "$0")" && pwd)

case $vantage in
  '' | *[!a-z0-9.-]* | [!a-z0-9]* | *..*)
    printf 'status-check: "%s" is no name for a vantage\n' "$vantage" >&2
    exit 2
    ;;
esac

# The newest run with throughput: the last line that says so, in the files of the last days, newest first.
last_throughput() {
  local file
  for file in $(find "$data/days/$vantage" -maxdepth 1 -name '????-??-??.json' 2>/dev/null | sort -r | head -n 3); do
    node -e '
      const { runs } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      const measured = runs.filter((run) => run.throughput && !run.aborted);
      if (measured.length > 0) console.log(Math.max(...measured.map((run) => Date.parse(run.startedAt))) / 1000);
    ' "$file" | grep . && return
  done
  echo 0
}

options=()
hours=${THROUGHPUT_HOURS:-22}
age=$(node -p '(Date.now() / 1000 - Number(process.argv[1])) / 3600' "$(last_throughput)")
if node -e 'process.exit(Number(process.argv[1]) < Number(process.argv[2]) ? 0 : 1)' "$age" "$hours"; then
  options+=(--no-throughput)
fi
# Mirrors that asked to be left alone are.
if [ -f "$data/latest/$vantage.json" ]; then
  options+=(--previous "$data/latest/$vantage.json")
fi

mkdir -p "$(dirname "$report")"
code=0
node "$here/../bin/mirror-check.js" --vantage "$vantage" --format json --output "$report" ${options[@]+"${options[@]}"} "$@" || code=$?
# 1 is a result too: no mirror is usable from here.
[ "$code" -le 1 ]
