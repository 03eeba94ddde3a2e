#!/bin/sh
# Unpacks Debian packages of another suite into a folder of their own; the system's apt and dpkg do not notice.
# usage: fetch-engine.sh SUITE DEST PACKAGE...
# Only the named packages: no dependencies, no maintainer scripts. DEST is there whole or not at all.
set -eu

suite=$1 dest=$2
shift 2

base=$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 '/debian/$')
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

work=$dest.partial.$$
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/root"
: >"$work/status"
echo "deb [signed-by=$keyring] $base $suite main" >"$work/sources.list"

set -- "$@"
private_apt() {
  apt-get -qq \
    -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" -o Dir::Cache="$work/cache" \
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
    -o APT::Sandbox::User=root "$@"
}

private_apt update
(cd "$work/debs" && private_apt download "$@")
for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/root"; done
rm -rf "$dest"
mv -T "$work/root" "$dest"
