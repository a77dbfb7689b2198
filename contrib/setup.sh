#!/usr/bin/env bash
# Installs what FinanceSmart needs on Debian 12: setup.sh build, or setup.sh build test.
# Asks the package system only where something is missing, so a second run needs no network.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

wanted=()
for group in "$@"; do
    while read -r name; do wanted+=("$name"); done < <(
        awk -v group="[$group]" '{ sub(/#.*/, "") } /^\[/ { on = ($1 == group); next } on && NF { print $1 }' \
            "$here/packages.txt")
done
missing=()
for name in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "== All ${#wanted[@]} packages are there."
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup.sh: these packages are missing and neither root nor sudo is at hand: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo -n)
fi
echo "== Installing ${#missing[@]} Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
