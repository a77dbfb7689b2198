#!/usr/bin/env python3
"""finsmart check --bias tells the leaky example strategies from the clean ones, and says where."""
import csv, json, math, os, subprocess, sys, tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


def table(path):
    """The shipped prices with further columns: two honest, four that know the future."""
    with open(os.path.join(source, "scripts/data/sp500-2000.csv")) as f:
        rows = list(csv.DictReader(f))
    close = [float(r["close"]) for r in rows]
    n, mean = len(close), sum(close) / len(close)
    deviation = math.sqrt(sum((x - mean) ** 2 for x in close) / (n - 1))
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["date", "open", "high", "low", "close", "volume", "next_close", "label", "zscore", "smooth", "previous"])
        for i, r in enumerate(rows):
            around = close[max(0, i - 10):i + 11]
            out.writerow([r["date"], r["open"], r["high"], r["low"], r["close"], r["volume"],
                          repr(close[min(i + 1, n - 1)]), int(i + 1 < n and close[i + 1] > close[i]),
                          repr((close[i] - mean) / deviation), repr(sum(around) / len(around)), repr(close[max(i - 1, 0)])])


expected = {"next_close": "column", "label_as_feature": "column", "whole_sample_zscore": "column",
            "centred_average": "column", "known_dates": "dates", "known_levels": "levels", "counts_bars": "start",
            "record_since_start": "start"}

with tempfile.TemporaryDirectory() as home:
    data = os.path.join(home, "prices.csv")
    table(data)
    env = dict(os.environ, FINSMART_HOME=home)
    done = subprocess.run([program, "import", data, "--dataset", "prices"], env=env, capture_output=True, text=True)
    check("the prices are imported", done.returncode == 0, done.stderr)
    folder = os.path.join(source, "tests/lua/bias")
    for kind, leaky in (("leaky", True), ("clean", False)):
        scripts = sorted(os.listdir(os.path.join(folder, kind)))
        check("there are 8 %s examples" % kind, len(scripts) == 8)
        for name in scripts:
            path = os.path.join(folder, kind, name)
            done = subprocess.run([program, "check", "--bias", "--data", "prices", "--json", path], env=env,
                                  capture_output=True, text=True)
            try:
                verdict = json.loads(done.stdout)[0]
            except ValueError:
                check("%s is judged" % name, False, done.stdout + done.stderr)
                continue
            tests = [f["test"] for f in verdict["findings"]]
            if leaky:
                want = expected[name[:-4]]
                check("%s is found out by '%s'" % (name, want), done.returncode == 1 and want in tests, done.stdout)
                found = [f for f in verdict["findings"] if f["test"] == want]
                check("%s: the first difference has a bar and a time" % name,
                      bool(found) and found[0]["bar"] >= 0 and found[0]["time"] is not None, done.stdout)
                if want == "column":
                    check("%s: the line that reads the column is named" % name, found and found[0]["line"] > 0, done.stdout)
            else:
                check("%s is clean" % name, done.returncode == 0 and not tests and verdict["decisions"] > 0, done.stdout)
    done = subprocess.run([program, "check", "--bias", os.path.join(folder, "clean/sma_cross.lua")], env=env,
                          capture_output=True, text=True)
    check("--bias without --data is wrong usage", done.returncode == 2 and "--data" in done.stderr, done.stderr)
sys.exit(failures > 0)
