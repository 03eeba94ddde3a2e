# Sourced by the other scripts: git for the history's folder, as whoever may read and write its branch.
#
#   TOKEN    of the forge, where the checkout keeps none (persist-credentials: false); empty: what the checkout has
#   REMOTE   (default: origin); the repository in which this runs knows it

remote=${REMOTE:-origin}

# A credential goes to git as its environment: on a command line each process of the machine could read it, in .git/config it
# would stay. What the checkout wrote for the remote, one header or several, must hold for the other folder too.
git_with_credentials() {
  local url pair count=0
  local -a environment=()
  url=$(git remote get-url "$remote")
  while IFS= read -r -d '' pair; do
    environment+=("GIT_CONFIG_KEY_$count=${pair%%$'\n'*}" "GIT_CONFIG_VALUE_$count=${pair#*$'\n'}")
    count=$((count + 1))
  done < <(git config --null --get-regexp '^http\..*\.extraheader$' || true)
  if [ "$count" = 0 ] && [ -n "${TOKEN:-}" ]; then
    # The forge's own address alone gets it: https://host/.
    case $url in
      https://*)
        environment+=("GIT_CONFIG_KEY_0=http.$(printf '%s' "$url" | sed -E 's#^(https://[^/]+/).*#\1#').extraheader")
        environment+=("GIT_CONFIG_VALUE_0=AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')")
        count=1
        ;;
    esac
  fi
  # export in a subshell, not env: the words of env would stand on its command line for a moment.
  (
    unset TOKEN
    export GIT_CONFIG_COUNT=$count
    for pair in ${environment[@]+"${environment[@]}"}; do export "${pair?}"; done
    exec git "$@"
  )
}

# What somebody put into the branch is no program and leads nowhere: no link is made, no attribute or hook of it is followed.
refuse_links() {
  local odd
  odd=$(git -C "$1" ls-tree -r "$2" | grep -v -E '^100(644|755) blob ' | head -n 3 || true)
  if [ -n "$odd" ]; then
    printf 'status: refused, the branch holds what is no plain file:\n%s\n' "$odd" >&2
    exit 2
  fi
}
