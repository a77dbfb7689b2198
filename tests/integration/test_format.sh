#!/usr/bin/env bash
# clang-format decides the layout of every C and C++ source but the generated one.
cd "$SOURCE_DIR" || exit 1
wrong=$(git ls-files -co --exclude-standard '*.c' '*.h' '*.cpp' ':!api/finsmart/compute.h' | xargs clang-format --dry-run --Werror 2>&1 |
    grep 'error:' | cut -d: -f1 | sort -u)
if [ -z "$wrong" ]; then
    echo "ok - every source is as clang-format lays it out"
else
    echo "$wrong"
    echo "not ok - run clang-format -i on the files above"
    exit 1
fi
