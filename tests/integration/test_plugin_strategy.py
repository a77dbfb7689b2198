#!/usr/bin/env python3
"""The cross as a plugin decides what the cross in Lua decides, to the bit, over one symbol and over several;
a strategy in C hears of what happens to instruments as one in Lua does."""
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

    # Every type of event, several at one instant, on a day without bars, before the first bar and after the last.
    EVENTS = """symbol,date,type,into,amount,ratio,price,into_price,rate
AAA,2019-12-30,split,,,2:1,,,
AAA,2020-01-06,dividend,,0.25,,,,
BBB,2020-01-07,dividend,,1.5,,,,
AAA,2020-01-08,split,,,3:2,,,
AAA,2020-01-08,dividend,,0.1,,,,
FUT,2020-01-09,roll,NEXT,,,101,102.5,
PERP,2020-01-10T08:00:00Z,funding,,,,99.5,,0.0001
PERP,2020-01-10T16:00:00Z,funding,,,,,,-0.0002
BBB,2020-01-13,rename,BETTER,,,,,
CCC,2020-01-14,merger,AAA,2.5,1:3,,,
DDD,2020-01-15,delisting,,0.07,,,,
EEE,2020-01-15,delisting,,0,,,,
FUT,2020-01-16,expiry,,,,100.25,,
PERP,2020-01-18,rename,ELSEWHERE,,,,,
AAA,2021-01-01,dividend,,9,,,,
"""
    with open(os.path.join(home, "events.csv"), "w", encoding="utf-8") as out:
        out.write(EVENTS)
    with open(os.path.join(home, "halts.csv"), "w", encoding="utf-8") as out:
        out.write("symbol,from,to\nAAA,2020-01-16T10:00:00Z,2020-01-17T12:00:00Z\n")
    with open(os.path.join(home, "universe.csv"), "w", encoding="utf-8") as out:
        out.write("symbol,from,to\n" + "".join(f"{s},2019-01-01,\n" for s in ("AAA", "BBB", "CCC", "DDD", "EEE", "FUT", "PERP"))
                  + "NEXT,2020-01-05,2020-01-19\nBETTER,2020-01-14,\n")
    with open(os.path.join(home, "hears_events.lua"), "w", encoding="utf-8") as out:
        out.write("""
local function position(ctx, name)
  local other = ctx:symbol(name)
  return other and other.position
end
return strategy { name = "hears_events", api = 1,
  on_bar = function(ctx, s, bar)
    if not s.seen then s:target(50) end
    s.seen = true
  end,
  on_event = function(ctx, s, e)
    assert(e.time == ctx.now and s.position == e.after)
    local types = { dividend = 1, split = 2, rename = 3, merger = 4, delisting = 5, expiry = 6, roll = 7, funding = 8, halt = 9,
      resume = 10, join = 11, leave = 12 }
    local type = types[e.type]
    ctx:record { type = type, amount = e.amount or 0, ratio = e.ratio or 0, price = e.price or 0, into_price = e.into_price or 0,
      rate = e.rate or 0, before = e.before, after = e.after, cash = e.cash, fee = e.fee,
      standing = (s.member and 1 or 0) + (s.halted and 2 or 0) + (s.gone and 4 or 0), adjustment = s.adjustment }
    local closes = s:adjusted(3)
    if #closes > 0 then ctx:record { adjusted = closes[1] } end
    if s.gone then
      local into = e.into and ctx:symbol(e.into)
      if into then into:target(math.floor(into.position) + 7) end
    else
      s:buy(type)
    end
  end }
""")
    symbols = "AAA,BBB,BETTER,CCC,DDD,EEE,FUT,NEXT,PERP"
    make(home, "held", f"symbols={symbols}", "count=20", "from=2020-01-02", "seed=5")
    options = ["--data", "held", "--fee-bps", "3", "--cash", "1000000", "--events", f"{home}/events.csv", "--halts", f"{home}/halts.csv",
               "--universe", f"{home}/universe.csv"]
    lua = backtest(home, f"{home}/hears_events.lua", *options)
    c = backtest(home, f"{os.environ['BUILD_DIR']}/tests/plugins/hears_events.so", *options)
    recorded = [{r["name"]: [r["time"], r["value"]] for r in result["recorded"]} for result in (lua, c)]
    report("a strategy in C hears the events of instruments at the same times and with the same figures as one in Lua",
           recorded[0] == recorded[1] and len(recorded[0]) == 13,
           [(k, v, recorded[1].get(k)) for k, v in recorded[0].items() if recorded[1].get(k) != v])
    heard = set(recorded[1]["type"][1])
    report("it hears of every type", heard == set(range(1, 13)), heard)
    different = [key for key in SAME if key != "params" and lua[key] != c[key]]
    report("what it decides on them is the same, to the bit", not different and lua["orders"] > 20 and lua["events"] == c["events"],
           f"{different} {lua['orders']} {c['orders']}")
sys.exit(1 if failures else 0)
