#!/usr/bin/env python3
"""Scripts give the same bits in every run, under any choice of the C library's kernels, with the JIT and without."""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
FOLDER = os.path.join(SOURCE, "tests", "lua", "determinism")
failed = 0


def report(what, good, detail=""):
    global failed
    failed += not good
    print(("ok - " if good else "not ok - ") + what)
    if not good:
        print("#   " + str(detail)[:2000])


with tempfile.TemporaryDirectory() as home:
    def run(*args, tunables=None):
        env = dict(os.environ)
        if tunables:
            env["GLIBC_TUNABLES"] = tunables
        done = subprocess.run([PROGRAM, *args, "--home", home], capture_output=True, text=True, env=env, timeout=120)
        return done.returncode, done.stdout, done.stderr

    # Made with a LuaJIT of the system under GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX: the plain kernels.
    with open(os.path.join(FOLDER, "math.json"), encoding="utf-8") as f:
        golden = json.load(f)
    for tunables in (None, "glibc.cpu.hwcaps=-AVX2,-FMA", "glibc.cpu.hwcaps=-AVX", "glibc.cpu.hwcaps=FMA,AVX2"):
        status, out, err = run("run", os.path.join(FOLDER, "math.lua"), "--json", tunables=tunables)
        found = json.loads(out) if status == 0 else {}
        differ = [name for name in golden if found.get(name) != golden[name]]
        report(f"math has the committed bits with {tunables or 'nothing set'}", not differ, (differ, err))
    first = run("run", os.path.join(FOLDER, "order.lua"), "--json")
    same = all(run("run", os.path.join(FOLDER, "order.lua"), "--json") == first for _ in range(19))
    report("pairs, columns and JSON have one order in 20 runs", first[0] == 0 and same, first)
    decisions = os.path.join(SOURCE, "tests", "lua", "script", "determinism_test.lua")
    for mode in ([], ["--coverage"]):
        status, out, err = run("test", decisions, *mode)
        report("decisions are those committed " + ("without the JIT" if mode else "with the JIT"), status == 0, out + err)
sys.exit(failed > 0)
