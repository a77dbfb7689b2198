#!/usr/bin/env python3
"""Instruments, events, universes and halts from the command line: what they do to runs, what files with mistakes get to hear."""
import csv, json, os, subprocess, sys, tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
golden = os.path.join(source, "tests/integration/golden/adjusted")
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print("#", str(detail).replace("\n", "\n# "))


def run(*args):
    return subprocess.run([program, *args], capture_output=True, text=True, env=env, cwd=folder)


def write(name, text):
    with open(os.path.join(folder, name), "w") as f:
        f.write(text)
    return name


def backtest(*args):
    done = run("backtest", *args, "--json")
    if done.returncode:
        check("backtest " + " ".join(args), False, done.stderr)
        return {}
    return json.loads(done.stdout)


def refused(what, *args, status=1, expected):
    done = run(*args)
    check(what, done.returncode == status and expected in done.stderr, "%d\n%s" % (done.returncode, done.stderr))


def rows(name):
    with open(os.path.join(folder, name)) as f:
        return list(csv.DictReader(f))


folder = tempfile.mkdtemp()
env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))

# Adjusted prices against pandas, at several times: nothing of what comes later is in them.
run("import", os.path.join(golden, "bars.csv"), "--dataset", "X", "--symbol", "X")
write("adjusted.lua", """
return strategy { name = "adjusted", api = 1, on_bar = function(ctx, s, bar)
  s.n = (s.n or -1) + 1
  for _, at in ipairs { 60, 119, 120, 121, 200, 299 } do
    if s.n == at then
      local close, volume, raw = s:adjusted(100), s:adjusted(100, "volume"), s:history(100)
      for i = 1, #close do print(time.format(bar.time):sub(1, 10), ("%.17g"):format(close[i]), ("%.17g"):format(volume[i])) end
      -- Both ways round are one: the present price times the adjustment is a scale apart.
      assert(raw[-1] == bar.close and close[-1] == bar.close)
      s.last = bar.close * s.adjustment
    end
  end
end }
""")
done = run("backtest", "adjusted.lua", "--data", "X", "--events", os.path.join(golden, "events.csv"))
check("the strategy that reads adjusted prices runs", done.returncode == 0, done.stderr)
got = [line.split("\t") for line in done.stderr.splitlines() if line.count("\t") == 2]
with open(os.path.join(golden, "adjusted.csv")) as f:
    expected = list(csv.DictReader(f))
worst = max([abs(float(g[1 + k]) / float(e[name]) - 1) for g, e in zip(got, expected) for k, name in enumerate(["close", "volume"])] or [1])
check("adjusted closes and volumes are those of pandas (worst %.1e)" % worst,
      len(got) == len(expected) and all(g[0] == e["known"] for g, e in zip(got, expected)) and worst < 1e-12,
      "%d rows, expected %d; %s" % (len(got), len(expected), next(((g, e) for g, e in zip(got, expected) if abs(float(g[1]) / float(e["close"]) - 1) > 1e-12), None)))

