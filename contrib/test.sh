#!/usr/bin/env bash
# Sets up and runs every test: release and sanitizer builds, unit, script, integration, floors, exported symbols,
# format, documentation samples, and a short fuzz of each parser. The last line counts.
#   contrib/test.sh            everything
#   contrib/test.sh quick      release build, all but the slow tests
#   contrib/test.sh crash [ROUNDS [SEED]]  a server killed under load, 1000 times unless said otherwise
#   contrib/test.sh power-cut  a server on everything that a power cut may leave, and which syncs that needs
#   contrib/test.sh faults     a server whose calls fail, each in turn
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=${1:-all}
fuzz_seconds=${FUZZ_SECONDS:-10}
jobs=$(nproc)
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
say() { printf '\n== %s\n' "$*"; }
give_up() {
    echo "test.sh: $*" >&2
    echo "$passed passed, $((failed + 1)) failed"
    exit 1
}

# ctest_in PRESET [ctest options]: runs its tests and adds them to the counts.
ctest_in() {
    local preset=$1
    shift
    ctest --test-dir "build/$preset" -j "$jobs" --timeout 900 --output-on-failure "$@" 2>&1 | tee "$log"
    local good
    good=$(grep -cE '^ *[0-9]+/[0-9]+ Test +#.* Passed ' "$log")
    [ "$good" -gt 0 ] || give_up "no test of the $preset build passed; were there any?"
    passed=$((passed + good))
    failed=$((failed + $(grep -cE '^ *[0-9]+/[0-9]+ Test +#.*\*\*\*(Failed|Timeout|Exception|Not Run)' "$log")))
    skipped=$((skipped + $(grep -cE '^ *[0-9]+/[0-9]+ Test +#.*\*\*\*Skipped' "$log")))
}

build() {
    # The quick start leaves the tests out of its build folder: ask for them.
    cmake --preset "$1" -DBUILD_TESTING=ON >"$log" 2>&1 || { cat "$log"; give_up "configuring $1 failed"; }
    cmake --build --preset "$1" -j "$jobs" "${@:2}" >"$log" 2>&1 || { tail -n 60 "$log"; give_up "building $1 failed"; }
}

case $mode in
crash | power-cut | faults)
    build release
    export FINSMART=$PWD/build/release/finsmart SOURCE_DIR=$PWD BUILD_DIR=$PWD/build/release
    name=${mode%-cut}
    exec "tests/integration/server/$name.py" "${@:2}"
    ;;
all | quick) ;;
*) give_up "'$mode' is none of all, quick, crash, power-cut, faults" ;;
esac

say "Setting up"
contrib/setup.sh build test || give_up "set-up failed"

say "Release build and its tests"
build release
if [ "$mode" = quick ]; then ctest_in release -LE slow; else ctest_in release; fi

if [ "$mode" = all ]; then
    say "Sanitizer build (ASan, UBSan) and its tests"
    build asan
    ctest_in asan -LE 'slow|once'

    say "Fuzzing each parser for $fuzz_seconds seconds"
    build fuzz --target fuzzers
    for fuzzer in build/fuzz/tests/fuzz/fuzz_*; do
        [ -x "$fuzzer" ] || continue
        name=$(basename "$fuzzer")
        scratch=$(mktemp -d)
        corpus=tests/fuzz/corpus/${name#fuzz_}
        if (cd "$scratch" && mkdir found && "$OLDPWD/$fuzzer" -max_total_time="$fuzz_seconds" -rss_limit_mb=4096 -timeout=25 \
            -print_final_stats=1 found $([ -d "$OLDPWD/$corpus" ] && echo "$OLDPWD/$corpus") >log 2>&1); then
            passed=$((passed + 1))
            echo "ok - $name: $(grep -o 'number_of_executed_units: .*' "$scratch/log")"
        else
            failed=$((failed + 1))
            echo "not ok - $name"
            tail -n 40 "$scratch/log"
        fi
        rm -rf "$scratch"
    done
fi

say "Done"
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
