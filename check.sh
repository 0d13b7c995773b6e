#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test, or the named parts only:
#   ./check.sh [lint] [unit] [page] [protocol] [learn] [simulate] [integration] [browser] [asan] [tsan] [fuzz] [coverage]
# Coverage is measured only when it is named.
set -euo pipefail
cd "$(dirname "$0")"
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(lint unit page protocol learn simulate integration browser asan tsan fuzz)
for part in "${parts[@]}"; do
  case "$part" in
    lint | unit | page | protocol | learn | simulate | integration | browser | asan | tsan | fuzz | coverage) ;;
    *) echo "check.sh: unknown part '$part', expected lint, unit, page, protocol, learn, simulate, integration, browser," \
         "asan, tsan, fuzz or coverage" >&2
       exit 2 ;;
  esac
done

scripts/setup.sh --tests

passed=0
failed=0
results=()

# run NAME PRESET LABELS: the tests with one of the labels, in that preset's build.
run() {
  local name=$1 preset=$2 labels=$3 log
  echo "check: $name"
  log=$(mktemp)
  if ctest --test-dir "build/$preset" -L "^($labels)\$" --output-on-failure --no-tests=error \
      --timeout 300 -j 2 >"$log" 2>&1; then
    tail -n 4 "$log" | head -n 2
  else
    cat "$log"
  fi
  local total bad
  total=$(sed -n 's/.*tests failed out of \([0-9]*\)$/\1/p' "$log" | tail -n 1)
  bad=$(sed -n 's/.*, \([0-9]*\) tests failed out of [0-9]*$/\1/p' "$log" | tail -n 1)
  rm -f "$log"
  if [ -z "$total" ]; then total=1 bad=1; fi
  passed=$((passed + total - bad))
  failed=$((failed + bad))
  results+=("$name: $((total - bad)) passed, $bad failed")
}

