#!/usr/bin/env bash
# The page of a history: status-site.sh DATA SITE.
#
#   BASE_URL   where the site will be found; empty: not known
#   TITLE      of the page; empty: its own
#   SETTINGS   the maintainer's file (docs/status.md); empty, or not there: none
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
options=()
[ -z "${BASE_URL:-}" ] || options+=(--base-url "$BASE_URL")
[ -z "${TITLE:-}" ] || options+=(--title "$TITLE")
[ -z "${SETTINGS:-}" ] || [ ! -e "$SETTINGS" ] || options+=(--settings "$SETTINGS")
node "$here/../bin/mirror-status.js" build --data "$1" --out "$2" ${options[@]+"${options[@]}"}
