#!/usr/bin/env python3
"""Holds the house's floors: who may include what, and how long a file may be."""
import os
import re
import subprocess
import sys

os.chdir(os.environ.get("SOURCE_DIR", os.path.join(os.path.dirname(__file__), "..", "..")))

# A room includes from itself and from the rooms named behind it (and theirs).
direct = {
    "base": [], "net": ["base"], "frame": ["base"], "compute": [],
    "market": ["base", "frame", "compute"], "trade": ["market"], "plugin": ["trade", "net"],
    "store": ["plugin"], "config": ["plugin"], "script": ["store", "config"],
    "work": ["script"], "sweep": ["work"], "server": ["sweep"], "cli": ["server"],
}
# Headers that only one room may see (and core/script/pow.c, which stands before the C library's pow()).
private = {r"^(lua|lualib|lauxlib|luajit)\.h$": "script", r"^dlfcn\.h$": "plugin", r"^event2/": "net"}
LONGEST = 1000


def below(room, seen):
    for other in direct[room]:
        if other not in seen:
            seen.add(other)
            below(other, seen)
    return seen


allowed = {room: below(room, {room}) for room in direct}
failures = []
files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.c", "*.h", "*.cc", "*.cpp"],
                       capture_output=True, text=True, check=True).stdout.split()
include = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
for path in files:
    parts = path.split("/")
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    generated = any("Generated from " in line for line in lines[:8])
    if len(lines) > LONGEST and not generated:
        failures.append(f"{path}: {len(lines)} lines; a file stays under {LONGEST}")
    for number, line in enumerate(lines, 1):
        match = include.match(line)
        if not match:
            continue
        name = match.group(1)
        first = name.split("/")[0] if "/" in name else None
        where = f"{path}:{number}: includes {name}"
        if parts[0] == "core" and len(parts) > 2:
            if first in direct and first not in allowed[parts[1]]:
                failures.append(f"{where}; core/{parts[1]} does not stand above core/{first}")
            for pattern, owner in private.items():
                if re.match(pattern, name) and parts[1] != owner and path != "core/script/pow.c":
                    failures.append(f"{where}; only core/{owner} may")
        elif parts[0] == "api" and (first in direct or re.match(r"(lua|event2|jansson)", name)):
            failures.append(f"{where}; api includes nothing of core")
        elif parts[0] == "plugins" and first in direct:
            failures.append(f"{where}; a plugin includes <finsmart/*.h> and its own library only")

for failure in failures:
    print("not ok -", failure)
if not failures:
    print(f"ok - {len(files)} files keep the floors")
sys.exit(1 if failures else 0)
