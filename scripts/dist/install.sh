#!/bin/sh
# Installs mirror-check @VERSION@ without Node: one program for every command. It is checked against the hash below before it is
# run or put anywhere; who has this file from a place that he trusts need trust no other.
set -eu

usage() {
  cat <<'END'
  sh install.sh               for all users in /usr/local as root, else in ~/.local
  sh install.sh --from DIR    what lies in DIR instead of a download
  sh install.sh --uninstall   takes away what this put there

  MIRROR_CHECK_URL  where the files of the release are, in place of GitHub
  MIRROR_CHECK_BIN  the folder for the program, in place of those above
END
}

version=@VERSION@
sha256_x64=@SHA256_X64@ bytes_x64=@BYTES_X64@
sha256_arm64=@SHA256_ARM64@ bytes_arm64=@BYTES_ARM64@
url=${MIRROR_CHECK_URL:-https://github.com/mirror-check/mirror-check/releases/download/v$version}
others='@LINKS@'
# Manual page and completion of a command, below share/ beside bin/.
pages='man/man1/@.1 bash-completion/completions/@ zsh/site-functions/_@ fish/vendor_completions.d/@.fish'
unfinished=.mirror-check.new
# Seconds: half an hour is 27 kB/s; a server that says nothing for one minute has gone.
download_seconds=1800 silent_seconds=60

fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

@SERVICES@
main() {
  from='' uninstall=''
  while [ $# -gt 0 ]; do
    case $1 in
      --from) [ -n "${2-}" ] || fail '--from takes a folder'; from=$2; shift 2 ;;
      --uninstall) uninstall=yes; shift ;;
      -h | --help) usage; exit 0 ;;
      *) fail "unknown: $1; see --help" ;;
    esac
  done
  # Everybody runs what root installs, whatever root's own files are to be.
  if [ "$(id -u)" = 0 ]; then bin=/usr/local/bin; umask 022; else bin=${HOME:+$HOME/.local/bin}; fi
  bin=${MIRROR_CHECK_BIN:-$bin}
  [ -n "$bin" ] || fail 'HOME is not set: name the folder for the program by MIRROR_CHECK_BIN'
  case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
  # The paths of the list are spelled in one way.
  while [ "$bin" != "${bin%/}" ]; do bin=${bin%/}; done
  prefix=${bin%/*}
  share=$prefix/share
  # What this has put down, a line each: "<sha256> <path>", "link <path>", "folder <path>".
  list=$share/mirror-check/installed
  if [ -n "$uninstall" ]; then remove; else install_program; fi
}

# What is put down, by its path.
targets() {
  for name in mirror-check $others; do printf '%s\n' "$bin/$name"; done
  pages | while read -r page; do printf '%s\n' "$share/$page"; done
}

pages() {
  for name in mirror-check $others; do
    for page in $pages; do printf '%s\n' "${page%@*}$name${page#*@}"; done
  done
}

# Is what stands there what the list says was put there?
ours() {
  [ -f "$list" ] || return 1
  if [ -L "$1" ]; then
    [ "$(readlink "$1")" = mirror-check ] && has_line "link $1" <"$list"
  else
    [ -f "$1" ] && has_line "$(sha256 "$1") $1" <"$list"
  fi
}

# Is this one of the lines?
has_line() {
  while IFS= read -r line; do
    [ "$line" != "$1" ] || return 0
  done
  return 1
}

is_there() { [ -e "$1" ] || [ -L "$1" ]; }

free_or_ours() {
  ! is_there "$1" || ours "$1" || fail "$1 is there already, and is not what this script put there: move it away first"
}

remove() {
  [ -f "$list" ] || fail "nothing that this script installed is in $prefix ($list is not there): nothing was removed"
  services=$(services_of "$(readlink -f "$bin/mirror-check")")
  [ -z "$services" ] || fail "systemd still runs this program. Take that away first:
$services"
  while read -r kind path; do
    [ "$kind" != folder ] && is_there "$path" || continue
    if ours "$path"; then rm -f "$path"; else printf 'Left alone: %s is not what was put there.\n' "$path"; fi
  done <"$list"
  # The innermost first.
  folders=$(while read -r kind path; do [ "$kind" != folder ] || printf '%s\n' "$path"; done <"$list" | sort -ru)
  rm -f "$list" "$list.new"
  remove_unfinished
  # What others have put something into stays.
  printf '%s\n' "$folders" | while read -r path; do rmdir "$path" 2>/dev/null || :; done
  printf 'Removed from %s. Backups of what was configured stay where they are.\n' "$bin"
}

install_program() {
  [ "$(uname -s)" = Linux ] || fail "this is for Linux; elsewhere: npm install -g mirror-check@$version"
  case $(uname -m) in
    x86_64 | amd64) arch=x64 sum=$sha256_x64 bytes=$bytes_x64 ;;
    aarch64 | arm64) arch=arm64 sum=$sha256_arm64 bytes=$bytes_arm64 ;;
    *) fail "there is no program for $(uname -m); with Node: npm install -g mirror-check@$version" ;;
  esac
  for place in "$bin" "$share"; do
    writable "$place" || fail "cannot write to $place: nothing was installed"
  done
  # Before anything is fetched, and before anything is written.
  while IFS= read -r path; do free_or_ours "$path"; done <<END
$(targets)
END
  archive=mirror-check-$version-linux-$arch.tar.gz
  scratch=$(mktemp -d)
  # A shell that a signal ends runs no trap of EXIT.
  trap 'rm -rf "$scratch"; remove_unfinished' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ -n "$from" ]; then
    [ -f "$from/$archive" ] || fail "there is no $archive in $from"
    cp "$from/$archive" "$scratch/$archive"
  else
    download "$url/$archive" "$scratch/$archive"
  fi
  found=$(sha256 "$scratch/$archive")
  [ "$found" = "$sum" ] || fail "$archive is not the one that was released: nothing was installed"
  tar -xzf "$scratch/$archive" -C "$scratch" mirror-check share
  runs "$scratch/mirror-check"
  put_down
  printf 'mirror-check %s is in %s.\n' "$version" "$bin"
  case :$PATH: in
    *:"$bin":*) ;;
    *) printf '%s is not on your PATH.\n' "$bin" ;;
  esac
}

put_down() {
  before=''
  [ ! -f "$list" ] || before=$(cat "$list")
  made=$(missing_folders)
  put=$(for_list)
  # Both, so that all is known as ours wherever this is stopped.
  write_list "$made" "$before" "$put"
  mkdir -p "$bin"
  put_file "$scratch/mirror-check" "$bin/mirror-check" 755
  for name in $others; do ln -sfn mirror-check "$bin/$name"; done
  pages | while read -r page; do
    mkdir -p "$share/${page%/*}"
    put_file "$scratch/share/$page" "$share/$page" 644
  done
  folders=''
  while read -r kind path; do
    case $kind in
      '') ;;
      folder) folders="$folders
folder $path" ;;
      # Of an older version, which had more.
      *) targets | has_line "$path" || ! ours "$path" || rm -f "$path" ;;
    esac
  done <<END
$before
END
  write_list "$made" "$folders" "$put"
}

# Beside its place and then into it in one step: a program that runs keeps its file, and half a file is never at its path.
put_file() {
  cp "$1" "${2%/*}/$unfinished"
  chmod "$3" "${2%/*}/$unfinished"
  mv -f "${2%/*}/$unfinished" "$2"
}

# What a run that was killed left beside its places.
remove_unfinished() {
  targets | while IFS= read -r at; do rm -f "${at%/*}/$unfinished"; done
}

# The lines of the list for what lies in the archive.
for_list() {
  printf '%s %s\n' "$(sha256 "$scratch/mirror-check")" "$bin/mirror-check"
  for name in $others; do printf 'link %s\n' "$bin/$name"; done
  pages | while read -r page; do printf '%s %s\n' "$(sha256 "$scratch/share/$page")" "$share/$page"; done
}

# Those that have to be made.
missing_folders() {
  { targets; printf '%s\n' "$list"; } | while IFS= read -r at; do
    at=${at%/*}
    while [ ! -d "$at" ]; do
      printf 'folder %s\n' "$at"
      at=$(dirname "$at")
    done
  done | sort -u
}

write_list() {
  mkdir -p "${list%/*}"
  for lines in "$@"; do [ -z "$lines" ] || printf '%s\n' "$lines"; done >"$list.new"
  mv -f "$list.new" "$list"
}

# Can it be made, or written into? Nothing is made to find out.
writable() {
  at=$1
  while [ ! -e "$at" ]; do at=$(dirname "$at"); done
  [ -d "$at" ] && [ -w "$at" ]
}

# No longer than the archive is, and not for ever. The hash tells whether it is the right one.
download() {
  command -v curl >/dev/null || command -v wget >/dev/null ||
    fail "neither curl nor wget is here: download $1 yourself and use --from"
  { fetch "$1" || : >"$scratch/failed"; } | head -c "$bytes" >"$2"
  [ ! -e "$scratch/failed" ] || fail "cannot download $1"
}

fetch() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --connect-timeout "$silent_seconds" --max-time "$download_seconds" \
      --speed-limit 1 --speed-time "$silent_seconds" "$1"
  elif command -v timeout >/dev/null; then
    timeout "$download_seconds" wget -q -T "$silent_seconds" -O - "$1"
  else
    wget -q -T "$silent_seconds" -O - "$1"
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
