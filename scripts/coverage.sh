#!/usr/bin/env bash
# Which lines of shared/ and server/ the unit and protocol tests run, without LibTorch: the total, the files below the
# bound, and 1 where the total is below it.
#
#   scripts/coverage.sh [BOUND]     per cent, 90
set -euo pipefail
cd "$(dirname "$0")/.."
bound=${1:-90}
build=build/coverage
command -v gcovr >/dev/null || {
  echo "coverage: gcovr is not installed; scripts/setup.sh --tests installs it" >&2
  exit 2
}

scripts/build.sh coverage sanitized_tests
find "$build" -name '*.gcda' -delete
log=$(mktemp)
trap 'rm -f "$log" "$log.csv"' EXIT
if ! ctest --test-dir "$build" -L '^(unit|protocol)$' --output-on-failure --no-tests=error --timeout 300 -j 2 >"$log" 2>&1; then
  cat "$log"
  echo "coverage: tests failed"
  exit 1
fi
gcovr --root . --object-directory "$build" --filter 'shared/' --filter 'server/' --csv -o "$log.csv" "$build"
# filename,line_total,line_covered,line_percent,…
awk -F, -v bound="$bound" '
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  {
    lines = $column["line_total"]; covered = $column["line_covered"]
    total += lines; all += covered
    if (lines > 0 && 100 * covered / lines < bound)
      printf "coverage: %5.1f %%  %s (%d of %d lines)\n", 100 * covered / lines, $column["filename"], covered, lines
  }
  END {
    if (total == 0) { print "coverage: no line was measured"; exit 1 }
    printf "coverage: %.1f %% of %d lines, at least %d %% expected\n", 100 * all / total, total, bound
    exit 100 * all / total < bound
  }' "$log.csv"
