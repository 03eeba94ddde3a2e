# How to take away what systemd still runs by the program that is to go, a line each; nothing where there is none.
# $1: the program, by its whole path. $2: where the units are, when not where systemd's administrator has them.
services_of() {
  for unit in "${2:-/etc/systemd/system}"/mirror-*.service; do
    [ -r "$unit" ] || continue
    name=${unit##*/}
    ours='' runs=''
    while IFS= read -r line; do
      case $line in
        "# "*", written by mirror-check, "*) ours=yes ;;
        "ExecStart=$1 "* | "ExecStart=\"$1\" "*) runs=yes ;;
      esac
    done <"$unit"
    # What somebody has written himself is not ours to talk about.
    [ -n "$ours" ] && [ -n "$runs" ] || continue
    case $name in
      mirror-cache*) printf '  sudo mirror-cache down\n' ;;
      *) printf '  sudo %s uninstall\n' "${name%.service}" ;;
    esac
  done
}
