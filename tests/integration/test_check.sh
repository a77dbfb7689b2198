#!/usr/bin/env bash
# finsmart check: the parser agrees with LuaJIT.
set -u
cd "$SOURCE_DIR" || exit 1
failed=0

mapfile -t files < <(git ls-files -co --exclude-standard 'core/*.lua' 'scripts/*.lua' 'tests/lua/*.lua' 2>/dev/null | head -n 40)
luajit tests/lua/check/parser_agrees.lua core/script/check 40 "${files[@]}" || failed=1
exit $failed
