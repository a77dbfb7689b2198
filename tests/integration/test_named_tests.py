#!/usr/bin/env python3
"""Every test that the documentation's tables name exists and is run.

In the tables of the pages below, the column headed "FinanceSmart" or "held by" names tests:
  `unit/trade/test_gate`, `integration/test_ticks`   a program of tests/ that ctest knows; `test_gate` where there is one such
  `unit/trade/test_gate: rejects_without_a_price`    one test of it; of others than C a text that the file has
  `lua/script/ticks_test.lua: title`                 tests of scripts, in a folder that integration/test_scripts runs; so `scripts/...`
  `match_cases.txt`                                  cases that a program of tests/unit reads
  "words of a title"                                 a case of scenarios.txt or venue_scenarios.txt
A cell that says neither "no" nor a dash names one at least.
"""
import glob
import os
import re
import subprocess
import sys

SOURCE, BUILD = os.environ["SOURCE_DIR"], os.environ["BUILD_DIR"]
PAGES = ("comparison.md", "what-happens-when.md")
COLUMNS = ("FinanceSmart", "held by")
failures = []


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


registered = set(re.findall(r"Test\s+#\d+: (\S+)", subprocess.run(["ctest", "--test-dir", BUILD, "-N"], capture_output=True, text=True, check=True).stdout))
units = {path: read(os.path.relpath(path, SOURCE)) for path in glob.glob(f"{SOURCE}/tests/unit/*/*.c")}
titles = [line[5:] for name in ("scenarios", "venue_scenarios") for line in read(f"tests/unit/trade/{name}.txt").splitlines() if line.startswith("case ")]
script_folders = re.findall(r'"\$SOURCE_DIR/([^"]+)"', read("tests/integration/test_scripts.sh"))


def program(path, name):
    """What is wrong with a test that ctest runs, or None."""
    if path not in registered:
        return "ctest does not know it"
    found = glob.glob(f"{SOURCE}/tests/{path}.*")
    if not found:
        return "its file is not there"
    text = read(os.path.relpath(found[0], SOURCE))
    if name and found[0].endswith(".c"):
        return None if f"START_TEST({name})" in text and re.search(rf"tcase_add\w*test\(\w+,\s*{name}\b", text) else f"it runs no test {name}"
    return None if not name or name in text else f"it has nothing of '{name}'"


def script(path, name):
    file = path if path.startswith("scripts/") else "tests/" + path
    if not os.path.exists(os.path.join(SOURCE, file)):
        return "its file is not there"
    if not any(file.startswith(folder + "/") for folder in script_folders):
        return "integration/test_scripts does not run its folder"
    text = read(file)
    return None if not name or f'test("{name}' in text or f'.. " {name}' in text else f"it has no test '{name}'"


def problem(token):
    path, _, name = token.partition(": ")
    if re.match(r"(unit|integration)/", path):
        return program(path, name)
    if re.match(r"(lua|scripts)/.*_test\.lua$", path):
        return script(path, name)
    if path.endswith(".txt"):
        return None if any(f"/{path}" in text for text in units.values()) else "no program of tests/unit reads it"
    if path.startswith("test_"):
        full = [test for test in registered if test.endswith("/" + path)]
        return program(full[0], name) if len(full) == 1 else f"{len(full)} tests have this name"
    return False  # another word in code


def check_cell(place, cell):
    tests, outside = 0, cell
    for token in re.findall(r"`([^`]+)`", cell):
        outside = outside.replace(f"`{token}`", "", 1)
        wrong = problem(token)
        tests += wrong is None
        if wrong:
            failures.append(f"{place}: `{token}`: {wrong}")
    for words in re.findall(r'"([^"]+)"', outside):
        tests += 1
        if not any(words in title for title in titles):
            failures.append(f'{place}: "{words}" is in the title of no case')
    if not tests and not re.match(r"(no\b|–|$)", cell):
        failures.append(f"{place}: '{cell}' names no test")
    return tests


count = 0
for page in PAGES:
    column, named = None, 0
    for number, line in enumerate(read(f"docs/{page}").splitlines(), 1):
        if not line.startswith("|"):
            column = None
            continue
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        if column is None:
            column = next((i for i, c in enumerate(cells) if c in COLUMNS), -1)
        elif column >= 0 and not set(line) <= set("|-: "):
            if column >= len(cells):
                failures.append(f"{page}:{number}: the row ends before the column")
            else:
                named += check_cell(f"{page}:{number}", cells[column])
    if not named:
        failures.append(f"{page}: it names no test at all")
    count += named
for failure in failures:
    print("not ok - " + failure)
if not failures:
    print(f"ok - {count} tests that the documentation names exist and are run")
sys.exit(1 if failures else 0)
