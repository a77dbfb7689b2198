#!/usr/bin/env bash
# The same strategy in Lua and as a C plugin decides alike to the bit, and alike in every build and on every processor.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export FINSMART_HOME=$work/home
fail() { echo "not ok - $*"; exit 1; }

"$FINSMART" import "$SOURCE_DIR/scripts/data/sp500-2000.csv" --dataset sp500 --calendar NYSE >/dev/null 2>&1
"$FINSMART" backtest "$SOURCE_DIR/scripts/strategies/sma_cross.lua" --data sp500 --fee-bps 5 --json --out lua >lua.json
"$FINSMART" backtest plugin:sma_cross --data sp500 --fee-bps 5 --json --out c >c.json
luajit "$SOURCE_DIR/contrib/compare.lua" lua.json c.json || fail "Lua and C differ"
for table in orders fills equity trades; do
    cmp "lua/$table.csv" "c/$table.csv" || fail "$table.csv differs"
done
echo "ok - orders, fills, trades, equity, metrics and journal hash are equal in Lua and in C"

# One run's hash, kept: a change of it is a change of decisions or of the format, and belongs into the changelog.
kept=$(cat "$SOURCE_DIR/tests/integration/journal_hash.txt")
hash=$(jq -r .journal_hash lua.json)
[ "$hash" = "$kept" ] || fail "journal_hash is $hash; kept in tests/integration/journal_hash.txt: $kept"
echo "ok - the journal hash is the one kept, in this build too"

for tunables in glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-BMI2 glibc.cpu.hwcaps=-AVX512F; do
    other=$(GLIBC_TUNABLES=$tunables "$FINSMART" backtest "$SOURCE_DIR/scripts/strategies/sma_cross.lua" --data sp500 \
        --fee-bps 5 --json | jq -r .journal_hash)
    [ "$other" = "$kept" ] || fail "with $tunables the hash is $other"
done
echo "ok - and with processor features switched off"
