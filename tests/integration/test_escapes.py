#!/usr/bin/env python3
"""Scripts that try to run away or to get out: each ends with exit status 1 and a message that says what and where."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
FOLDER = os.path.join(SOURCE, "tests", "lua", "escapes")
SANITIZED = json.loads(subprocess.run([PROGRAM, "version", "--json"], capture_output=True, text=True,
                                      check=True).stdout)["sanitizers"] not in ("", "none")


def judge(name):
    path = os.path.join(FOLDER, name)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    expected = re.match(r"-- expect: (.*)", text).group(1)
    limit = ("6" if SANITIZED else "2") if "time limit" in expected else "90"  # what does not loop has time to fail
    with tempfile.TemporaryDirectory() as home:
        if "return strategy" in text:
            # A strategy runs inside a test of its own, on a few bars.
            test = os.path.join(home, "run_test.lua")
            with open(test, "w", encoding="utf-8") as f:
                f.write('test("runs", function(t)\n'
                        '  local times = {}\n'
                        '  for i = 1, 9 do times[i] = i * 86400 end\n'
                        '  t.backtest { script = "%s", data = frame.new { time = frame.times(times),'
                        ' close = { 1, 2, 3, 4, 5, 6, 7, 8, 9 } } }\nend)\n' % path)
            command = ["test", test]
        else:
            command = ["run", path, "--json"]
        done = subprocess.run([PROGRAM] + command + ["--home", home, "--time-limit", limit,
                                                     "--memory-limit", "128"],
                              capture_output=True, text=True, errors="replace", timeout=120)
    said = done.stdout + done.stderr
    problems = []
    if done.returncode != 1:
        problems.append(f"exit status {done.returncode}, expected 1")
    if expected not in said:
        problems.append(f"the message lacks: {expected}")
    if "crashed" in said or "Sanitizer" in said:
        problems.append("it crashed")
    if re.search(r"0x[0-9a-f]{6,}", said):
        problems.append("an address shows")
    if name not in said:
        problems.append("the message does not name the script")
    return name, problems, said


names = sorted(os.listdir(FOLDER))
failed = 0
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for name, problems, said in pool.map(judge, names):
        failed += bool(problems)
        print(("not ok - " if problems else "ok - ") + "contains " + name[:-4].replace("_", " "))
        for problem in problems:
            print("#   " + problem)
        if problems:
            print("#   " + said.strip()[:600].replace("\n", "\n#   "))
sys.exit(failed > 0)
