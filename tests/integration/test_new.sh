#!/usr/bin/env bash
# finsmart new: skeletons that pass the check, nothing overwritten, plain refusals.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
expect() { # expect "what" STATUS "text in the output" command...
    local what=$1 status=$2 text=$3 out got
    shift 3
    out=$("$@" 2>&1)
    got=$?
    if [ $got -eq "$status" ] && [[ $out == *"$text"* ]]; then
        echo "ok - $what"
    else
        echo "not ok - $what: exit status $got: $out"
        failed=1
    fi
}
for kind in strategy rule study report; do
    expect "new $kind names the file and the next step" 0 "finsmart check my_$kind.lua" "$FINSMART" new $kind my_$kind
    expect "the new $kind has no findings" 0 "nothing found" "$FINSMART" check --strict my_$kind.lua
done
for kind in strategy rule study; do
    expect "the tests of the new $kind pass" 0 " 0 failed" "$FINSMART" test my_${kind}_test.lua
    expect "the tests of the new $kind have no findings" 0 "nothing found" "$FINSMART" check --strict my_${kind}_test.lua
done
touch taken_test.lua
expect "a test is not overwritten" 1 "taken_test.lua is there already" "$FINSMART" new study taken
if [ -e taken.lua ]; then echo "not ok - half of it was written"; failed=1; else echo "ok - then nothing is written"; fi
expect "a file is not overwritten" 1 "my_rule.lua is there already" "$FINSMART" new strategy my_rule
grep -q 'return rule' my_rule.lua && echo "ok - it is as it was" || { echo "not ok - it changed"; failed=1; }
if grep -q '@[A-Z]*@' my_*.lua; then echo "not ok - placeholders are left"; failed=1; else echo "ok - no placeholder is left"; fi
expect "a folder is made" 0 "mine/a_study.lua" "$FINSMART" new study a_study --dir mine
expect "an unknown kind is wrong usage" 2 "expected strategy, rule, study, report or plugin" "$FINSMART" new stratgy x
expect "a name with a path is wrong usage" 2 "can't be a name" "$FINSMART" new study ../x
expect "a name with a space is wrong usage" 2 "can't be a name" "$FINSMART" new study "a b"
expect "a name that begins with a digit is wrong usage" 2 "can't be a name" "$FINSMART" new study 1x
expect "no name is wrong usage" 2 "" "$FINSMART" new study
expect "a folder that can't be made is an error" 1 "can't create the folder" "$FINSMART" new study x --dir my_rule.lua/y
if [ -d "$SOURCE_DIR/contrib/plugin-template" ]; then
    expect "new plugin says what to do next" 0 "plugins check build/my_bars.so" "$FINSMART" new plugin my_bars
    expect "a plugin is not overwritten" 1 "my_bars is there already" "$FINSMART" new plugin my_bars
    expect "a live source" 0 "--set port=9009" "$FINSMART" new plugin my_feed --sample line_feed
    # A name that make, CMake and C++ each have a use for.
    expect "a strategy in C++" 0 "backtest build/test.so" "$FINSMART" new plugin test --sample pullback
    expect "a name that the sample needs is wrong usage" 2 "can't be called 'message'" \
        "$FINSMART" new plugin message --sample line_feed
    expect "a plugin's name begins with a letter" 2 "beginning with a letter" "$FINSMART" new plugin _x
    expect "a script has no samples" 2 "'--sample' is for plugins" "$FINSMART" new study y --sample minimal
    if grep -rE 'minimal|line_feed|pullback|@[A-Z]+@' my_bars my_feed test | grep -v cmake_minimum; then
        echo "not ok - a sample's name is left"
        failed=1
    else
        echo "ok - nothing is left of the samples' names"
    fi
    # Without PKG_CONFIG_PATH: the headers are those of the program that made them.
    for name in my_bars my_feed test; do
        expect "$name builds with make, without a warning, and its tests pass" 0 "$name: passed" \
            env -u PKG_CONFIG_PATH CFLAGS="-O1 -Werror" CXXFLAGS="-O1 -Werror" make -s -C $name test all
        expect "$name passes the conformance test" 0 "" "$FINSMART" plugins check $name/out/$name.so
    done
    if "$FINSMART" new plugin again >next.txt && sed -n 's/^  //p' next.txt | env -u PKG_CONFIG_PATH bash -e >log.txt 2>&1 &&
        grep -q "100% tests passed" log.txt && grep -q "3 events" log.txt; then
        echo "ok - the commands that it prints do what they say"
    else
        echo "not ok - the commands that it prints: $(cat next.txt log.txt)"
        failed=1
    fi
fi
expect "without the template the message says where it was looked for" 1 "no plugin-template in /nowhere" \
    env FINSMART_SHARE=/nowhere "$FINSMART" new plugin other
exit $failed
