#!/usr/bin/env python3
"""Every figure of `backtest --json`, computed again from its definition in docs/engine.md and the rows of --out alone."""
import csv, datetime, json, math, os, statistics, subprocess, tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0

# Long and short over several symbols, with targets; limit and stop orders that add to and flip a position; a slow cross.
SCRIPTS = {
    "ranked": """
return strategy { name = "ranked", version = "1.0.0", api = 1, description = "Long what rose, short what fell.",
  on_bar = function(ctx, s, bar)
    local before = s:history(4)
    if #before < 4 then return end
    if bar.close > before[1] then s:target_percent(0.15) elseif bar.close < before[1] then s:target_percent(-0.15) end
  end }
""",
    "orders": """
return strategy { name = "orders", version = "1.0.0", api = 1, description = "Limits and stops, both ways.",
  on_bar = function(ctx, s, bar)
    s.n = (s.n or 0) + 1
    if s.n % 17 == 1 then s:order { side = "buy", qty = 7, type = "limit", limit = bar.close * 0.99 } end
    if s.n % 23 == 5 then s:order { side = "sell", qty = 11, type = "stop", stop = bar.close * 0.985 } end
    if s.n % 61 == 0 then s:target(s.n % 2 == 0 and -6 or 6) end
  end }
""",
    "cross": """
return strategy { name = "cross", version = "1.0.0", api = 1, description = "A cross of averages, long or short.",
  init = function(ctx, s) s.fast, s.slow = ta.sma(5), ta.sma(20) end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    if fast > slow then s:target_percent(0.2) elseif fast < slow then s:target_percent(-0.05) end
  end }
""",
}
FEES = [[], ["--fee-bps", "7", "--rf", "0.02"],
        ["--fee-per-share", "0.01", "--fee-per-trade", "1", "--fee-minimum", "2.5", "--slippage-bps", "3", "--rf", "0.05",
         "--cash", "250000"]]


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


def rows(path):
    with open(path) as f:
        return list(csv.DictReader(f))


def time(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def figures(out, cash, rf, m):
    points, fills, trades = (rows(os.path.join(out, n + ".csv")) for n in ("equity", "fills", "trades"))
    equity, times = [float(p["value"]) for p in points], [time(p["time"]) for p in points]
    r = [b / a - 1 for a, b in zip(equity, equity[1:])]
    n, excess = len(r), [x - rf / m for x in r]
    want = {"total_return": equity[-1] / cash - 1}
    want["cagr"] = (equity[-1] / cash) ** (m / n) - 1
    want["volatility"] = statistics.stdev(r) * math.sqrt(m)
    want["sharpe"] = statistics.fmean(excess) / statistics.stdev(r) * math.sqrt(m)
    want["sortino"] = statistics.fmean(excess) / math.sqrt(math.fsum(min(x, 0) ** 2 for x in excess) / n) * math.sqrt(m)
    high, high_time, under, deepest, longest = cash, times[0], False, 0.0, 0.0
    for value, now in zip(equity, times):
        deepest = min(deepest, value / high - 1)
        if value >= high:
            if under:
                longest = max(longest, now - high_time)
            high, high_time, under = value, now, False
        else:
            under, longest = True, max(longest, now - high_time)
    want["max_drawdown"], want["max_drawdown_days"] = deepest, longest / 86400
    want["calmar"] = want["cagr"] / -deepest
    pnl = [float(t["pnl"]) for t in trades if t["exit_time"]]
    want["win_rate"] = sum(p > 0 for p in pnl) / len(pnl)
    want["profit_factor"] = math.fsum(p for p in pnl if p > 0) / -math.fsum(p for p in pnl if p < 0)
    # Exposure from the fills: positions after the bars of each time.
    held, at, exposed = {}, {}, 0
    for f in fills:
        at.setdefault(time(f["bar_time"]), []).append(f)
    for now in times:
        for f in at.pop(now, []):
            held[f["symbol"]] = held.get(f["symbol"], 0) + float(f["qty"]) * (1 if f["side"] == "buy" else -1)
        exposed += any(abs(q) > 1e-9 for q in held.values())
    want["exposure"] = exposed / len(equity)
    traded = math.fsum(float(f["qty"]) * float(f["price"]) for f in fills)
    want["turnover"] = traded / 2 / statistics.fmean(equity) / (n / m)
    want["fees"] = math.fsum(float(f["fee"]) for f in fills)
    # The account: cash after all fills, and positions at their last closes, is the last equity.
    money = cash - want["fees"] - math.fsum(float(f["qty"]) * float(f["price"]) * (1 if f["side"] == "buy" else -1)
                                            for f in fills)
    return want, money, {k: q for k, q in held.items() if abs(q) > 1e-9}, at, equity[-1]


with tempfile.TemporaryDirectory() as home:
    env = dict(os.environ, FINSMART_HOME=home)

    def run(*args):
        done = subprocess.run([program, *args], env=env, capture_output=True, text=True)
        assert done.returncode == 0, (args, done.stderr)
        return done.stdout

    run("import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "sp500")
    run("import", os.path.join(source, "scripts/data/stocks.csv"), "--dataset", "stocks")
    last = {}
    for name in ("sp500", "stocks"):
        last[name] = {}
        for line in csv.DictReader(run("export", name).splitlines()):
            last[name][line.get("symbol", name)] = float(line["close"])
    shorts = 0
    for name, text in SCRIPTS.items():
        script = os.path.join(home, name + ".lua")
        with open(script, "w") as f:
            f.write(text)
        for data, year in (("stocks", 12), ("sp500", 252)):
            for number, fees in enumerate(FEES):
                out = os.path.join(home, "%s-%s-%d" % (name, data, number))
                got = json.loads(run("backtest", script, "--data", data, "--json", "--out", out, *fees))
                option = dict(zip(fees[::2], fees[1::2]))
                cash = float(option.get("--cash", 100000))
                want, money, held, left, final = figures(out, cash, float(option.get("--rf", 0)), year)
                shorts += any(t["side"] == "short" for t in got["trades"])
                wrong = {k: (got["metrics"][k], w) for k, w in want.items()
                         if not math.isclose(got["metrics"][k], w, rel_tol=1e-9, abs_tol=1e-12)}
                label = "%s on %s with %s" % (name, data, " ".join(fees) or "no fees")
                check(label + ": %d figures, %d fills" % (len(want), got["fills"]), not wrong and got["fills"] > 20, wrong)
                value = money + math.fsum(q * last[data][s] for s, q in held.items())
                check(label + ": cash and positions are the equity", math.isclose(value, final, rel_tol=1e-9) and not left,
                      (value, final, left))
    check("there are shorts in most runs", shorts >= 12, shorts)

raise SystemExit(1 if failures else 0)
