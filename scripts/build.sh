#!/usr/bin/env bash
# Configures and builds one preset: scripts/build.sh release [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
echo "build: preset $preset"
cmake --preset "$preset" >"${TMPDIR:-/tmp}/sotto-configure-$$.log" 2>&1 || {
  cat "${TMPDIR:-/tmp}/sotto-configure-$$.log" >&2
  exit 1
}
rm -f "${TMPDIR:-/tmp}/sotto-configure-$$.log"
targets=()
[ $# -gt 0 ] && targets=(--target "$@")
# Ninja says how far it is; on a terminal in one line, elsewhere every tenth step is enough.
if [ -t 1 ]; then
  cmake --build --preset "$preset" "${targets[@]}"
else
  cmake --build --preset "$preset" "${targets[@]}" 2>&1 |
    awk '/^\[[0-9]+\/[0-9]+\]/ { if (++n % 10 == 1) { print; fflush() } last = $0; next } { print } END { if (n % 10 != 1 && n) print last }'
fi
