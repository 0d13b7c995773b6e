#!/usr/bin/env bash
# Installs what building and testing Sotto needs, and only what is missing. May be run any number of
# times.
#
#   scripts/setup.sh            what ./demo.sh needs
#   scripts/setup.sh --tests    what ./check.sh needs besides
#   scripts/setup.sh --measurements    what bench/table_attackers.py needs: unpacked beside the build, not installed
set -euo pipefail

build_packages=(
  build-essential cmake ninja-build ccache pkg-config
  libtorch-dev libopenblas0-pthread   # without OpenBLAS, LibTorch falls back to a BLAS many times slower
  libboost1.81-dev libboost-filesystem1.81-dev
  nlohmann-json3-dev libcli11-dev libspdlog-dev prometheus-cpp-dev
  libsqlitecpp-dev libsqlite3-dev libssl-dev
  libcsv-dev libhwy-dev libsodium-dev zlib1g-dev
  libgtest-dev libgmock-dev
)
test_packages=(
  python3 python3-torch python3-numpy   # open the TorchScript archives
  nodejs chromium                       # the dashboard's tests
  clang-format clang-tidy shellcheck    # scripts/lint.sh
  clang llvm libclang-rt-14-dev         # sanitizers, in a third of GCC's time, and libFuzzer
  gcovr                                 # scripts/coverage.sh
  gnuplot-nox                           # sotto-lab report
  librapidcheck-dev libbenchmark-dev    # tests with random input, small benchmarks
)
# Node.js from elsewhere than Debian brings its npm along, and does not suffer Debian's beside it.
command -v npm >/dev/null || test_packages+=(npm)

# scikit-learn and what it loads. Debian's python3-scipy depends on Boost 1.74, which the Boost that Sotto is built with
# conflicts with: the two cannot be installed together.
unpacked_packages=(
  python3-sklearn python3-sklearn-lib python3-scipy python3-joblib python3-threadpoolctl python3-decorator liblbfgsb0
)
unpack_into=$(cd "$(dirname "$0")/.." && pwd)/build/measurements

# Into a fresh directory first, so that what is there is complete.
unpack() {
  local work
  work=$(mktemp -d)
  [ "$(id -u)" -ne 0 ] || apt-get update -qq
  # In root's own directory apt's user cannot write.
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@")
  mkdir -p "$unpack_into.new"
  for package in "$work"/*.deb; do dpkg-deb -x "$package" "$unpack_into.new"; done
  mv "$unpack_into.new" "$unpack_into"
  rm -r "$work"
}

packages=("${build_packages[@]}")
measurements=no
case "${1:-}" in
  '') ;;
  --tests) packages+=("${test_packages[@]}") ;;
  --measurements) packages=(python3 python3-numpy libopenblas0-pthread) measurements=yes ;;
  *) echo "setup.sh: unknown option '$1', expected --tests, --measurements or nothing" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "setup.sh: this system has no apt-get. Sotto is built on Debian 12 or a close relative;" >&2
  echo "          elsewhere install the equivalents of: ${packages[*]}" >&2
  exit 2
fi

missing=()
for package in "${packages[@]}"; do
  # A package that was removed but left its configuration behind is missing, too.
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] ||
    missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all ${#packages[@]} packages are installed"
else
  root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "setup.sh: these packages are missing and neither root nor sudo is at hand: ${missing[*]}" >&2
      exit 2
    }
    root=(sudo)
  fi

  echo "setup: installing ${#missing[@]} packages: ${missing[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  echo "setup: done"
fi

if [ $measurements = yes ] && [ ! -d "$unpack_into" ]; then
  echo "setup: unpacking ${#unpacked_packages[@]} packages into build/measurements: ${unpacked_packages[*]}"
  rm -rf "$unpack_into.new"
  unpack "${unpacked_packages[@]}"
fi
