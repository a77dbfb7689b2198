#!/usr/bin/env bash
# From a bare Debian 12 to a first backtest: installs, builds, imports real prices, backtests one strategy written in
# Lua and in C, shows that both decide alike to the bit, and writes a report page. Safe to run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
say() { printf '\n== %s\n' "$*"; }

say "1 of 6: what the build needs"
contrib/setup.sh build

say "2 of 6: building (build/release)"
cmake --preset release -DBUILD_TESTING=OFF >/dev/null
cmake --build --preset release
finsmart=build/release/finsmart
"$finsmart" version

export FINSMART_HOME=${FINSMART_HOME:-finsmart-data}
out=$FINSMART_HOME/quickstart
mkdir -p "$out"
say "3 of 6: importing the S&P 500's daily prices, 2000 to 2020 (into $FINSMART_HOME)"
"$finsmart" import scripts/data/sp500-2000.csv --dataset sp500 --calendar NYSE
"$finsmart" data show sp500

say "4 of 6: backtesting a moving-average cross in Lua, and the same as a C plugin"
"$finsmart" backtest scripts/strategies/sma_cross.lua --data sp500 --fee-bps 5 --json --out "$out/lua" >"$out/lua.json"
"$finsmart" backtest plugin:sma_cross --data sp500 --fee-bps 5 --json --out "$out/c" >"$out/c.json"
luajit contrib/compare.lua "$out/lua.json" "$out/c.json"
for table in orders fills equity; do
    cmp "$out/lua/$table.csv" "$out/c/$table.csv" && echo "$table.csv: equal, byte for byte"
done

say "5 of 6: the result, with a report page"
"$finsmart" backtest scripts/strategies/sma_cross.lua --data sp500 --fee-bps 5 --benchmark sp500 --report "$out/report.html"

say "6 of 6: what to try next"
cat <<TXT
  open $(realpath "$out/report.html") in a browser: the report
  $finsmart backtest scripts/strategies/sma_cross.lua --data sp500 --param fast=20 --param slow=100
  $finsmart new strategy my_idea && $finsmart check my_idea.lua
  $finsmart repl
  $finsmart --help
  docs/tutorial.md: the tutorial, from a price file to a tested strategy
TXT
