#!/usr/bin/env bash
# The history out of its branch into the folder DATA, as a work tree to commit from: status-fetch.sh DATA.
# A branch that is not there yet starts empty.
#
#   DATA_BRANCH  (default: status-data)
#   REMOTE       (default: origin); the repository in which this runs knows it
set -euo pipefail

data=$1
branch=${DATA_BRANCH:-status-data}
remote=${REMOTE:-origin}

url=$(git remote get-url "$remote")
# What the checkout wrote for the remote (a token of this run) must hold for the other folder too.
header=$(git config --get-regexp '^http\..*\.extraheader$' || true)

if [ -e "$data" ] && [ ! -d "$data/.git" ] && [ -n "$(ls -A "$data")" ]; then
  printf 'status-fetch: %s is there already and no work tree of a history\n' "$data" >&2
  exit 2
fi
rm -rf "$data"
git init --quiet --initial-branch "$branch" "$data"
git -C "$data" remote add origin "$url"
if [ -n "$header" ]; then
  git -C "$data" config "${header%% *}" "${header#* }"
fi
if git -C "$data" ls-remote --exit-code --heads origin "$branch" >/dev/null; then
  git -C "$data" fetch --quiet --depth 1 origin "$branch"
  git -C "$data" reset --quiet --hard FETCH_HEAD
else
  code=$?
  # 2: no such branch. All else is a fault, and must not be taken for an empty history.
  git -C "$data" ls-remote origin >/dev/null || exit "$code"
fi
