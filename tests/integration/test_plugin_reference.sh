#!/bin/sh
# docs/reference/plugin-api.md says what the headers say, and the headers compile alone in C11 and C++17.
failed=0
report() { if [ "$2" -eq 0 ]; then echo "ok - $1"; else echo "not ok - $1"; failed=1; fi; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
luajit "$SOURCE_DIR/docs/plugin_api.lua" "$SOURCE_DIR/api/finsmart" > "$work/page.md" &&
    diff "$SOURCE_DIR/docs/reference/plugin-api.md" "$work/page.md" > "$work/diff"
report "the reference of the plugin interface is up to date (luajit docs/plugin_api.lua api/finsmart)" $?
head -20 "$work/diff"
strict="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only -I$SOURCE_DIR/api"
for header in "$SOURCE_DIR"/api/finsmart/*.h; do
    name=finsmart/$(basename "$header")
    echo "#include <$name>" > "$work/one.c"
    cc -std=c11 $strict "$work/one.c"
    report "$name compiles alone as C11" $?
    c++ -std=c++17 -x c++ $strict "$work/one.c"
    report "$name compiles alone as C++17" $?
done
exit $failed
