#!/usr/bin/env bash
# The report library's own tests, under a plain LuaJIT with no more than scripts have; the manual
# defines the figures that pages show; and the golden drawings are well-formed XML.
set -uo pipefail
cd "$SOURCE_DIR"
status=0
luajit tests/lua/report/harness.lua || status=1
luajit tests/lua/report/figure_tables.lua docs/reports.md || status=1
for file in tests/lua/report/golden/*.svg; do
    if python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' "$file"; then
        echo "ok - $file is well formed"
    else
        echo "not ok - $file is well formed"
        status=1
    fi
done
exit $status
