#!/usr/bin/env python3
"""The tear sheet of a backtest: figures beside quantstats, empyrical and pandas (golden/tearsheet.txt, made by
tests/oracles/tearsheet_golden.py), accounts that have no figures, and what --json, --out and `compare` make of it."""
import csv
import datetime
import json
import math
import os
import subprocess
import tempfile

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0

# The tear sheet of an account that no engine made: what a dataset has as closes. The benchmark may begin later.
STUDY = """
local document, tearsheet = import "backtest_document", import "tearsheet"
return study { name = "sheet", version = "1.0.0", api = 1,
  params = { data = { "", doc = "dataset" }, benchmark = { "", doc = "dataset, or none" }, cash = { 100000, doc = "at the start" }, m = { 252, doc = "periods a year" }, rf = { 0, doc = "a year" } },
  run = function(p)
    local f = data.load(p.data)
    local time, value, theirs = {}, {}, nil
    for i = 1, #f.close do time[i], value[i] = f.time[i], f.close[i] end
    if p.benchmark ~= "" then
      local b, at = data.load(p.benchmark), {}
      theirs = {}
      for i = 1, #b.close do at[b.time[i]] = b.close[i] end
      for i = 1, #time do theirs[i] = at[time[i]] or 0 / 0 end
    end
    local doc = document.normal { script = "made up", cash = p.cash, equity = { time = time, value = value, at_end = false }, conventions = { periods_per_year = p.m, periods_basis = "as given", risk_free = p.rf },
      benchmark = theirs and { name = "market", value = theirs } }
    local sheet = tearsheet.build(doc)
    return { text = tearsheet.json(sheet) }
  end }
"""


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


def close(a, b, tolerance=1e-9):
    """Equal to nine digits: the accounts are sums of many roundings, in other orders."""
    if a is None or b is None or math.isnan(b):
        return a is None and (b is None or math.isnan(b))
    return abs(a - b) <= tolerance * max(1.0, abs(b))


