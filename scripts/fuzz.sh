#!/usr/bin/env bash
# Throws hostile input at everything that reads what comes from outside, and says how to repeat a finding.
#
#   scripts/fuzz.sh [SECONDS] [TARGET...]     of each target, 30; all of fuzz/
#
# New inputs that reach new code are kept in build/fuzz/corpus, beside the seeds in fuzz/corpus; what breaks a target is kept
# in build/fuzz/findings.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
if ! [[ $seconds =~ ^[1-9][0-9]{0,5}$ ]]; then
  echo "fuzz.sh: '$seconds' is no number of seconds, expected 1 to 999999" >&2
  exit 2
fi
[ $# -eq 0 ] || shift
known=(checkpoints configs frames http journals messages scenarios tables texts)
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=("${known[@]}")
for target in "${targets[@]}"; do
  [[ " ${known[*]} " == *" $target "* ]] || {
    echo "fuzz.sh: unknown target '$target', expected any of ${known[*]}" >&2
    exit 2
  }
done

build=build/fuzz
programs=build/asan/bin
scripts/build.sh asan fuzz_targets
mkdir -p "$build/findings" "$build/logs"
# Journals are files: in memory they take a third of the time.
TMPDIR=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_stack_use_after_return=0

# Longer inputs than a line of the protocol's usual ones: some limits are at 4 KiB.
fuzz_target() {
  local target=$1
  mkdir -p "$build/corpus/$target"
  "$programs/fuzz_$target" -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=2048 -timeout=60 \
    -artifact_prefix="$build/findings/$target-" -print_final_stats=1 \
    "$build/corpus/$target" "fuzz/corpus/$target" >"$build/logs/$target" 2>&1
}

# Two at a time; each leaves its exit code beside its log.
running=0
for target in "${targets[@]}"; do
  if [ $running -ge 2 ]; then
    wait -n || true
    running=$((running - 1))
  fi
  { code=0; fuzz_target "$target" || code=$?; echo $code >"$build/logs/$target.code"; } &
  running=$((running + 1))
done
wait

passed=0
failed=0
for target in "${targets[@]}"; do
  log=$build/logs/$target
  # A target that is interrupted ends with 0 as well, but not at its end.
  if [ "$(cat "$log.code")" -eq 0 ] && grep -q '^Done ' "$log"; then
    passed=$((passed + 1))
    echo "fuzz: $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s"
  else
    failed=$((failed + 1))
    tail -n 60 "$log"
    finding=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    echo "fuzz: $target: failed; again with: $programs/fuzz_$target ${finding:-fuzz/corpus/$target}"
  fi
done
echo "fuzz: $passed passed, $failed failed"
[ $failed -eq 0 ]
