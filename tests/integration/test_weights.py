#!/usr/bin/env python3
"""finsmart backtest --weights: files of dated weights decide what the same weights in a strategy decide, and bad ones say where."""
import json, os, subprocess, sys, tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


def run(*args):
    return subprocess.run([program, *args], capture_output=True, text=True, env=env, cwd=folder)


def write(name, text):
    with open(os.path.join(folder, name), "w") as f:
        f.write(text)
    return name


def result(*args):
    done = run("backtest", *args, "--data", "stocks", "--lot", "0.001", "--fee-bps", "2", "--json")
    check("backtest " + " ".join(args), done.returncode == 0, done.stderr)
    return json.loads(done.stdout) if done.returncode == 0 else {}


def refused(name, text, *expected, more=()):
    done = run("backtest", "--weights", write(name, text), "--data", "stocks", *more)
    check("%s is refused: %s" % (name, ", ".join(expected)),
          done.returncode == 1 and all(e in done.stderr for e in expected), done.stderr)


folder = tempfile.mkdtemp()
env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
check("import", run("import", os.path.join(source, "scripts/data/stocks.csv"), "--dataset", "stocks").returncode == 0)

# Three dates; the second lies between two bars, so that the bar after it decides.
weights = [("2001-01-01", {"MSFT": 0.5, "IBM": 0.3}), ("2002-03-15", {"IBM": 0.6, "AAPL": -0.2}), ("2003-06-01", {})]
table = "\n".join("{ t = time.parse '%s', w = { %s } }," % (d, ", ".join("%s = %g" % x for x in w.items()))
                  for d, w in weights)
write("same.lua", """
local all = { %s }
return strategy { name = "same", api = 1, description = "The weights of the files.",
  on_bar = function(ctx, s, bar) ctx.state.start = bar.time end,
  on_time = function(ctx)
    local due
    while all[ctx.state.next or 1] and all[ctx.state.next or 1].t <= ctx.state.start do
      due = all[ctx.state.next or 1].w
      ctx.state.next = (ctx.state.next or 1) + 1
    end
    if due then ctx:rebalance(due) end
  end }
""" % table)
expected = result("same.lua")
check("the strategy trades", expected.get("fills", 0) >= 4)

names = ["AAPL", "IBM", "MSFT"]
write("long.csv", "date,symbol,weight\n" + "".join("%s,%s,%g\n" % (d, s, x) for d, w in weights for s, x in w.items())
      + "2003-06-01,IBM,0\n")
write("wide.csv", "date," + ",".join(names) + "\n"
      + "".join(d + "," + ",".join("%g" % w.get(s, 0) for s in names) + "\n" for d, w in weights))
write("wide.ndjson", "".join(json.dumps({"date": d, **{s: float(w.get(s, 0)) for s in names}}) + "\n" for d, w in weights))
for name in ["long.csv", "wide.csv", "wide.ndjson"]:
    got = result("--weights", name)
    check(name + " decides the same", got.get("journal_hash") == expected.get("journal_hash"),
          "%s, expected %s" % (got.get("journal_hash"), expected.get("journal_hash")))
check("the file may stand as the strategy", result("wide.csv").get("journal_hash") == expected.get("journal_hash"))

write("holes.csv", "date,IBM,MSFT\n2001-01-01,0.4,0.3\n2002-01-01,,0.1\n")
holes = result("--weights", "holes.csv")
check("an empty cell leaves its symbol as it is", holes.get("orders") == 3, holes.get("orders"))

run("backtest", "--weights", "wide.csv", "--data", "stocks", "--lot", "0.001", "--journal", "w.fsj")
again = run("replay", "w.fsj")
check("a journal of weights replays", again.returncode == 0 and "identical" in again.stdout, again.stdout + again.stderr)
os.rename(os.path.join(folder, "wide.csv"), os.path.join(folder, "kept.csv"))
write("wide.csv", "date,IBM\n2001-01-01,0.1\n")
again = run("replay", "w.fsj")
check("and not with other weights", again.returncode == 1 and "content hash" in again.stderr, again.stderr)

refused("none.csv", "date,symbol\n2001-01-01,IBM\n", "none.csv", "column 'symbol'", "weights")
refused("notime.csv", "a,b\n1,2\n", "notime.csv", "no column 'time' or 'date'")
refused("order.csv", "date,IBM\n2002-01-01,0.1\n2001-01-01,0.2\n", "order.csv: row 2", "'date'", "before")
refused("twice.csv", "date,IBM\n2002-01-01,0.1\n2002-01-01,0.2\n", "twice.csv: row 2", "twice")
refused("same.csv", "date,symbol,weight\n2002-01-01,IBM,0.1\n2002-01-01,IBM,0.2\n", "same.csv: row 2", "'symbol'", "twice")
refused("empty.csv", "date,symbol,weight\n2002-01-01,IBM,\n2002-02-01,IBM,0.1\n", "empty.csv: row 1", "'weight'", "missing")
refused("far.csv", "date,IBM\n2002-01-01,4000\n", "far.csv: row 1", "'IBM'", "4000", "share of equity")
refused("other.csv", "date,IBMX\n2002-01-01,0.1\n", "other.csv", "'IBMX'", "not part of the run")
refused("rows.csv", "date,IBM\n", "rows.csv", "no weights")
done = run("backtest", "--data", "stocks")
check("no strategy is wrong usage", done.returncode == 2 and "which strategy" in done.stderr, done.stderr)
done = run("backtest", "same.lua", "--weights", "kept.csv", "--data", "stocks")
check("two strategies are wrong usage", done.returncode == 2 and "either a strategy or --weights" in done.stderr, done.stderr)
done = run("backtest", "--weights", "same.lua", "--data", "stocks")
check("a script is no file of weights", done.returncode == 2 and "expected a file" in done.stderr, done.stderr)
done = run("backtest", "kept.csv", "--param", "x=1", "--data", "stocks")
check("weights have no parameters", done.returncode == 2 and "no parameters" in done.stderr, done.stderr)
done = run("sweep", "kept.csv", "--data", "stocks", "--param", "x=1:2:1")
check("and are not swept", done.returncode == 2 and "no parameters to try" in done.stderr, done.stderr)
sys.exit(failures != 0)
