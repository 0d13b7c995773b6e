#!/usr/bin/env bash
# Installs what is missing, builds, and measures everything, or the named parts only:
#   ./bench.sh [micro] [step] [live] [relay] [secret] [memory] [dashboard] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || "$here/scripts/setup.sh" --tests
case " $* " in *" --help "* | *" -h "*) exec python3 "$here/bench/run.py" --help ;; esac
# A wrong command line is told of before minutes of building.
python3 "$here/bench/run.py" --check "$@"
"$here/scripts/setup.sh" --tests
"$here/scripts/build.sh" release sotto-demo sotto-relay sotto-alice sotto-bob sotto-eve sotto-lab \
  micro paper_step dense_step bare_loop relay_hop
exec python3 "$here/bench/run.py" "$@"