# learn: its programs in two halves side by side. LibTorch takes most of a second to load, for each process: ctest, which
# starts one for each test, takes twice as long.
learn() {
  local logs half program
  echo "check: learn"
  logs=$(mktemp -d)
  for half in 0 1; do
    for program in build/release/bin/learn*; do
      GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=$half timeout 900 "$program" --gtest_brief=1 2>&1 ||
        echo "check: $program ended with exit code $?"
    done >"$logs/$half" &
  done
  wait
  local total bad
  total=$(sed -n 's/^\[==========\] \([0-9]*\) tests\{0,1\} from .* ran.*/\1/p' "$logs"/* | awk '{ sum += $1 } END { print sum + 0 }')
  bad=$(sed -n '/^\[  FAILED  \] .* ms)$/p' "$logs"/* | wc -l)
  if grep -q '^check: ' "$logs"/*; then
    cat "$logs"/*
    [ "$bad" -gt 0 ] || bad=1  # it did not come to its end
  fi
  rm -r "$logs"
  passed=$((passed + total - bad))
  failed=$((failed + bad))
  results+=("learn: $((total - bad)) passed, $bad failed")
}

# simulate: 500 sessions under faults, in two halves side by side. Each half counts.
simulate() {
  local logs range bad=0
  echo "check: simulate"
  logs=$(mktemp -d)
  for range in 1..250 251..500; do
    {
      timeout 900 build/release/bin/sotto-lab simulate --seeds "$range" || echo "check: ended with exit code $?"
    } >"$logs/$range" 2>&1 &
  done
  wait
  for range in "$logs"/*; do
    if grep -q '^check: ' "$range"; then
      cat "$range"
      bad=$((bad + 1))
    fi
  done
  rm -r "$logs"
  passed=$((passed + 2 - bad))
  failed=$((failed + bad))
  results+=("simulate: $((2 - bad)) passed, $bad failed")
}

# count_tap NAME LOG: adds up what Node.js' test runner has counted, and shows the log where anything failed.
count_tap() {
  local good bad
  good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$2" | tail -n 1)
  # A test that takes too long is cancelled.
  bad=$(sed -n 's/^# \(fail\|cancelled\) \([0-9]*\)$/\2/p' "$2" | tail -n 2 | awk '{ sum += $1 } END { print sum }')
  if [ -z "$good" ]; then good=0 bad=1; fi  # it did not come to the tests
  [ "$bad" -eq 0 ] || cat "$2"
  rm -f "$2"
  passed=$((passed + good))
  failed=$((failed + bad))
  results+=("$1: $good passed, $bad failed")
}

# The page's pure modules, without a browser and without a build.
page() {
  local log
  log=$(mktemp)
  echo "check: page"
  (cd tests/page && npm test --silent) >"$log" 2>&1 || true
  count_tap page "$log"
}

# The dashboard in a real browser, and its types.
browse() {
  local log
  log=$(mktemp)
  echo "check: browser"
  # The tests' own sum is read only where all before them went well.
  (
    cd tests/browser &&
      npm install --no-audit --no-fund --loglevel=error &&
      npm run --silent types &&
      npm test --silent
  ) >"$log" 2>&1 || true
  count_tap browser "$log"
}

# What needs no build: each check of scripts/lint.sh counts.
lint() {
  local log
  log=$(mktemp)
  echo "check: lint"
  scripts/lint.sh >"$log" 2>&1 || true
  local good bad
  good=$(sed -n 's/^lint: \([0-9]*\) passed, [0-9]* failed$/\1/p' "$log")
  bad=$(sed -n 's/^lint: [0-9]* passed, \([0-9]*\) failed$/\1/p' "$log")
  if [ -z "$good" ]; then good=0 bad=1; fi  # it did not come to its end
  if [ "$bad" -eq 0 ]; then grep ': skipped: ' "$log" || true; else cat "$log"; fi
  rm -f "$log"
  passed=$((passed + good))
  failed=$((failed + bad))
  results+=("lint: $good passed, $bad failed")
}

# Each target of fuzz/ counts.
fuzz() {
  local log
  log=$(mktemp)
  echo "check: fuzz"
  scripts/fuzz.sh 15 >"$log" 2>&1 || true
  local good bad
  good=$(sed -n 's/^fuzz: \([0-9]*\) passed, [0-9]* failed$/\1/p' "$log")
  bad=$(sed -n 's/^fuzz: [0-9]* passed, \([0-9]*\) failed$/\1/p' "$log")
  if [ -z "$good" ]; then good=0 bad=1; fi  # it did not come to its end
  [ "$bad" -eq 0 ] || cat "$log"
  rm -f "$log"
  passed=$((passed + good))
  failed=$((failed + bad))
  results+=("fuzz: $good passed, $bad failed")
}

# One check: enough of shared/ and server/ is run by the tests.
cover() {
  echo "check: coverage"
  if scripts/coverage.sh; then
    passed=$((passed + 1))
    results+=("coverage: 1 passed, 0 failed")
  else
    failed=$((failed + 1))
    results+=("coverage: 0 passed, 1 failed")
  fi
}

built=""
build() {
  case "$built" in *"|$*|"*) return ;; esac
  scripts/build.sh "$@"
  built="$built|$*|"
}

for part in "${parts[@]}"; do
  began=$SECONDS
  case "$part" in
    asan) build asan sanitized_tests; run "asan (unit and protocol)" asan 'unit|protocol' ;;
    tsan) build tsan sanitized_tests; run "tsan (the relay)" tsan 'unit|protocol' ;;
    lint) lint ;;
    coverage) cover ;;
    fuzz) build asan fuzz_targets; fuzz ;;
    page) page ;;
    browser) build release; browse ;;
    learn) build release; learn ;;
    simulate) build release; simulate ;;
    *) build release; run "$part" release "$part" ;;
  esac
  results[-1]+=" ($(((SECONDS - began) / 60)) min $(((SECONDS - began) % 60)) s with what had to be built)"
done

echo
printf '%s\n' "${results[@]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
