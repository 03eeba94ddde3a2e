#!/usr/bin/env bash
# Tags the commit that release-tree.sh made, brought along as a git bundle: release-tag.sh BUNDLE. Runs beside a token that may
# write, so it runs git alone, and takes of the bundle nothing but dist/ on top of the very commit that was checked.
#
#   REMOTE  (default: origin)
set -euo pipefail

bundle=$1
remote=${REMOTE:-origin}

git fetch --quiet "$bundle" refs/heads/release
commit=$(git rev-parse FETCH_HEAD)
if [ "$(git rev-parse "$commit^@")" != "$(git rev-parse HEAD)" ]; then
  echo 'release-tag: the commit is not one step ahead of this one' >&2
  exit 2
fi
# Nothing but files, and no link that would lead elsewhere.
if git diff --raw --no-renames HEAD "$commit" | grep -qvP '^:000000 100644 \S+ \S+ A\tdist/'; then
  echo 'release-tag: the commit changes more than dist/' >&2
  exit 2
fi
version=$(git show "$commit:package.json" | sed -n 's/^  "version": "\([0-9][0-9a-z.-]*\)",$/\1/p')
[ -n "$version" ]
git tag "v$version" "$commit"
git push --quiet "$remote" "refs/tags/v$version"
# The one that follows: what `uses: …@v0` takes.
git push --quiet --force "$remote" "$commit:refs/tags/v${version%%.*}"
echo "v$version"