# Two stocks: one splits and pays, the other is delisted; a third is there from the beginning.
days = ["2020-03-%02d" % d for d in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
prices = {"AAA": [100, 100, 102, 51, 52, 53, 53, 54, 54, 55], "BAD": [20, 20, 18, 10, 4, 2],
          "IDX": [10, 10.5, 10, 11, 11, 11, 12, 12, 12, 12]}
write("bars.csv", "date,symbol,open,high,low,close,volume\n" + "".join(
    "%s,%s,%g,%g,%g,%g,1000\n" % (day, s, p, p, p, p) for s in prices for day, p in zip(days, prices[s])))
check("import", run("import", "bars.csv", "--dataset", "stocks").returncode == 0)
write("events.csv", "symbol,date,type,amount,ratio\nAAA,2020-03-05,split,,2:1\nAAA,2020-03-10,dividend,0.5,\n"
      "BAD,2020-03-10,delisting,0.25,\nNOBODY,2020-03-10,dividend,1,\n")
write("hold.lua", """
return strategy { name = "hold", api = 1,
  params = { stop = { 0, min = 0, max = 1e6 } },
  on_bar = function(ctx, s, bar)
    if bar.symbol ~= "IDX" and not s.bought then
      s.bought = true
      s:buy(10)
    end
  end,
  on_event = function(ctx, s, e)
    print("event", time.format(e.time):sub(1, 10), e.symbol, e.type, e.before, e.after, e.cash)
  end }
""")
r = backtest("hold.lua", "--data", "stocks", "--events", "events.csv", "--out", "out", "--journal", "run.fsj")
# 10 AAA at 100 and 10 BAD at 20: 20 AAA worth 55, 10 of dividends, 2.50 of what was delisted.
check("the account after split, dividend and delisting", r.get("metrics", {}).get("final_equity") == 100000 - 1000 - 200 + 1100 + 10 + 2.5,
      r.get("metrics"))
check("the result lists the events", [(e["symbol"], e["type"], e["position_before"], e["position_after"], e["cash"]) for e in r.get("events", [])]
      == [("AAA", "split", 10, 20, 0), ("AAA", "dividend", 20, 20, 10), ("BAD", "delisting", 10, 0, 2.5)], r.get("events"))
check("dividends are an income of their own", r.get("income") == {"dividends": 10, "funding": 0}, r.get("income"))
brought = sum(g["pnl"] for g in r["tearsheet"]["attribution"]["symbol"])
check("what the symbols brought adds up to the account's gain", abs(brought - (r["metrics"]["final_equity"] - 100000)) < 1e-9, brought)
check("events.csv has them", [(e["symbol"], e["type"], e["cash"]) for e in rows("out/events.csv")]
      == [("AAA", "split", "0"), ("AAA", "dividend", "10"), ("BAD", "delisting", "2.5")], rows("out/events.csv"))
check("a trade that ended at its delisting has its price", [t["exit_price"] for t in rows("out/trades.csv") if t["symbol"] == "BAD"] == ["0.25"])
shown = run("audit", "show", "run.fsj")
check("the journal tells them", "split of AAA: position 10, then 20" in shown.stdout and "delisting of BAD: position 10, then 0" in shown.stdout,
      shown.stdout[-1500:])
again = run("replay", "run.fsj")
check("a replay is identical", again.returncode == 0 and "identical" in again.stdout, again.stdout + again.stderr)
write("events.csv", open(os.path.join(folder, "events.csv")).read().replace("0.5", "0.6"))
refused("a replay with other events is refused", "replay", "run.fsj", expected="the events is not the one recorded")
write("events.csv", open(os.path.join(folder, "events.csv")).read().replace("0.6", "0.5"))
check("without events nothing of them is in the result", backtest("hold.lua", "--data", "stocks").get("events") == [])
page = run("backtest", "hold.lua", "--data", "stocks", "--events", "events.csv", "--report", "r.html")
check("the page has them", page.returncode == 0 and "Events of what was held" in open(os.path.join(folder, "r.html")).read(), page.stderr)
done = run("sweep", "hold.lua", "--data", "stocks", "--events", "events.csv", "--param", "stop=0:1:1", "--jobs", "1", "--json")
best = json.loads(done.stdout) if done.returncode == 0 else {}
check("a sweep runs through the same events", len(best.get("top", [])) == 2 and
      best["top"][0]["metrics"]["final_equity"] == r["metrics"]["final_equity"], done.stdout[:1500] + done.stderr)

# Survivorship: who buys all of today's members of yesterday's index does not know who will fall out.
write("universe.csv", "symbol,from,to\nAAA,2020-01-01,\nBAD,2020-01-01,2020-03-05\nIDX,2020-03-06,\n")
write("members.lua", """
return strategy { name = "members", api = 1,
  on_time = function(ctx)
    print(time.format(ctx.now):sub(1, 10), table.concat(ctx.universe, " "))
    for _, name in ipairs(ctx.symbols) do
      local s = ctx:symbol(name)
      if s.member and s.position == 0 and s.pending == 0 then s:buy(1) end
      if not s.member and s.position > 0 and s.pending == 0 then s:close() end
    end
  end }
""")
done = run("backtest", "members.lua", "--data", "stocks", "--universe", "universe.csv", "--out", "m")
check("a universe changes on its days", "2020-03-03\tAAA BAD" in done.stderr and "2020-03-07\tAAA IDX" in done.stderr, done.stderr)
fills = [(f["symbol"], f["side"], f["bar_time"][:10]) for f in rows("m/fills.csv")]
check("members are bought, who leaves is sold", fills == [("AAA", "buy", "2020-03-03"), ("BAD", "buy", "2020-03-03"), ("BAD", "sell", "2020-03-06"), ("IDX", "buy", "2020-03-06")]
      or sorted(fills) == sorted([("AAA", "buy", "2020-03-03"), ("BAD", "buy", "2020-03-03"), ("BAD", "sell", "2020-03-06"), ("IDX", "buy", "2020-03-06")]), fills)
write("greedy.lua", 'return strategy { name = "greedy", api = 1, on_bar = function(ctx, s) s:buy(1) end }')
r = backtest("greedy.lua", "--data", "stocks", "--universe", "universe.csv")
check("who is no member is not bought", r.get("rejections", {}).get("universe") == 4 + 2, r.get("rejections"))

# Halts and limits up and down.
write("halts.csv", "symbol,from,to\nAAA,2020-03-03,2020-03-06\n")
r = backtest("hold.lua", "--data", "stocks", "--symbol", "AAA", "--halts", "halts.csv", "--out", "h")
check("nothing trades while halted", [f["bar_time"][:10] for f in rows("h/fills.csv")] == ["2020-03-06"], rows("h/fills.csv"))
r = backtest("greedy.lua", "--data", "stocks", "--symbol", "BAD", "--price-band", "0.3", "--out", "b")
check("nothing trades beyond the band", [f["price"] for f in rows("b/fills.csv") if f["price"] in ("10", "4", "2")] == [], rows("b/fills.csv"))

# Instruments: with the dataset, or in a run's own file.
write("instruments.csv", "symbol,kind,currency,lot,tick,multiplier,initial_margin,maintenance_margin,expiry,root\n"
      "AAA,equity,USD,5,,,,,,\nIDX,future,USD,,0.5,1,5%,4%,2020-03-09,IX\n")
check("import --instruments", run("import", "bars.csv", "--dataset", "stocks", "--instruments", "instruments.csv").returncode == 0)
done = run("data", "show", "stocks")
check("data show tells them", "IDX         future  USD" in done.stdout and "2020-03-10T00:00:00Z" in done.stdout, done.stdout)
shown = json.loads(run("data", "show", "stocks", "--json").stdout)
check("and in JSON", shown["instruments"][1]["initial_margin"] == "5%" and shown["instruments"][0]["lot"] == "5", shown.get("instruments"))
r = backtest("greedy.lua", "--data", "stocks", "--symbol", "AAA")
check("the dataset's lot counts", r.get("rejections", {}).get("lot") == 10, r.get("rejections"))
check("the result names the file", "instruments" in r.get("data", {}).get("files", {}), r.get("data"))
write("none.csv", "symbol\nAAA\nIDX\n")
r = backtest("greedy.lua", "--data", "stocks", "--symbol", "AAA", "--instruments", "none.csv")
check("--instruments stands for the dataset's", "lot" not in r.get("rejections", {}), r.get("rejections"))
r = backtest("greedy.lua", "--data", "stocks", "--symbol", "IDX", "--symbol", "AAA")
check("a future's orders end with it", r.get("rejections", {}).get("instrument_expired", 0) >= 3, r.get("rejections"))
r = backtest("greedy.lua", "--data", "stocks", "--symbol", "IDX")
check("a future is held on its margin", 0 < r.get("account", {}).get("most_initial_margin", 0) < 5, r.get("account"))
write("other.csv", "symbol,currency\nAAA,USD\nBAD,EUR\n")
refused("prices of two currencies in one sum", "backtest", "greedy.lua", "--data", "stocks", "--instruments", "other.csv",
        expected="the instruments have prices in USD and in EUR, and the account has no currency")

# Mistakes.
write("typo.csv", "symbol,date,type,ratio\nAAa,2020-03-05,split,2:1\n")
done = run("backtest", "hold.lua", "--data", "stocks", "--events", "typo.csv")
check("a file of other symbols is told", done.returncode == 0 and "is of a symbol of this run" in done.stderr, done.stderr)
write("bad.csv", "symbol,kind,multiplier\nAAA,equity,1\nIDX,futures,0\n")
refused("an unknown kind", "backtest", "hold.lua", "--data", "stocks", "--instruments", "bad.csv",
        expected="bad.csv: row 2: column 'kind' is 'futures'; expected equity, etf, future, fx, crypto or perpetual; did you mean 'future'?")
refused("it is not kept with a dataset either", "import", "bars.csv", "--dataset", "stocks", "--instruments", "bad.csv",
        expected="bad.csv: row 2: column 'kind'")
write("bad.csv", "symbol,date,type,ratio\nAAA,2020-03-05,split,two\n")
refused("a ratio that is none", "backtest", "hold.lua", "--data", "stocks", "--events", "bad.csv",
        expected="bad.csv: row 1: column 'ratio' is 'two'; expected new units for old ones, such as 2, 3:2 or 1:10")
write("bad.csv", "symbol,from,until\nAAA,2020-03-05,\n")
refused("an unknown column", "backtest", "hold.lua", "--data", "stocks", "--universe", "bad.csv",
        expected="bad.csv: column 'until' is not known")
refused("a file that is not there", "backtest", "hold.lua", "--data", "stocks", "--halts", "nowhere.csv", expected="nowhere.csv")
refused("a band of more than all", "backtest", "hold.lua", "--data", "stocks", "--price-band", "2", status=2, expected="price-band")
refused("permutations of raw prices", "sweep", "hold.lua", "--data", "stocks", "--events", "events.csv", "--param", "stop=0:1:1",
        "--permutations", "10", status=2, expected="it does not go with --events")
write("bad.lua", 'return strategy { name = "bad", api = 1, on_bar = function(ctx, s) s:adjusted(5, "clse") end }')
refused("a column that is none", "backtest", "bad.lua", "--data", "stocks", expected="adjusted has no column 'clse'; did you mean 'close'?")
write("bad.lua", 'return strategy { name = "bad", api = 1, on_bar = function(ctx, s) s.member = true end }')
refused("membership is the engine's", "backtest", "bad.lua", "--data", "stocks", expected="s.member cannot be set")
write("bad.lua", 'return strategy { name = "bad", api = 1, on_bar = function(ctx, s) end, on_event = function(ctx, s, e) return e.typ end }')
done = run("check", "bad.lua")
check("check knows the fields of an event", done.returncode == 1 and "typ" in done.stdout + done.stderr and "type" in done.stdout + done.stderr, done.stdout + done.stderr)

print("%d failures" % failures)
sys.exit(failures > 0)
