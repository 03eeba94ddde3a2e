#!/bin/sh
# Installs mirror-check @VERSION@ without Node: one program for every command. It is checked against the hash below before it is
# run or put anywhere; who has this file from a place that he trusts need trust no other.
#
#   sh install.sh               for all users in /usr/local as root, else in ~/.local
#   sh install.sh --from DIR    what lies in DIR instead of a download
#   sh install.sh --uninstall   takes away what this put there
#
#   MIRROR_CHECK_URL  where the files of the release are, in place of GitHub
set -eu

version=@VERSION@
sha256_x64=@SHA256_X64@
sha256_arm64=@SHA256_ARM64@
url=${MIRROR_CHECK_URL:-https://github.com/mirror-check/mirror-check/releases/download/v$version}
others='@LINKS@'
# Manual page and completion of a command, below share/ beside bin/.
pages='man/man1/@.1 bash-completion/completions/@ zsh/site-functions/_@ fish/vendor_completions.d/@.fish'

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

main() {
  from='' uninstall=''
  while [ $# -gt 0 ]; do
    case $1 in
      --from) [ $# -gt 1 ] || fail '--from takes a folder'; from=$2; shift 2 ;;
      --uninstall) uninstall=yes; shift ;;
      *) fail "unknown: $1" ;;
    esac
  done
  if [ "$(id -u)" = 0 ]; then bin=/usr/local/bin; else bin=${HOME:?}/.local/bin; fi
  bin=${MIRROR_CHECK_BIN:-$bin}
  share=${bin%/*}/share
  # What is there under these names and is not ours, such as an installation by npm, stays.
  for name in $others; do
    [ ! -e "$bin/$name" ] && [ ! -L "$bin/$name" ] || [ "$(readlink "$bin/$name")" = mirror-check ] ||
      fail "$bin/$name is there already and was not put there by this script: remove it first"
  done
  [ ! -L "$bin/mirror-check" ] || fail "$bin/mirror-check is there already and was not put there by this script: remove it first"
  if [ -n "$uninstall" ]; then remove; else install_program; fi
}

remove() {
  for name in $others mirror-check; do
    rm -f "$bin/$name"
    for page in $pages; do rm -f "$share/$(printf %s "$page" | sed "s/@/$name/")"; done
  done
  printf 'Removed from %s. Backups of what was configured stay where they are.\n' "$bin"
}

install_program() {
  [ "$(uname -s)" = Linux ] || fail "this is for Linux; elsewhere: npm install -g mirror-check@$version"
  case $(uname -m) in
    x86_64 | amd64) arch=x64 sum=$sha256_x64 ;;
    aarch64 | arm64) arch=arm64 sum=$sha256_arm64 ;;
    *) fail "there is no program for $(uname -m); with Node: npm install -g mirror-check@$version" ;;
  esac
  for place in "$bin" "$share"; do
    writable "$place" || fail "cannot write to $place: nothing was installed"
  done
  archive=mirror-check-$version-linux-$arch.tar.gz
  scratch=$(mktemp -d)
  # A shell that a signal ends runs no trap of EXIT.
  trap 'rm -rf "$scratch" "$bin/.mirror-check.new"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ -n "$from" ]; then cp "$from/$archive" "$scratch/$archive"; else download "$url/$archive" "$scratch/$archive"; fi
  found=$(sha256 "$scratch/$archive")
  [ "$found" = "$sum" ] || fail "$archive is not the one that was released: nothing was installed"
  tar -xzf "$scratch/$archive" -C "$scratch" mirror-check share
  runs "$scratch/mirror-check"

  mkdir -p "$bin"
  # Beside its place and then into it in one step: a program that runs keeps its file.
  cp "$scratch/mirror-check" "$bin/.mirror-check.new"
  chmod 755 "$bin/.mirror-check.new"
  mv -f "$bin/.mirror-check.new" "$bin/mirror-check"
  for name in $others; do ln -sfn mirror-check "$bin/$name"; done
  for name in $others mirror-check; do
    for page in $pages; do
      page=$(printf %s "$page" | sed "s/@/$name/")
      mkdir -p "$share/${page%/*}"
      cp "$scratch/share/$page" "$share/$page"
    done
  done
  printf 'mirror-check %s is in %s.\n' "$version" "$bin"
  case :$PATH: in
    *:"$bin":*) ;;
    *) printf '%s is not on your PATH.\n' "$bin" ;;
  esac
}

# Can it be made, or written into? Nothing is made to find out.
writable() {
  at=$1
  while [ ! -e "$at" ]; do at=$(dirname "$at"); done
  [ -d "$at" ] && [ -w "$at" ]
}

download() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --output "$2" "$1" || fail "cannot download $1"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1" || fail "cannot download $1"
  else
    fail "neither curl nor wget is here: download $1 yourself and use --from"
  fi
}

sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  elif command -v openssl >/dev/null; then
    openssl dgst -sha256 -r <"$1" | cut -d ' ' -f 1
  else
    fail 'neither sha256sum nor openssl is here, so nothing can be checked: nothing was installed'
  fi
}

# It was checked: it may be run.
runs() {
  chmod 755 "$1"
  said=$("$1" --version 2>&1) && [ "$said" = "$version" ] && return
  case $said in
    *[Pp]'ermission denied'*) fail "no program may run in $scratch (noexec?): set TMPDIR to a folder where one may, and run this again" ;;
    *libatomic*) fail 'libatomic is missing: apt-get install libatomic1, or dnf install libatomic, and run this again' ;;
    *) fail "the program does not run here; it needs glibc 2.28 or newer, libstdc++ and libatomic: $said" ;;
  esac
}

main "$@"