def golden():
    out = {}
    with open(os.path.join(source, "tests/integration/golden/tearsheet.txt")) as f:
        for line in f:
            if not line.startswith("#"):
                name, values = line.split("=")
                out[name.strip()] = [float(v) for v in values.split()]
    return out


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Home:
    """A folder with datasets."""

    def __init__(self, folder):
        self.folder = folder
        self.env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
        self.study = self.write("sheet.lua", STUDY)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path

    def run(self, *words):
        return subprocess.run([program, *words, "--no-progress"], cwd=source, env=self.env, capture_output=True, text=True)

    def bars(self, name, times, closes, volume=None):
        rows = [f"{datetime.datetime.fromtimestamp(t, datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ},{c!r},{c!r},{c!r},{c!r}" + (f",{volume}" if volume else "") for t, c in zip(times, closes)]
        path = self.write(name + ".csv", "time,open,high,low,close" + (",volume" if volume else "") + "\n" + "\n".join(rows) + "\n")
        done = self.run("import", path, "--dataset", name)
        assert done.returncode == 0, done.stderr

    def sheet(self, name, **args):
        done = self.run("run", self.study, "--json", "--arg", "data=" + name, *[w for k, v in args.items() for w in ("--arg", f"{k}={v}")])
        assert done.returncode == 0, done.stderr
        return json.loads(json.loads(done.stdout)["text"])

    def backtest(self, *words):
        done = self.run("backtest", *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def compare_golden(expected, name, sheet):
    wrong = []
    for key, values in expected.items():
        parts = key.split(".")
        if parts[0] == name and parts[1] in ("figures", "relative", "benchmark") and len(parts) == 3:
            got = sheet[parts[1]].get(parts[2])
            if not close(got, values[0]):
                wrong.append(f"{key}: {got!r}, expected {values[0]!r}")
    check(f"{name}: figures are those of the references", not wrong, "\n".join(wrong))
    table = expected[name + ".drawdowns"]
    got = sheet["drawdowns"]
    same = len(got) == len(table) // 4
    for i, d in enumerate(got if same else []):
        depth, start, valley, end = table[4 * i:4 * i + 4]
        same &= close(d["depth"], depth) and seconds(d["start"]) == start and seconds(d["valley"]) == valley
        same &= d["end"] is None if math.isnan(end) else seconds(d["end"]) == end
    check(f"{name}: the table of drawdowns", same, json.dumps(got, indent=1))
    for period in ("years", "months"):
        got = [row["return"] for row in sheet[period]]
        check(f"{name}: returns of {period}", len(got) == len(expected[f"{name}.{period}"]) and all(map(close, got, expected[f"{name}.{period}"])), str(got))
    for key in ("sharpe", "sortino", "volatility", "beta"):
        values = expected.get(f"{name}.rolling.{key}")
        if values:
            r = [v for v in sheet["rolling"][key]]
            got = [r[0], r[len(r) // 3], r[len(r) // 2], r[-1]]
            check(f"{name}: rolling {key}", all(close(a, b, 1e-8) for a, b in zip(got, values)), f"{got} {values}")


def made_up(home, expected):
    for name, m, rf in (("days", 252, 0.02), ("months", 12, 0), ("hours", 24 * 365, 0)):
        home.bars(name, expected[name + ".time"], expected[name + ".equity"])
        args = {"m": m, "rf": rf}
        if name + ".benchmark" in expected:
            home.bars(name + "_market", expected[name + ".time"], expected[name + ".benchmark"])
            args["benchmark"] = name + "_market"
        compare_golden(expected, name, home.sheet(name, **args))


def shipped(home, expected, folder):
    home.run("import", "scripts/data/sp500-2000.csv", "--dataset", "sp500")
    out = os.path.join(folder, "cross")
    document = home.backtest("scripts/strategies/sma_cross.lua", "--data", "sp500", "--benchmark", "sp500", "--fee-bps", "1", "--rf", "0.01", "--out", out)
    sheet, metrics = document["tearsheet"], document["metrics"]
    compare_golden(expected, "cross", sheet)
    pairs = [(sheet["figures"][k], metrics[k]) for k in ("total_return", "cagr", "volatility", "sharpe", "sortino", "calmar", "max_drawdown", "skewness", "kurtosis")]
    pairs += [(sheet["figures"]["longest_drawdown_days"], metrics["max_drawdown_days"]), (sheet["exposure"]["time_in_market"], metrics["exposure"]), (sheet["exposure"]["turnover"], metrics["turnover"]),
              (sheet["relative"]["alpha"], metrics["alpha"]), (sheet["relative"]["beta"], metrics["beta"]), (sheet["round_trips"]["all"]["win_rate"], metrics["win_rate"]),
              (sheet["round_trips"]["all"]["profit_factor"], metrics["profit_factor"]), (sheet["benchmark"]["total_return"], metrics["benchmark_return"])]
    check("figures that the metrics have too are the same", all(close(a, b) for a, b in pairs), str(pairs))
    gain = metrics["final_equity"] - document["cash"]
    for by in ("symbol", "weekday", "month"):
        check(f"attribution by {by} adds up to the gain", close(sum(row["pnl"] for row in sheet["attribution"][by]), gain, 1e-7), str(gain))
    traded, table = sheet["slippage"]["traded"], sheet["slippage"]["table"]
    with open(os.path.join(out, "fills.csv")) as f:
        fills = [float(row["qty"]) * float(row["price"]) for row in csv.DictReader(f)]
    check("the value traded is that of the fills", close(traded, sum(fills)), f"{traded} {sum(fills)}")
    check("slippage takes its share of each fill", all(close(row["final_equity"], metrics["final_equity"] - row["bps"] * 1e-4 * traded) for row in table)
          and [row["bps"] for row in table] == [0, 1, 2, 5, 10, 20] and table[0]["sharpe"] == sheet["figures"]["sharpe"], str(table))
    with open(os.path.join(out, "tearsheet.json")) as f:
        check("--out leaves the same tear sheet", json.load(f)["figures"] == sheet["figures"])
    with open(os.path.join(out, "figures.csv")) as f:
        rows = {row["figure"]: row["value"] for row in csv.DictReader(f)}
    check("figures.csv has them too", float(rows["sharpe"]) == sheet["figures"]["sharpe"] and float(rows["return_one_year"]) == sheet["trailing"]["one_year"])
    for name in ("drawdowns", "monthly_returns", "yearly_returns", "distribution", "rolling", "exposure", "round_trips", "slippage", "capacity", "attribution"):
        with open(os.path.join(out, name + ".csv")) as f:
            rows = list(csv.DictReader(f))
        check(f"{name}.csv has rows", len(rows) > 0 and all(None not in row for row in rows))
    for name in ("equity", "fills", "trades"):
        with open(os.path.join(out, name + ".arrow"), "rb") as f:
            check(f"{name}.arrow is an Arrow file", f.read(6) == b"ARROW1")
        with open(os.path.join(out, name + ".csv")) as f:
            count = sum(1 for _ in f) - 1
        done = home.run("import", os.path.join(out, name + ".arrow"), "--dataset", "back_" + name, "--kind", "table")
        check(f"{name}.arrow has the rows of {name}.csv", done.returncode == 0 and f"{count} rows" in done.stdout + done.stderr, done.stdout + done.stderr)


def edges(home, folder):
    day = 86400
    flat = home.write("idle.lua", 'return strategy { name = "idle", api = 1, on_bar = function() end }\n')
    greedy = home.write("greedy.lua", 'return strategy { name = "greedy", api = 1, on_bar = function(ctx, s, bar) if s.position == 0 then s:order { side = "sell", qty = 150, type = "market" } end end }\n')
    long_only = home.write("hold.lua", 'return strategy { name = "hold", api = 1, on_bar = function(ctx, s, bar) if s.position == 0 then s:buy(100) end end }\n')
    times = [day * (18000 + i) for i in range(40)]
    home.bars("flat", times, [100.0] * 40, 1000)
    home.bars("one", times[:1], [100.0])
    home.bars("doubling", times[:12], [100.0 * 1.7 ** i for i in range(12)], 1000)
    home.bars("short", times[20:], [50.0 + i for i in range(20)])
    home.bars("wavy", times, [100.0 + i + (i % 3) for i in range(40)])
    for words, what in (([flat, "--data", "flat"], "no trades"), ([flat, "--data", "one"], "one bar"), ([long_only, "--data", "flat"], "all flat")):
        sheet = home.backtest(*words)["tearsheet"]
        numbers = [v for part in ("figures", "exposure") for v in sheet.get(part, {}).values() if isinstance(v, (int, float)) and not isinstance(v, bool)]
        check(f"{what}: a sheet of finite numbers and nulls", all(math.isfinite(v) for v in numbers) and sheet["missing"] != [] or what == "all flat", str(sheet["missing"]))
    sheet = home.backtest(flat, "--data", "flat")["tearsheet"]
    check("no trades: counts are 0, rates null, lists empty lists", sheet["round_trips"]["all"]["count"] == 0 and sheet["round_trips"]["all"]["win_rate"] is None
          and sheet["round_trips"]["by_symbol"] == [] and sheet["drawdowns"] == [] and sheet["figures"]["sharpe"] is None and sheet["figures"]["volatility"] == 0, json.dumps(sheet)[:800])
    check("one bar: says that there are no returns", any("single value" in m for m in home.backtest(flat, "--data", "one")["tearsheet"]["missing"]))
    sheet = home.backtest(long_only, "--data", "flat")["tearsheet"]
    check("all flat: in the market, no capacity limit missed", sheet["exposure"]["time_in_market"] > 0.9 and abs(sheet["capacity"]["by_symbol"][0]["days_to_liquidate"] - 100 / (0.2 * 1000)) < 1e-12
          and sheet["capacity"]["by_symbol"][0]["largest_fill_share"] == 0.1, json.dumps(sheet["capacity"]))
    document = home.backtest(greedy, "--data", "doubling", "--cash", "20000", "--max-leverage", "5")
    sheet = document["tearsheet"]
    check("ruin: no figures, and why", "figures" not in sheet and any("zero or below" in m for m in sheet["missing"]) and document["metrics"]["max_drawdown"] <= -1
          and sheet["slippage"]["table"][0]["sharpe"] is None and "null" not in json.dumps(sheet["series"]["equity"]), json.dumps(sheet["missing"]))
    sheet = home.backtest(long_only, "--data", "wavy")["tearsheet"]
    check("missing volume: no capacity, and why", "capacity" not in sheet and any("no volume" in m for m in sheet["missing"]), str(sheet["missing"]))
    sheet = home.sheet("wavy", benchmark="short", cash=100)
    check("a benchmark shorter than the run: pairs only, and says so", sheet["relative"]["periods"] == 19 and any("19 of the 39" in m for m in sheet["missing"]) and sheet["relative"]["beta"] is not None,
          json.dumps(sheet.get("relative")) + str(sheet["missing"]))
    sheet = home.backtest(long_only, "--data", "wavy", "--equity", "none")["tearsheet"]
    check("--equity none: says what cannot be computed", "figures" not in sheet and "series" not in sheet and any("--equity none" in m for m in sheet["missing"]) and sheet["round_trips"]["all"]["open"] == 1
          and len(sheet["attribution"]["symbol"]) == 1, str(sheet["missing"]))
    for step in ("none", "day"):
        done = home.run("backtest", long_only, "--data", "wavy", "--equity", step, "--report", os.path.join(folder, "page.html"), "--out", os.path.join(folder, "out_" + step))
        check(f"--equity {step}: a page and a folder", done.returncode == 0 and os.path.getsize(os.path.join(folder, "page.html")) > 10000, done.stderr)
    for words, why in (([greedy, "--data", "doubling", "--cash", "20000", "--max-leverage", "5"], "zero or below"), ([long_only, "--data", "wavy", "--equity", "none"], "--equity none"), ([long_only, "--data", "wavy"], "no volume")):
        done = home.run("backtest", *words, "--report", os.path.join(folder, "page.html"))
        with open(os.path.join(folder, "page.html")) as f:
            text = f.read()
        check(f"the page says what is not shown: {why}", done.returncode == 0 and "Not shown: " in text and why in text.split("Not shown: ", 1)[1][:400], done.stderr)


def without_library(home, folder):
    script = home.write("idle2.lua", 'return strategy { name = "idle", api = 1, on_bar = function() end }\n')
    env = dict(home.env, FINSMART_SHARE=os.path.join(folder, "nowhere"))
    done = subprocess.run([program, "backtest", script, "--data", "wavy", "--json", "--no-progress"], env=env, capture_output=True, text=True)
    check("the result is shown where the tear sheet cannot be made, and the failure told", done.returncode == 1 and json.loads(done.stdout)["tearsheet"] is None
          and json.loads(done.stdout)["metrics"]["final_equity"] == 100000 and "backtest_document" in done.stderr, done.stdout[-300:] + done.stderr)


def long_and_short(home):
    """Exposure, from the rows of --out alone."""
    script = home.write("both.lua", 'return strategy { name = "both", api = 1, on_bar = function(ctx, s, bar) s.n = (s.n or 0) + 1 s:target_percent(((s.n % 7) - 3) / 8) end }\n')
    home.run("import", "scripts/data/stocks.csv", "--dataset", "stocks")
    out = os.path.join(home.folder, "both")
    sheet = home.backtest(script, "--data", "stocks", "--lot", "0.01", "--out", out)["tearsheet"]
    prices = {}
    with open(os.path.join(source, "scripts/data/stocks.csv")) as f:
        for row in csv.DictReader(f):
            keys = {k.lower(): v for k, v in row.items()}
            prices.setdefault(keys.get("symbol"), []).append((keys.get("date") or keys.get("time"), float(keys.get("close") or keys.get("price"))))
    month = {name: i + 1 for i, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}

    def when(text):
        parts = text.split()
        return f"{parts[2]}-{month[parts[0]]:02d}-{int(parts[1]):02d}T00:00:00Z" if len(parts) == 3 else text[:10] + "T00:00:00Z"
    closes = {symbol: {when(t): c for t, c in rows} for symbol, rows in prices.items()}
    with open(os.path.join(out, "fills.csv")) as f:
        fills = list(csv.DictReader(f))
    with open(os.path.join(out, "equity.csv")) as f:
        points = list(csv.DictReader(f))
    held, last, at, gross, net, shorts, weights = {}, {}, 0, [], [], [], {}
    for p in points:
        while at < len(fills) and fills[at]["bar_time"] <= p["time"]:
            q = fills[at]
            held[q["symbol"]] = held.get(q["symbol"], 0.0) + (1 if q["side"] == "buy" else -1) * float(q["qty"])
            at += 1
        for symbol in closes:
            last[symbol] = closes[symbol].get(p["time"], last.get(symbol))
        worth = [q * last[s] for s, q in held.items() if abs(q) > 1e-9]
        for s, q in held.items():
            weights.setdefault(s, []).append(abs(q) * last[s] / float(p["value"]) if abs(q) > 1e-9 else 0.0)
        gross.append(sum(map(abs, worth)) / float(p["value"]))
        net.append(sum(worth) / float(p["value"]))
        shorts.append(-sum(w for w in worth if w < 0) / float(p["value"]))
    e = sheet["exposure"]
    pairs = [(e["average_gross"], sum(gross) / len(gross)), (e["average_net"], sum(net) / len(net)), (e["max_gross"], max(gross)), (e["average_short"], sum(shorts) / len(shorts)), (e["max_short"], max(shorts))]
    check("exposure is that of the fills at the closes", max(shorts) > 0.01 and all(close(a, b) for a, b in pairs), str(pairs))
    check("weights of each symbol", [row["symbol"] for row in e["by_symbol"]] == sorted(weights) and all(
        close(row["average"], sum(w) / len(points)) and close(row["largest"], max(w)) and close(row["time"], sum(v > 0 for v in w) / len(points)) for row, w in ((row, weights[row["symbol"]]) for row in e["by_symbol"])), str(e["by_symbol"]))
    check("gross and net of each sample", all(map(close, sheet["series"]["gross"], gross)) and all(map(close, sheet["series"]["net"], net)))
    trips = sheet["round_trips"]
    check("round trips by side and by symbol add up", trips["long"]["count"] + trips["short"]["count"] == trips["all"]["count"] == sum(t["count"] for t in trips["by_symbol"])
          and trips["short"]["count"] > 0 and close(trips["long"]["pnl"] + trips["short"]["pnl"], trips["all"]["pnl"]))


def kept_by_day(home):
    script = home.write("swing.lua", 'return strategy { name = "swing", api = 1, on_bar = function(ctx, s, bar) s.n = (s.n or 0) + 1 s:target_percent(s.n % 11 < 6 and 0.5 or 0) end }\n')
    bar, day = (home.backtest(script, "--data", "hours", "--lot", "0.001", "--equity", step)["tearsheet"] for step in ("bar", "day"))
    check("the figures are the same whether bars or days were kept", all(bar[k] == day[k] for k in ("conventions", "figures", "trailing", "drawdowns", "months", "rolling", "slippage", "round_trips"))
          and bar["conventions"]["sample"] == "day" and bar["conventions"]["periods"] == 90 and bar["figures"]["volatility"] > 0,
          "\n".join(f"{k}: {bar[k]} {day[k]}" for k in bar if bar[k] != day.get(k) and k not in ("attribution", "exposure", "series"))[:3000])
    sheet = home.backtest(script, "--data", "hours", "--benchmark", "hours", "--equity", "day")["tearsheet"]
    check("a benchmark's first day is not known where days were kept", sheet["relative"]["periods"] == 89 and any("89 of the 90" in m for m in sheet["missing"]), str(sheet["missing"]))
    check("by hour where bars were kept, and why not where days", len(bar["attribution"]["hour"]) == 24 and "hour" not in day["attribution"] and any("--equity day" in m for m in day["missing"]), str(day["missing"]))
    check("by hour adds up to the gain", close(sum(row["pnl"] for row in bar["attribution"]["hour"]), bar["series"]["equity"][-1] - 100000))


def comparisons(home, folder):
    a, b = os.path.join(folder, "a"), os.path.join(folder, "b")
    home.run("backtest", "scripts/strategies/sma_cross.lua", "--data", "sp500", "--out", a)
    text = home.run("backtest", "scripts/strategies/sma_cross.lua", "--data", "sp500", "--param", "slow=90", "--json").stdout
    b = home.write("b.json", text)
    page = os.path.join(folder, "compare.html")
    done = home.run("compare", a, b, "--json", "--report", page)
    found = json.loads(done.stdout)
    by_key = {f["key"]: f for f in found["figures"]}
    check("compare tells what differs", [(d["name"], d["values"]) for d in found["differs"]] == [("param slow", ["30", "90"])] and [r["label"] for r in found["runs"]] == ["sma_cross slow=30", "sma_cross slow=90"], done.stdout[:500])
    other = json.loads(text)["tearsheet"]
    check("compare has the figures and their differences", by_key["sharpe"]["values"][1] == other["figures"]["sharpe"] and close(by_key["sharpe"]["differences"][1], by_key["sharpe"]["values"][1] - by_key["sharpe"]["values"][0]))
    with open(os.path.join(a, "tearsheet.json")) as f:
        mine = json.load(f)["series"]["equity"]
    x, y = ([v / u - 1 for u, v in zip(s, s[1:])] for s in (mine, other["series"]["equity"]))
    mx, my = sum(x) / len(x), sum(y) / len(y)
    rho = sum((p - mx) * (q - my) for p, q in zip(x, y)) / math.sqrt(sum((p - mx) ** 2 for p in x) * sum((q - my) ** 2 for q in y))
    check("compare has the correlation of returns", close(found["correlation"]["matrix"][0][1], rho) and found["correlation"]["returns"] == len(x))
    done = home.run("compare", a, b)
    check("compare prints lines", done.returncode == 0 and "Sharpe ratio" in done.stdout and "param slow" in done.stdout, done.stdout)
    broken = json.loads(text)
    broken["tearsheet"]["series"]["equity"].pop()
    cases = [([a], 2, "missing operand"), ([a, os.path.join(folder, "none")], 1, "none: cannot be read"), ([a, folder], 1, "tearsheet.json"), ([a, home.write("x.json", "[1, 2")], 1, "x.json:1: not JSON"),
             ([a, home.write("y.json", "[]")], 1, "not a JSON object"), ([a, home.write("z.json", '{"tearsheet": 5}')], 1, "has no tear sheet"), ([a, home.write("v.json", '{"version": 9, "run": {}, "conventions": {}}')], 1, "version 9; expected 1"),
             ([a, home.write("s.json", json.dumps(broken))], 1, "series.time has"), ([a, home.write("t.json", '{"version": 1, "run": {}, "conventions": {}, "series": {"time": ["x"], "equity": [1]}}')], 1, "series.time[1] is no time"),
             ([a] * 25, 2, "expected 2 to 24"), ([a, b, "--report", os.path.join(folder, "no", "c.html")], 1, "c.html")]
    for words, code, text in cases:
        done = home.run("compare", *words)
        check(f"compare refuses with {code}: {text}", done.returncode == code and text in done.stderr, f"{done.returncode} {done.stderr}")
    odd = home.write("odd.json", json.dumps({"version": 1, "run": {"script": 5, "params": [1, {"a": None}], "data": "x", "options": {"k": [1, "<b>"]}}, "conventions": {}, "figures": {"sharpe": "high", "cagr": None},
                                             "years": [{"year": 1e300}, 3, {"year": 2001, "return": None}], "round_trips": 7, "series": {"time": [], "equity": []}}))
    done = home.run("compare", odd, a, "--report", page, "--json")
    check("compare lives with fields of other types", done.returncode == 0 and json.loads(done.stdout)["figures"], done.stderr)


def main():
    expected = golden()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        made_up(home, expected)
        shipped(home, expected, folder)
        edges(home, folder)
        without_library(home, folder)
        long_and_short(home)
        kept_by_day(home)
        comparisons(home, folder)
    return 1 if failures else 0


raise SystemExit(main())
