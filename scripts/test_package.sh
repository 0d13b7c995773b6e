#!/usr/bin/env bash
# Builds the Debian package of the relay, installs it into a fresh system, starts it as its service would, asks it for the
# page, removes it and looks for what was left.
#
#   scripts/test_package.sh                     as root, in a system made by debootstrap
#   scripts/test_package.sh --prefix            in a plain folder, as anybody; so, too, where debootstrap is not there
#   scripts/test_package.sh --build-dir DIR     of that build, which must be ready (build/release, built when missing)
#   scripts/test_package.sh --parties           installs sotto-parties, too: LibTorch is large
set -euo pipefail
cd "$(dirname "$0")/.."

build=""
prefix_only=no
parties=no
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) prefix_only=yes ;;
    --parties) parties=yes ;;
    --build-dir) build=${2:?test_package.sh: --build-dir needs a folder}; shift ;;
    *)
      echo "test_package.sh: unknown argument '$1', expected --prefix, --parties or --build-dir DIR" >&2
      exit 2
      ;;
  esac
  shift
done
if [ -z "$build" ]; then
  build=build/release
  scripts/build.sh release
fi
[ -f "$build/CPackConfig.cmake" ] || {
  echo "test_package.sh: $build/CPackConfig.cmake is not there: configure that build first" >&2
  exit 2
}

work=$(mktemp -d)
root=$work/root
relay=""
cleanup() {
  [ -z "$relay" ] || kill "$relay" 2>/dev/null || true
  if mountpoint -q "$root/proc"; then umount "$root/proc"; fi
  # Never below a mount that could not be undone.
  mountpoint -q "$root/proc" || rm -rf "$work"
}
trap cleanup EXIT

passed=0
failed=0
# check TEXT COMMAND...: whether the command succeeds.
check() {
  local text=$1
  shift
  if "$@"; then
    echo "package: $text"
    passed=$((passed + 1))
  else
    echo "package: FAILED: $text"
    failed=$((failed + 1))
  fi
}

# The answer to a request: status line, headers and body.
get() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" "$port" >&3
  cat <&3
  exec 3>&-
}
# To its end: a reader that leaves early would make the writer fail.
answers() { get "$1" 2>/dev/null | tr -d '\r' | grep -- "$2" >/dev/null; }

# service_command UNIT STATE: the unit's ExecStart with its variables filled in, as systemd does it, but for our port and
# with STATE as the state directory.
service_command() {
  local unit=$1 state=$2 line name value
  line=$(sed -n 's/^ExecStart=//p' "$unit")
  while IFS='=' read -r _ name value; do
    [ "$name" != SOTTO_PORT ] || value=$port
    line=${line//\$\{$name\}/$value}
  done < <(grep '^Environment=' "$unit")
  line=${line//\$\{STATE_DIRECTORY\}/$state}
  echo "${line//\$SOTTO_OPTIONS/}"
}

# free_port: one that nobody listens on right now.
free_port() {
  local candidate
  for candidate in $(shuf -i 20000-32000 -n 50); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then echo "$candidate"; return; fi
  done
  return 1
}
port=$(free_port)

# serves COMMAND...: starts the relay, asks it, ends it.
serves() {
  local tries
  "$@" >"$work/relay.log" 2>&1 &
  relay=$!
  for tries in $(seq 100); do
    if answers /healthz '^ok'; then break; fi
    [ "$tries" -lt 100 ] || cat "$work/relay.log"
    sleep 0.1
  done
  check "/healthz answers ok" answers /healthz '^ok'
  check "/ is the page" answers / '<title>'
  check "/app.js is there" answers /app.js '^HTTP/1.1 200'
  check "the page's types are not served" answers /jsconfig.json '^HTTP/1.1 404'
  kill -TERM "$relay"
  local code=0
  wait "$relay" || code=$?
  relay=""
  check "SIGTERM ends it with 0" [ $code -eq 0 ]
}

in_prefix() {
  local unit=$root/usr/lib/systemd/system/sotto-relay.service command file
  echo "package: into a plain folder"
  mkdir -p "$work/state"
  DESTDIR=$root cmake --install "$build" --prefix /usr --component relay >"$work/install.log"
  check "the unit is there" [ -f "$unit" ]
  read -r -a command <<<"$(service_command "$unit" "$work/state")"
  serves "$root/usr/bin/${command[0]}" "${command[@]:1}"
  check "tokens and journal are in the state directory" [ -s "$work/state/tokens.json" -a -s "$work/state/journal.sqlite" ]
  while read -r file || [ -n "$file" ]; do rm -f "$root$file"; done <"$build/install_manifest_relay.txt"
  check "nothing is left of it" [ -z "$(find "$root" ! -type d)" ]
}

# Every file of the system but those that apt and dpkg keep for themselves.
inventory() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./var/cache -o -path ./var/lib/apt \
    -o -path ./var/lib/dpkg -o -path ./var/log \) -prune -o ! -type d -print | grep -v '^./etc/ld.so.cache$' | sort)
}

inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

in_system() {
  local packages=() package command mirror
  echo "package: into a fresh system"
  (cd "$build" && cpack -G DEB -B "$work/packages") >"$work/cpack.log" || { cat "$work/cpack.log"; return 1; }
  packages=("$work"/packages/sotto-relay_*.deb)
  [ $parties = no ] || packages+=("$work"/packages/sotto-parties_*.deb)
  for package in "${packages[@]}"; do
    dpkg-deb --field "$package" Package Version Installed-Size Depends Recommends
  done
  check "the relay needs no LibTorch" [ -z "$(dpkg-deb --field "${packages[0]}" Depends | grep -i torch)" ]

  # From where this system has its packages.
  # shellcheck disable=SC2016  # apt fills these in
  mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
  debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >"$work/debootstrap.log" || {
    tail -n 20 "$work/debootstrap.log"
    return 1
  }
  mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
  cp /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
  inside apt-get update -qq
  inventory >"$work/before"

  cp "${packages[@]}" "$root/tmp/"
  inside sh -c 'apt-get install -y -qq --no-install-recommends /tmp/*.deb' >"$work/apt.log" 2>&1 || { cat "$work/apt.log"; return 1; }
  check "it is installed" inside dpkg --verify sotto-relay
  [ $parties = no ] || check "the demo starts" inside sh -c 'sotto-demo --help >/dev/null'

  mkdir -p "$root/var/lib/sotto"
  read -r -a command <<<"$(service_command "$root/usr/lib/systemd/system/sotto-relay.service" /var/lib/sotto)"
  # As nobody in particular, as the service.
  chown 65534:65534 "$root/var/lib/sotto"
  serves chroot --userspec=65534:65534 "$root" "${command[@]}"
  check "tokens and journal are in the state directory" [ -s "$root/var/lib/sotto/tokens.json" -a -s "$root/var/lib/sotto/journal.sqlite" ]

  local names=(sotto-relay)
  [ $parties = no ] || names+=(sotto-parties)
  inside apt-get purge -y -qq "${names[@]}" >>"$work/apt.log" 2>&1 || { cat "$work/apt.log"; return 1; }
  inside apt-get autoremove -y -qq --purge >>"$work/apt.log" 2>&1
  inventory >"$work/after"
  check "nothing is left of it" diff "$work/before" "$work/after"
  umount "$root/proc"
}

if command -v systemd-analyze >/dev/null; then
  # The program is not installed here: that alone is no fault of the unit.
  check "systemd understands the unit" [ -z "$(systemd-analyze verify packaging/sotto-relay.service 2>&1 | grep -v 'is not executable')" ]
fi
why=""
if [ $prefix_only = yes ]; then
  why="as --prefix asks"
elif [ "$(id -u)" -ne 0 ]; then
  why="only root can make a system"
elif ! command -v debootstrap >/dev/null; then
  why="debootstrap is not installed"
fi
if [ -z "$why" ]; then
  in_system || failed=$((failed + 1))
else
  echo "package: not into a fresh system: $why"
  in_prefix || failed=$((failed + 1))
fi
echo "package: $passed passed, $failed failed"
[ $failed -eq 0 ]
