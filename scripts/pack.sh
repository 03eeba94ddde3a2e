#!/usr/bin/env bash
# The npm package as it is published: pack.sh FOLDER, which prints the file's path. What it needs is inside, in the versions of
# package-lock.json: root runs what was tested, on any day and from any mirror of the npm registry, and one signature holds for all of it.
set -euo pipefail

to=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
if [ ! -f dist/index.js ]; then
  echo 'pack: there is no dist/: run npm ci' >&2
  exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -R CHANGELOG.md LICENSE README.md README.zh-CN.md assets bin dist mirrors.json package.json package-lock.json schema "$scratch"
cd "$scratch"
npm ci --silent --no-audit --omit=dev --ignore-scripts >&2
npm pkg set --json bundleDependencies=true
npm pkg delete scripts.prepare
printf '%s/%s\n' "$to" "$(npm pack --silent --ignore-scripts --pack-destination "$to")"
