#!/usr/bin/env bash
# Makes the virtual environment with the peers that `finsmart bench engine --peers` runs beside us.
#   tests/bench/setup-peers.sh [FOLDER]     default build/peers; prints the Python to pass to --peers
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-$here/../../build/peers}
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$here/peers/requirements.txt"
echo "$folder/bin/python"
