#!/usr/bin/env bash
# The history out of its branch into the folder DATA, as a work tree to commit from: status-fetch.sh DATA.
# A branch that is not there yet starts empty.
#
#   DATA_BRANCH  (default: status-data)
#   PART         `check`: only what the next check of VANTAGE needs, some kilobytes instead of 90 days; `site`: only what the page
#                needs. Neither is to be committed from. (default: all of it)
#   REMOTE       (default: origin); the repository in which this runs knows it
#   TOKEN        see status-git.sh
set -euo pipefail

data=$1
branch=${DATA_BRANCH:-status-data}
part=${PART:-}
vantage=${VANTAGE:-github}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/status-git.sh"

url=$(git remote get-url "$remote")

if [ -e "$data" ] && [ ! -d "$data/.git" ] && [ -n "$(ls -A "$data")" ]; then
  printf 'status-fetch: %s is there already and no work tree of a history\n' "$data" >&2
  exit 2
fi
rm -rf "$data"
git init --quiet --initial-branch "$branch" "$data"
git -C "$data" remote add origin "$url"
git -C "$data" config core.symlinks false
git -C "$data" config core.hooksPath /dev/null

if git_with_credentials -C "$data" ls-remote --exit-code --heads origin "$branch" >/dev/null; then
  if [ -n "$part" ]; then
    # Blobs come when they are checked out, where the remote can do so.
    git_with_credentials -C "$data" fetch --quiet --depth 1 --filter=blob:none origin "$branch"
    refuse_links "$data" FETCH_HEAD
    git -C "$data" sparse-checkout init --no-cone
    if [ "$part" = check ]; then
      newest() { git -C "$data" ls-tree --name-only FETCH_HEAD "$1/$vantage/" | sort -r | head -n "$2"; }
      # The newest day's reports are for the hint, should it be broken.
      { printf '/latest/%s.json\n' "$vantage"; newest days 4 | sed 's#^#/#'; newest runs 1 | sed 's#^#/#'; }
    else
      printf '%s\n' /days/ /STATUS.md
    fi | git -C "$data" sparse-checkout set --no-cone --stdin
    git_with_credentials -C "$data" -c advice.detachedHead=false reset --quiet --hard FETCH_HEAD
  else
    git_with_credentials -C "$data" fetch --quiet --depth 1 origin "$branch"
    refuse_links "$data" FETCH_HEAD
    git -C "$data" reset --quiet --hard FETCH_HEAD
  fi
else
  code=$?
  # 2: no such branch. All else is a fault, and must not be taken for an empty history.
  git_with_credentials -C "$data" ls-remote origin >/dev/null || exit "$code"
fi
