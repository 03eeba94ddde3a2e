#!/usr/bin/env bash
# What CHANGELOG.md says of the version in package.json, for people; fails where it says nothing, or the version is out already.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(node -p 'require("./package.json").version')
if git ls-remote --exit-code origin "refs/tags/v$version" >/dev/null; then
  echo "release-notes: v$version is out already: set a new version in package.json" >&2
  exit 2
fi
notes=$(awk -v heading="## $version" '
  index($0, heading " ") == 1 || $0 == heading { inside = 1; next }
  /^## / { inside = 0 }
  inside' CHANGELOG.md)
if [ -z "$notes" ]; then
  echo "release-notes: CHANGELOG.md has no section \"## $version\"" >&2
  exit 2
fi
printf '%s\n' "$notes"
