#!/usr/bin/env python3
"""Fills on the shipped prices, trade for trade as backtesting.py and backtrader make them (tests/oracles/engine_peers.py)."""
import csv, os, subprocess, sys, tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
golden = os.path.join(source, "tests/integration/golden")
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


def rows(path):
    with open(path) as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


with tempfile.TemporaryDirectory() as home:
    env = dict(os.environ, FINSMART_HOME=home)
    done = subprocess.run([program, "import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "sp500"],
                          env=env, capture_output=True, text=True)
    check("the prices are imported", done.returncode == 0, done.stderr)
    names = sorted(n for n in os.listdir(golden) if n.startswith("peers_"))
    check("there are goldens of five strategies", len(names) == 5)
    for name in names:
        strategy, peer = name[len("peers_"):-4].split("_")
        out = os.path.join(home, name)
        done = subprocess.run([program, "backtest", os.path.join(source, "tests/lua/peers", strategy + ".lua"), "--data",
                               "sp500", "--cash", "10000000", "--out", out], env=env, capture_output=True, text=True)
        if done.returncode != 0:
            check("%s runs" % strategy, False, done.stderr)
            continue
        ours, theirs = rows(os.path.join(out, "fills.csv")), rows(os.path.join(golden, name))
        wrong = [(a, b) for a, b in zip(ours, theirs)
                 if (a["bar_time"], a["side"], a["qty"]) != (b["bar_time"], b["side"], b["qty"])
                 or abs(float(a["price"]) - float(b["price"])) > 1e-6]
        check("%s: all %d fills as %s has them" % (strategy, len(theirs), peer),
              len(ours) == len(theirs) and len(theirs) > 50 and not wrong,
              "ours %d, theirs %d, first difference: %s" % (len(ours), len(theirs), wrong[:1]))
sys.exit(failures > 0)
