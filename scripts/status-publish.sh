#!/usr/bin/env bash
# Records reports, writes the table, makes the site and commits the history: status-publish.sh DATA SITE REPORT...
# DATA is what status-fetch.sh made.
#
#   DATA_BRANCH    (default: status-data)
#   README         a file with the two markers, in the repository in which this runs; empty: none (default)
#   TABLE_LANG     en or zh (default: en)
#   BASE_URL       where the site will be found; empty: not known
#   TITLE          of the page; empty: its own
set -euo pipefail
export TZ=UTC

data=$1
site=$2
shift 2
branch=${DATA_BRANCH:-status-data}
here=$(cd "$(dirname "$0")" && pwd)
status=(node "$here/../bin/mirror-status.js")

# A vantage that failed or was refused does not keep the others from being published; the job ends as failed all the same.
refused=0
if [ "$#" -gt 0 ]; then
  "${status[@]}" record --data "$data" "$@" || refused=$?
  [ "$refused" -eq 0 ] || [ "$refused" -eq 3 ] || exit "$refused"
fi

"${status[@]}" table --data "$data" --lang "${TABLE_LANG:-en}" >"$data/STATUS.md.tmp"
mv "$data/STATUS.md.tmp" "$data/STATUS.md"
if [ -n "${README:-}" ]; then
  "${status[@]}" table --data "$data" --lang "${TABLE_LANG:-en}" --readme "$README"
fi

options=()
[ -z "${BASE_URL:-}" ] || options+=(--base-url "$BASE_URL")
[ -z "${TITLE:-}" ] || options+=(--title "$TITLE")
"${status[@]}" build --data "$data" --out "$site" ${options[@]+"${options[@]}"}

git -C "$data" add --all runs days latest STATUS.md
if ! git -C "$data" diff --cached --quiet; then
  identity=(-c user.name=mirror-status -c user.email=mirror-status@users.noreply.github.com)
  message="Status of $(date -u +%Y-%m-%dT%H:%MZ)"
  month=$(date -u +%Y-%m)
  last=$(git -C "$data" log -1 --format=%cd --date=format-local:%Y-%m 2>/dev/null || true)
  if [ -n "$last" ] && [ "$last" = "$month" ]; then
    git -C "$data" "${identity[@]}" commit --quiet --message "$message"
    git -C "$data" push --quiet origin "HEAD:refs/heads/$branch"
  else
    # The files are the history; the commits of past months would only make every clone larger. So each month starts anew.
    tree=$(git -C "$data" write-tree)
    commit=$(git -C "$data" "${identity[@]}" commit-tree "$tree" -m "$message")
    before=$(git -C "$data" rev-parse --quiet --verify HEAD || true)
    git -C "$data" push --quiet --force-with-lease="refs/heads/$branch:$before" origin "$commit:refs/heads/$branch"
    git -C "$data" update-ref "refs/heads/$branch" "$commit"
  fi
fi
exit "$refused"
