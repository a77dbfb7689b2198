#!/usr/bin/env python3
"""The cross as a plugin decides what the cross in Lua decides, to the bit, over one symbol and over several."""
import json
import os
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
SCRIPT = os.path.join(SOURCE, "scripts", "strategies", "sma_cross.lua")
failures = 0


def report(what, good, detail=""):
    global failures
    print(("ok - " if good else "not ok - ") + what)
    if not good:
        failures += 1
        print("".join(f"#   {line}\n" for line in str(detail).splitlines()[-20:]), end="")


def run(*args, check=True):
    result = subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=120)
    if check and result.returncode:
        sys.exit(f"not ok - finsmart {' '.join(args)}: {result.stderr}")
    return result


def make(home, dataset, *sets):
    csv = os.path.join(home, dataset + ".csv")
    args = [a for s in sets for a in ("--set", s)]
    with open(csv, "w", encoding="utf-8") as out:
        out.write(run("plugins", "run", "synthetic", "--format", "csv", *args).stdout)
    run("import", csv, "--dataset", dataset, "--home", home)


def backtest(home, strategy, *args):
    return json.loads(run("backtest", strategy, "--home", home, "--json", *args).stdout)


SAME = ("journal_hash", "orders", "fills", "rejected", "metrics", "equity", "trades", "params")

with tempfile.TemporaryDirectory() as home:
    make(home, "one", "symbols=ACME", "count=3000", "seed=3")
    make(home, "many", "symbols=AAA,BBB,CCC,DDD", "count=1500", "interval=5m", "seed=4")
    runs = {
        "daily bars of one symbol": ["--data", "one"],
        "with fees and slippage": ["--data", "one", "--fee-bps", "5", "--slippage-bps", "3"],
        "with other windows": ["--data", "one", "--param", "fast=3", "--param", "slow=200"],
        "five-minute bars of four symbols": ["--data", "many"],
    }
    for what, args in runs.items():
        lua, c = backtest(home, SCRIPT, *args), backtest(home, "plugin:sma_cross", *args)
        different = [key for key in SAME if lua[key] != c[key]]
        report(f"script and plugin agree: {what}", not different and lua["orders"] > 10,
               f"{different} {lua['orders']} {c['orders']}")
    bad = run("backtest", "plugin:sma_cross", "--data", "one", "--home", home, "--param", "fast=0", check=False)
    report("a parameter out of range is refused, naming it",
           bad.returncode == 2 and "'fast' is '0'; expected a whole number from 1 to 500" in bad.stderr,
           f"{bad.returncode} {bad.stderr}")
    bad = run("backtest", "plugin:sma_cros", "--data", "one", "--home", home, check=False)
    report("a wrong name is refused, with the nearest", "did you mean 'sma_cross'?" in bad.stderr, bad.stderr)
    bad = run("backtest", "plugin:synthetic", "--data", "one", "--home", home, check=False)
    report("a plugin that is no strategy is refused", "is no strategy; it offers source" in bad.stderr, bad.stderr)
sys.exit(1 if failures else 0)
