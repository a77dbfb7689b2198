#!/usr/bin/env python3
"""finsmart backtest --signals: signals from a file come to what backtest.columns makes of them; what is wrong in one is said."""
import csv, json, os, subprocess, sys, tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


folder_object = tempfile.TemporaryDirectory()
folder = folder_object.name
env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))


def run(*args):
    return subprocess.run([program, *args], capture_output=True, text=True, env=env, cwd=folder)


def write(name, text):
    with open(os.path.join(folder, name), "w") as f:
        f.write(text)
    return name


run("import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "sp500")
with open(os.path.join(source, "scripts/data/sp500-2000.csv")) as f:
    dates = [row[0] for row in list(csv.reader(f))[1:]]
state, lines = 88172645463325252, ["date,entry,exit,short_entry,short_exit,size"]
for date in dates:
    state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
    what = state >> 60
    lines.append("%s,%d,%d,%d,%d,%g" % (date, what in (1, 9), what in (2, 9), what in (3, 8), what in (4, 8), 0.5 + (state >> 40 & 3) / 8))
signals = write("signals.csv", "\n".join(lines) + "\n")
study = write("columns.lua", """
return study { name = "columns", api = 1,
  run = function()
    local f, s = data.load("sp500"), data.load("signals")
    local r = backtest.columns { prices = f, entries = s.entry, exits = s.exit, short_entries = s.short_entry, short_exits = s.short_exit, size = s.size,
      fee_bps = 5, slippage_bps = 2, keep = "fills" }
    local out = {}
    for _, name in ipairs { "final_equity", "sharpe", "max_drawdown", "orders", "fills", "fees" } do out[name] = r.stats:column(name)[1] end
    return out
  end }""")
done = run("import", signals, "--dataset", "signals", "--kind", "table")
check("signals are a table", done.returncode == 0, done.stderr)
done = run("run", study, "--json")
check("the study runs", done.returncode == 0, done.stderr)
columns = json.loads(done.stdout)
done = run("backtest", "--signals", signals, "--data", "sp500", "--fee-bps", "5", "--slippage-bps", "2", "--json")
check("the backtest runs", done.returncode == 0, done.stderr)
doc = json.loads(done.stdout)
check("they trade", doc["fills"] > 500, doc["fills"])
check("both come to the same", doc["fills"] == columns["fills"] and doc["orders"] == columns["orders"] and doc["equity"]["value"][-1] == columns["final_equity"]
      and all(doc["metrics"][name] == columns[name] for name in ("sharpe", "max_drawdown", "fees")), (columns, doc["metrics"], doc["orders"], doc["fills"]))

# Symbols by name; a time that does not name one leaves it.
run("import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "two", "--symbol", "AAA")
two = write("two.csv", "date,symbol,entry,exit\n%s,sp500,true,false\n%s,sp500,false,true\n" % (dates[5], dates[9]))
done = run("backtest", "--signals", two, "--data", "sp500", "--json")
doc = json.loads(done.stdout or "{}")
check("a symbol is named in the file", done.returncode == 0 and doc["fills"] == 2 and doc["trades"][0]["entry_time"].startswith(dates[6]) and doc["trades"][0]["exit_time"].startswith(dates[10]), done.stderr)

for name, text, words in (
        ("symbol.csv", "date,symbol,entry\n2001-01-02,XYZ,1\n", "symbol 'XYZ' is not part of the run"),
        ("order.csv", "date,entry\n2001-01-03,1\n2001-01-02,0\n", "row 2: field 'date': the time is before that of the row above"),
        ("twice.csv", "date,entry\n2001-01-03,1\n2001-01-03,0\n", "the time is there twice"),
        ("size.csv", "date,entry,size\n2001-01-03,1,\n", "row 1: field 'size': expected a share of equity above 0"),
        ("negative.csv", "date,entry,size\n2001-01-03,1,-1\n", "row 1: field 'size': expected a share of equity above 0"),
        ("texts.csv", "date,entry\n2001-01-03,yes\n2001-01-04,no\n", "column 'entry' is of texts; expected true and false, or numbers"),
        ("empty.csv", "date,entry\n", "there are no weights"),
        ("notime.csv", "entry,exit\n1,0\n", "no column 'time' or 'date'")):
    done = run("backtest", "--signals", write(name, text), "--data", "sp500")
    check("%s is refused with its reason" % name, done.returncode == 1 and words in done.stderr, done.stderr)
done = run("backtest", "--signals", signals, "--weights", signals, "--data", "sp500")
check("not both files", done.returncode == 2 and "either --weights or --signals" in done.stderr, done.stderr)
done = run("backtest", "sma.lua", "--signals", signals, "--data", "sp500")
check("not a strategy and a file", done.returncode == 2 and "--signals" in done.stderr, done.stderr)

# The journal of such a run is replayed.
done = run("backtest", "--signals", signals, "--data", "sp500", "--journal", "run.fsj")
check("a journal is written", done.returncode == 0, done.stderr)
done = run("replay", "run.fsj")
check("and replayed", done.returncode == 0, done.stdout + done.stderr)

sys.exit(1 if failures else 0)
