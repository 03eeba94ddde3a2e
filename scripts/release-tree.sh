#!/usr/bin/env bash
# A commit whose tree is that of HEAD and dist/ as it was built: what a release's tag points to, so that an action or a job can
# run it with `npm ci --omit=dev --ignore-scripts`, no compiler and no package's script beside a token that may write.
# Prints the commit's id. No branch moves, and the index stays as it is.
#
#   release-tree.sh [MESSAGE]
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "$(git status --porcelain)" ]; then
  echo 'release-tree: the work tree has changes that are not committed' >&2
  exit 2
fi
if [ ! -f dist/index.js ]; then
  echo 'release-tree: there is no dist/: run npm ci' >&2
  exit 2
fi
version=$(node -p 'require("./package.json").version')

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GIT_INDEX_FILE=$scratch/index
git read-tree HEAD
git add --force --all dist
git commit-tree "$(git write-tree)" -p HEAD -m "${1:-Release $version, with dist}"
