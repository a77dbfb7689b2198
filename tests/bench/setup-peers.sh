#!/usr/bin/env bash
# Makes the virtual environment with the peers that `finsmart bench NAME --peers` runs beside us, and in its lib folder
# libtulip.so from the C source in the npm package tulind.
#   tests/bench/setup-peers.sh [FOLDER]     default build/peers; prints the Python to pass to --peers
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-$here/../../build/peers}
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q --disable-pip-version-check -r "$here/peers/requirements.txt"
if [ ! -e "$folder/lib/libtulip.so" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && npm pack --silent tulind@0.8.20 >/dev/null && tar xzf tulind-0.8.20.tgz)
  gcc -O3 -shared -fPIC -o "$folder/lib/libtulip.so" \
    "$work/package/external/tiamalgamation.c" -lm
fi
echo "$folder/bin/python"
