#!/usr/bin/env bash
# Configures and builds one preset: scripts/build.sh release [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-}
presets=$(sed -n '/"buildPresets"/,/]/s/.*"name": "\([^"]*\)".*/\1/p' CMakePresets.json)
if ! grep -qxF -- "$preset" <<<"$presets"; then
  echo "build.sh: unknown preset '$preset', expected one of $(xargs <<<"$presets")" >&2
  exit 2
fi
shift
echo "build: preset $preset"
configured=$(cmake --preset "$preset" 2>&1) || {
  echo "$configured" >&2
  exit 1
}
# Lets through every tenth line of Ninja's progress as it comes (awk would hold them back), and all else.
tenth_step() {
  local line count=0
  while IFS= read -r line; do
    if [[ $line =~ ^\[[0-9]+/[0-9]+\] ]]; then
      count=$((count + 1))
      [ $((count % 10)) -eq 1 ] || continue
    fi
    printf '%s\n' "$line"
  done
}
targets=()
[ $# -gt 0 ] && targets=(--target "$@")
# Ninja says how far it is; on a terminal in one line, elsewhere every tenth step is enough.
if [ -t 1 ]; then
  cmake --build --preset "$preset" "${targets[@]}"
else
  cmake --build --preset "$preset" "${targets[@]}" 2>&1 |
    tenth_step
fi
