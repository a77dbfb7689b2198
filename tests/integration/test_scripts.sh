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
