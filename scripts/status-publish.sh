#!/usr/bin/env bash
# Records reports, writes the table, makes the site and commits the history: status-publish.sh DATA SITE REPORT...
# DATA is what status-fetch.sh made. Somebody else may publish at the same time: then all is done again on what he made.
#
#   DATA_BRANCH    (default: status-data)
#   README         a file with the two markers, in the repository in which this runs; empty: none (default)
#   TABLE_LANG     en or zh (default: en)
#   BASE_URL       where the site will be found; empty: not known
#   TITLE          of the page; empty: its own
#   SETTINGS       the maintainer's file (docs/status.md); empty, or not there: none
#   NOTIFY         who is told of changes: a URL or a command, see docs/status.md; empty: nobody
#   TRIES          how often (default: 5)
#   TOKEN          see status-git.sh
set -euo pipefail
export TZ=UTC

data=$1
site=$2
shift 2
notify=${NOTIFY:-}
unset NOTIFY
branch=${DATA_BRANCH:-status-data}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/status-git.sh"
status=(node "$here/../bin/mirror-status.js")
settings=()
[ -z "${SETTINGS:-}" ] || [ ! -e "$SETTINGS" ] || settings=(--settings "$SETTINGS")

# What these reports have made known: told when it has been published.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
events=$work/events.json

# A vantage that failed or was refused does not keep the others from being published; the job ends as failed all the same.
refused=0
make_all() {
  refused=0
  rm -f "$events.new"
  if [ "$#" -gt 0 ]; then
    "${status[@]}" record --data "$data" --events "$events.new" "$@" || refused=$?
    [ "$refused" -eq 0 ] || [ "$refused" -eq 3 ] || exit "$refused"
    # Where nothing was new, a push of which no answer came back was taken after all: what it made known is still to be told.
    if [ -n "$(git -C "$data" status --porcelain -- runs)" ]; then
      rm -f "$events"
      [ ! -e "$events.new" ] || mv "$events.new" "$events"
    fi
    if [ ! -e "$data/runs" ] && [ ! -e "$data/days" ]; then
      printf 'status-publish: the history is empty and each report was refused (see above): there is nothing to publish yet\n' >&2
      exit "$refused"
    fi
  fi
  local table
  table=$(mktemp "$data/.STATUS.XXXXXX")
  "${status[@]}" table --data "$data" --lang "${TABLE_LANG:-en}" ${settings[@]+"${settings[@]}"} >"$table"
  chmod 644 "$table"
  mv -f "$table" "$data/STATUS.md"
  if [ -n "${README:-}" ]; then
    "${status[@]}" table --data "$data" --lang "${TABLE_LANG:-en}" ${settings[@]+"${settings[@]}"} --readme "$README"
  fi
  "$here/status-site.sh" "$data" "$site"
}

# 0: it stands in the branch. 1: the branch has moved on, the remote did not take it, or git failed: set -e holds for none of
# these words, for the function is asked for its outcome.
commit_and_push() {
  local identity message month last before tree commit paths part
  paths=(STATUS.md days)
  for part in aside latest runs; do
    [ ! -e "$data/$part" ] || paths+=("$part")
  done
  git -C "$data" add --all -- "${paths[@]}" || return 1
  git -C "$data" diff --cached --quiet && return 0
  identity=(-c user.name=mirror-status -c user.email=mirror-status@users.noreply.github.com)
  message="Status of $(date -u +%Y-%m-%dT%H:%MZ)"
  month=$(date -u +%Y-%m)
  last=$(git -C "$data" log -1 --format=%cd --date=format-local:%Y-%m 2>/dev/null || true)
  before=$(git -C "$data" rev-parse --quiet --verify HEAD || true)
  if [ "$last" != "$month" ]; then
    # The files are the history; the commits of past months would only make every clone larger. So each month starts anew.
    tree=$(git -C "$data" write-tree) || return 1
    commit=$(git -C "$data" "${identity[@]}" commit-tree "$tree" -m "$message") || return 1
    if git_with_credentials -C "$data" push --quiet --force-with-lease="refs/heads/$branch:$before" origin "$commit:refs/heads/$branch"; then
      git -C "$data" update-ref "refs/heads/$branch" "$commit" || return 1
      return 0
    fi
    # Where that is forbidden the month goes on upon the last; where somebody was faster this fails too.
    [ -n "$before" ] || return 1
  fi
  git -C "$data" "${identity[@]}" commit --quiet --message "$message" || return 1
  git_with_credentials -C "$data" push --quiet origin "HEAD:refs/heads/$branch"
}

make_all "$@"
for ((try = 1; ; try++)); do
  commit_and_push && break
  if [ "$try" -ge "${TRIES:-5}" ]; then
    printf 'status-publish: not published after %s tries (see above)\n' "$try" >&2
    exit 1
  fi
  sleep "$((RANDOM % (try * 3) + 1))"
  PART='' "$here/status-fetch.sh" "$data"
  make_all "$@"
done
if [ -n "$notify" ] && [ -e "$events" ]; then
  # Told only of what stands in the branch; the variable keeps the address off the command line. A deaf listener is no failure.
  MIRROR_STATUS_NOTIFY=$notify "${status[@]}" tell "$events" || true
fi
exit "$refused"
