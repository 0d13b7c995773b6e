#!/usr/bin/env bash
# Installs what is missing, builds, and shows three networks learning to keep a secret.
# Options go to sotto-demo: ./demo.sh --help
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/scripts/setup.sh"
"$here/scripts/build.sh" release sotto-demo sotto-relay sotto-alice sotto-bob sotto-eve sotto-lab
exec "$here/build/release/bin/sotto-demo" "$@"
