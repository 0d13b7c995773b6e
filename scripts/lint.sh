#!/usr/bin/env bash
# Checks what needs no build: one line for each finding, then how many checks passed.
#
#   scripts/lint.sh                 every check; about three minutes of one core, nearly all of it clang-tidy
#   scripts/lint.sh format tidy     the named checks only
#   scripts/lint.sh --fix           formats the C++ sources in place, and ends
set -euo pipefail
cd "$(dirname "$0")/.."

known=(format tidy shell types layers promises links)
fix=no
checks=()
for argument in "$@"; do
  case "$argument" in
    --fix)
      fix=yes
      ;;
    format | tidy | shell | types | layers | promises | links) checks+=("$argument") ;;
    *)
      echo "lint.sh: unknown argument '$argument', expected --fix or any of ${known[*]}" >&2
      exit 2
      ;;
  esac
done
[ ${#checks[@]} -gt 0 ] || checks=("${known[@]}")

git=no
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then git=yes; fi

# sources PATTERN...: the files that git knows or would add, and that are there; of a tree without git, all. A * fits a /, too.
sources() {
  local file pattern
  if [ $git = yes ]; then
    git ls-files --cached --others --exclude-standard "$@" | while read -r file; do
      [ ! -f "$file" ] || echo "$file"
    done
  else
    for pattern in "$@"; do
      find . -path "./$pattern" -type f ! -path './build/*' ! -path './run/*' ! -path '*/node_modules/*' -printf '%P\n'
    done
  fi
}

if [ $fix = yes ]; then
  # Files that are as they should be keep their time: nothing is built again for them.
  sources '*.cpp' '*.hpp' | sort -u | while IFS= read -r file; do
    clang-format "$file" | cmp -s - "$file" || clang-format -i "$file"
  done
  exit 0
fi

# needs PROGRAM: whether it is there; says so where it is not.
needs() {
  command -v "$1" >/dev/null || {
    echo "$1 is not installed; scripts/setup.sh --tests installs it"
    return 1
  }
}

# Each check writes its findings to its output, one a line, and fails where there are any. One that cannot be made here
# ends with 77.

check_format() {
  needs clang-format || return 1
  local findings
  findings=$(sources '*.cpp' '*.hpp' | xargs -r -d '\n' clang-format --dry-run 2>&1 |
    sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: warning: .*clang-format-violations.*/\1/p' | sort -t: -u -k1,1 |
    sed 's/$/: is not as .clang-format has it (scripts\/lint.sh --fix)/')
  [ -z "$findings" ] || { echo "$findings"; return 1; }
}

# Few checks of clang-tidy: those that find faults and cost little. The whole of .clang-tidy takes ten times as long.
tidy_checks='-*,bugprone-argument-comment,bugprone-dangling-handle,bugprone-infinite-loop,bugprone-macro-parentheses'
tidy_checks+=',bugprone-sizeof-expression,bugprone-string-constructor,bugprone-unhandled-self-assignment'
tidy_checks+=',bugprone-unused-raii,bugprone-use-after-move,misc-unused-using-decls,modernize-use-nullptr'
tidy_checks+=',modernize-use-override,performance-for-range-copy,performance-move-const-arg'
tidy_checks+=',performance-no-automatic-move,performance-noexcept-move-constructor'
tidy_checks+=',performance-unnecessary-copy-initialization,readability-container-size-empty'

# tidy_units DIRECTORY: one source a line that clang-tidy reads, in the directory: for each directory of sources one that
# includes them all, because headers take nearly all the time; of those where some need LibTorch, which is not on the path,
# each by itself, and these end there.
tidy_units() {
  local together alone file unit
  together=(shared/{base,crypto,session,tasks,protocol,room,transport} server launcher)
  alone=(shared/party simulation)
  while read -r file; do
    unit=$1/$(dirname "$file" | tr / _).cpp
    echo "#include \"$PWD/$file\"" >>"$unit"
  done < <(sources "${together[@]/%//*.cpp}" | sort -u)
  printf '%s\n' "$1"/*.cpp
  sources "${alone[@]/%//*.cpp}" | sort -u
}

check_tidy() {
  needs clang-tidy || return 1
  local findings units
  units=$(mktemp -d)
  export tidy_checks
  # The flags stand here, so that nothing has to be built or configured before.
  # shellcheck disable=SC2016  # the inner shell expands them
  findings=$(tidy_units "$units" |
    xargs -r -d '\n' -P "$(nproc)" -n 1 sh -c 'clang-tidy --quiet --checks="$tidy_checks" --header-filter="[.]cpp$" "$@" \
      -- -std=c++20 -I. -DNDEBUG 2>/dev/null' tidy |
    grep -E ': (warning|error): ' | grep -v "'torch/.*' file not found" | sed "s|^$PWD/||; s|^\./||" | sort -u || true)
  rm -r "$units"
  [ -z "$findings" ] || { echo "$findings"; return 1; }
}

check_shell() {
  needs shellcheck || return 1
  local findings
  findings=$( (sources '*.sh'; sources .ci/run) | xargs -r -d '\n' shellcheck --format=gcc) || {
    echo "$findings"
    return 1
  }
}

# The types of the page's scripts, from their comments.
check_types() {
  [ -d tests/browser/node_modules ] || { echo "tests/browser/node_modules is not there"; return 77; }
  needs npm || return 1
  (cd tests/browser && npm run --silent types)
}

check_layers() {
  needs cmake || return 1
  local findings
  findings=$(cmake -P cmake/include_layers.cmake 2>&1) || {
    sed '/^CMake Error/,$d' <<<"$findings"
    return 1
  }
}

# Every test that docs/promises.md names exists: `Suite.Case` of GoogleTest, with * for any letters; or in part `browser`
# the title of one of the page's tests, in part `fuzz` one of the targets in fuzz/.
check_promises() {
  local cases titles findings=0 parts names name case found
  # TEST(Suite, Case), over two lines where it is long.
  cases=$(sources 'tests/*.cpp' | xargs -r -d '\n' cat | tr '\n' ' ' |
    grep -oE '\bTEST(_F|_P)?\( *[A-Za-z0-9_]+ *, *[A-Za-z0-9_]+ *\)' |
    sed -E 's/.*\( *([A-Za-z0-9_]+) *, *([A-Za-z0-9_]+) *\)/\1.\2/'
    # RC_GTEST_PROP(Suite, Case, (arguments)) of RapidCheck
    sources 'tests/*.cpp' | xargs -r -d '\n' cat | tr '\n' ' ' |
      { grep -oE '\bRC_GTEST_(FIXTURE_)?PROP\( *[A-Za-z0-9_]+ *, *[A-Za-z0-9_]+' || true; } |
      sed -E 's/.*\( *([A-Za-z0-9_]+) *, *([A-Za-z0-9_]+)/\1.\2/')
  titles=$(sources 'tests/*.mjs' | xargs -r -d '\n' cat |
    sed -n "s/^ *\(await \)\{0,1\}\(t\.\)\{0,1\}\(test\|it\|describe\)(['\"\`]\(.*\)['\"\`], .*/\4/p")
  while IFS='|' read -r _ _ parts names _; do
    # shellcheck disable=SC2016  # the backticks are markdown's
    while read -r name; do
      [ -n "$name" ] || continue
      found=no
      while read -r case; do
        # shellcheck disable=SC2053  # the name is a pattern
        if [[ $case == $name ]]; then found=yes; break; fi
      done <<<"$cases"
      if [ $found = no ] && [[ $parts == *fuzz* && -f fuzz/$name.cpp ]]; then found=yes; fi
      if [ $found = no ] && [[ $parts == *browser* ]] && grep -qxF -- "$name" <<<"$titles"; then found=yes; fi
      if [ $found = no ]; then
        echo "docs/promises.md: there is no test '$name'"
        findings=$((findings + 1))
      fi
    done < <(grep -oE '`[^`]+`' <<<"$names" | tr -d '`' || true)
  done < <(grep '^|' docs/promises.md | tail -n +3)
  [ $findings -eq 0 ]
}

# Every relative link of a document leads to a file.
check_links() {
  local file target findings=0
  while read -r file; do
    while read -r target; do
      target=${target%%#*}
      case "$target" in '' | *://* | mailto:*) continue ;; esac
      if [ ! -e "$(dirname "$file")/$target" ]; then
        echo "$file: links to $target, which is not there"
        findings=$((findings + 1))
      fi
    done < <(grep -oE '\]\([^) ]+\)' "$file" | sed 's/^](\(.*\))$/\1/' || true)
  done < <(sources '*.md')
  [ $findings -eq 0 ]
}

passed=0
failed=0
for check in "${checks[@]}"; do
  code=0
  output=$("check_$check") || code=$?
  if [ $code -eq 77 ]; then
    echo "lint: $check: skipped: $output"
    continue
  fi
  [ -z "$output" ] || printf '%s\n' "$output" | sed "s/^/$check: /"
  if [ $code -eq 0 ]; then
    passed=$((passed + 1))
    echo "lint: $check: passed"
  else
    failed=$((failed + 1))
    echo "lint: $check: failed"
  fi
done
echo "lint: $passed passed, $failed failed"
[ $failed -eq 0 ]
