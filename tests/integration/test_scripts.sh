#!/bin/sh
# The tests that the shipped scripts bring along.
set -u
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
if "$FINSMART" test --home "$home" "$SOURCE_DIR/scripts" "$SOURCE_DIR/tests/lua/script" >"$home/out" 2>&1; then
    echo "ok - $(tail -1 "$home/out" | sed 's/^# //') in scripts/ and tests/lua/script/"
else
    cat "$home/out"
    echo "not ok - the tests of the shipped scripts"
    exit 1
fi
"$FINSMART" import "$SOURCE_DIR/scripts/data/sp500-2000.csv" --dataset sp500 --calendar NYSE --home "$home" >/dev/null 2>&1
if "$FINSMART" backtest "$SOURCE_DIR/tests/lua/script/closed_bars.lua" --data sp500 --home "$home" --from 2008-11-03 --to 2009-01-30 \
    >"$home/out" 2>&1; then
    echo "ok - data.load in a strategy ends with the bar that just closed, half days and holidays included"
else
    cat "$home/out"
    echo "not ok - data.load in a strategy ends with the bar that just closed"
    exit 1
fi
