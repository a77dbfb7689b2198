#!/usr/bin/env python3
"""Backtests over ticks through the program: orders in a recorded book, delayed messages, the result's documents, journals and replays,
memory, and what is told of options and data that do not go together."""
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

FINSMART, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
FOLDER = tempfile.mkdtemp()
failed = 0


def check(ok, what, detail=""):
    global failed
    print(("ok - " if ok else "not ok - ") + what + ("" if ok else f"\n{detail}"))
    failed += not ok


def run(*args):
    env = dict(os.environ, FINSMART_HOME=f"{FOLDER}/home", FINSMART_SHARE=SOURCE)
    done = subprocess.run([FINSMART, *args], capture_output=True, text=True, cwd=FOLDER, env=env)
    return done.returncode, done.stdout, done.stderr


def write(name, text):
    with open(f"{FOLDER}/{name}", "w") as out:
        out.write(text)
    return f"{FOLDER}/{name}"


def backtest(script, *args):
    code, out, err = run("backtest", script, "--json", *args)
    if code:
        print(f"# {err}")
        return {"error": err, "code": code}
    return dict(json.loads(out), stderr=err)


def refuses(what, code, says, *args):
    found, out, err = run("backtest", *args)
    check(found == code and all(s in err for s in says), f"says {what}", f"{found}\n{out}{err}")


def at(ms):
    return f"2024-03-04T09:{30 + ms // 60000:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}Z"


# A book whose best offer moves at known times, and one trade through the bid.
ROWS = ["time,side,price,qty"]
for i in range(1, 6):
    ROWS += [f"{at(0)},buy,{100 - i / 100:.2f},{i * 10}", f"{at(0)},sell,{100 + i / 100:.2f},{i * 10}"]
ROWS += [f"{at(1000)},sell,100.01,0", f"{at(2000)},sell,100.02,0", f"{at(3000)},buy,99.99,4", f"{at(70000)},buy,99.95,1"]
write("book.csv", "\n".join(ROWS) + "\n")
write("trades.csv", f"time,price,qty,side\n{at(2500)},99.99,6,sell\n{at(5000)},99.98,100,sell\n")
for name in ("book", "trades"):
    code, _, err = run("import", f"{name}.csv", "--kind", name, "--dataset", name, "--symbol", "X")
    check(code == 0, f"imports the {name}", err)

write("taker.lua", """
return strategy {
  name = "taker", api = 1,
  start = function(ctx) ctx:every("500ms", function(ctx)
    local s = ctx:symbol "X"
    if not s.sent then s.sent = true; s:buy(15) end
  end) end,
  on_fill = function(ctx, s, fill)
    ctx:record { ask = s.ask, position = s.position }
    log.info(fill.price, fill.maker)
  end,
}
""")
found = backtest("taker.lua", "--data", "book", "--data", "trades", "--out", "rows")
with open(f"{FOLDER}/rows/fills.csv") as f:
    fills = list(csv.DictReader(f))
check([(r["price"], r["qty"], r["time"]) for r in fills] == [("100.01", "10", "2024-03-04T09:30:00.5Z"), ("100.02", "5", "2024-03-04T09:30:00.5Z")],
      "an order walks through the levels that the book has", fills)
check(found["feed"]["events"] == 16 and found["feed"]["trades"] == 2 and found["feed"]["book"] == 14 and found["feed"]["refused"] == 0, "counts what it heard", found["feed"])
check(found["data"]["symbols"] == ["X"] and found["data"]["dataset"] == "book,trades" and found["data"]["from"] == "2024-03-04T09:30:00Z", "names its data", found["data"])
check(found["equity"]["time"] == ["2024-03-04T09:31:00Z", "2024-03-04T09:31:10Z"], "has an equity point a minute and one at the end", found["equity"])
mid = (99.99 + 100.03) / 2
cash = 100000 - 10 * 100.01 - 5 * 100.02
check(abs(found["equity"]["value"][0] - (cash + 15 * mid)) < 1e-9, "values a position at the middle of the best prices", found["equity"])

for delay, prices in (("600ms", ["100.02"]), ("1600ms", ["100.03"]), ("400ms", ["100.01", "100.02"])):
    found = backtest("taker.lua", "--data", "book,trades", "--latency", delay, "--latency-report", "0", "--out", "rows")
    with open(f"{FOLDER}/rows/fills.csv") as f:
        fills = [r["price"] for r in csv.DictReader(f)]
    check(fills == prices, f"after {delay} it fills at what is there then", fills)

# Handlers: what they get, and what they see then.
write("handlers.lua", """
local seen = { book = 0, trades = {}, bars = {} }
return strategy {
  name = "handlers", api = 1,
  start = function(ctx)
    ctx:bars("1s", function(ctx, s, bar) seen.bars[#seen.bars + 1] = ("%g %g %g"):format(bar.time % 60, bar.close, bar.volume) end)
  end,
  on_book = function(ctx, s)
    seen.book = seen.book + 1
    if seen.book == 1 then
      assert(s.bid == 99.99 and s.ask == 100.01 and s.bid_qty == 10 and s.ask_qty == 10 and s.mid == 100)
      assert(s.price == 100 and s.microprice == 100 and s.last ~= s.last)
      local price, qty, orders = s:level("buy", 5)
      assert(price == 99.95 and qty == 50 and orders == nil)
      assert(s:level("sell", 6) == nil)
      assert(s:depth_qty("sell", 100.03) == 30 and s:depth_qty("sell", 100.035) == 0)
      local id = s:buy(1, { limit = 99.99, post_only = true })
      s.id = id
    end
    if seen.book == 2 then assert(s:queue_ahead(s.id) == 10) end
  end,
  on_trade = function(ctx, s, trade)
    if #seen.trades == 0 then assert(s:queue_ahead(s.id) == 4, s:queue_ahead(s.id)) end
    seen.trades[#seen.trades + 1] = ("%s %g %g %g"):format(trade.side, trade.price, trade.qty, trade.time % 60)
    assert(trade:copy().price == trade.price and trade.symbol == "X" and trade.id == nil)
    assert(not pcall(function() return trade.prize end))
  end,
  on_fill = function(ctx, s, fill) assert(fill.maker == true and fill.price == 99.99) seen.fill = fill.time % 60 end,
  finish = function(ctx)
    ctx:record { book = seen.book, fill = seen.fill }
    print(table.concat(seen.trades, ", "), table.concat(seen.bars, ", "))
  end,
}
""")
found = backtest("handlers.lua", "--data", "book,trades")
check("sell 99.99 6 2.5, sell 99.98 100 5" in found.get("stderr", "") and "2 99.99 6, 5 99.98 100" in found.get("stderr", ""), "hands over trades and bars made of them", found.get("stderr", found))
check([r["value"] for r in found["recorded"] if r["name"] == "book"] == [[5.0]], "on_book comes once a message", found.get("recorded"))
check([r["value"] for r in found["recorded"] if r["name"] == "fill"] == [[5.0]], "a resting order fills when its queue is gone", found.get("recorded"))

# Orders one by one; quotes alone.
DATA, MAPS = f"{SOURCE}/scripts/data/ticks", f"{SOURCE}/scripts/import"
for path, name, mapping in (("SYNA_2024-03-04_34200000_57600000_message_5.csv", "orders", "lobster.lua"),
                            ("SYNA_2024-03-04_34200000_57600000_message_5.csv", "executions", "lobster_trades.lua"),
                            ("tardis_quotes.csv", "quotes", "tardis_quotes.lua"), ("tardis_trades.csv", "prints", "tardis_trades.lua"),
                            ("tardis_incremental_book_L2.csv", "changes", "tardis_book.lua")):
    code, _, err = run("import", f"{DATA}/{path}", "--dataset", name, "--map", f"{MAPS}/{mapping}")
    check(code == 0, f"imports {name}", err)
write("maker.lua", """
return strategy {
  name = "maker", api = 1,
  start = function(ctx) ctx:every("100ms", function(ctx)
    for _, name in ipairs(ctx.symbols) do
      local s = ctx:symbol(name)
      for _, side in ipairs { "buy", "sell" } do
        if s[side .. "id"] then s:cancel(s[side .. "id"]) end
        local price = side == "buy" and s.bid or s.ask
        s[side .. "id"] = price == price and s:order { side = side, qty = 1, limit = price, post_only = true } or nil
      end
    end
  end) end,
}
""")
for data in ("orders,executions", "orders", "quotes,prints", "changes,prints"):
    found = backtest("maker.lua", "--data", data)
    check("error" not in found and found["orders"] > 20, f"makes a market over {data}", found.get("error"))
check(found["feed"]["events"] == 122 and found["data"]["from"] > "2024-03-04T09:30:00.320267Z", "hears a feed with times of receipt when it was received", found["data"])
early = backtest("maker.lua", "--data", "changes,prints", "--latency-feed", "0")
check(early["data"]["from"] == "2024-03-04T09:30:00.320267Z", "or when it happened, if asked", early["data"])

# A longer feed: the same decisions again and again, whatever is kept; the journal's replay; flat memory.
def long_feed(name, events):
    chance, mid, ms = random.Random(7), 10000, 0.0
    with open(f"{FOLDER}/{name}book.csv", "w") as book, open(f"{FOLDER}/{name}trades.csv", "w") as trades:
        book.write("time,side,price,qty\n")
        trades.write("time,price,qty,side\n")
        for i in range(1, 21):
            book.write(f"{at(0)},buy,{(mid - i) / 100},100\n{at(0)},sell,{(mid + i) / 100},100\n")
        for _ in range(events):
            ms += chance.random() * 2
            time, x, buy = at(int(ms)), chance.random(), chance.random() < 0.5
            if x < 0.1:
                trades.write(f"{time},{(mid + 1 if buy else mid - 1) / 100},{chance.randint(1, 20)},{'buy' if buy else 'sell'}\n")
            elif x < 0.13:
                side, other, up = ("sell", "buy", 1) if buy else ("buy", "sell", -1)
                book.write(f"{time},{side},{(mid + up) / 100},0\n{time},{other},{mid / 100},{chance.randint(1, 100)}\n")
                mid += up
            else:
                i = chance.randint(1, 20)
                book.write(f"{time},{'buy' if buy else 'sell'},{(mid - i if buy else mid + i) / 100},{chance.randint(1, 200)}\n")
    for kind in ("book", "trades"):
        code, _, err = run("import", f"{name}{kind}.csv", "--kind", kind, "--dataset", name + kind, "--symbol", "X")
        check(code == 0, f"imports the {name} {kind}", err)


long_feed("short", 20000)
OPTIONS = ("--data", "shortbook", "--data", "shorttrades", "--latency", "normal:2ms:500us", "--latency-cancel", "exponential:1ms", "--latency-feed", "uniform:0:1ms",
           "--maker-bps", "-0.5", "--taker-bps", "2", "--queue", "log", "--equity-interval", "1s")
first = backtest("maker.lua", *OPTIONS, "--journal", "run.fsj", "--report", "page.html")
again = backtest("maker.lua", *OPTIONS)
none = backtest("maker.lua", *OPTIONS, "--equity", "none")
seed = backtest("maker.lua", *OPTIONS, "--latency-seed", "2")
check(first["fills"] > 20 and first["journal_hash"] == again["journal_hash"] == none["journal_hash"] and first["metrics"] == again["metrics"] and first["trades"] == again["trades"],
      "the same run makes the same decisions", (first["journal_hash"], again["journal_hash"], none["journal_hash"]))
check(none["metrics"] == first["metrics"], "figures do not depend on what is kept", (none["metrics"], first["metrics"]))
check(seed["journal_hash"] != first["journal_hash"], "another seed makes other latencies")
check(first["metrics"]["fees"] < 0, "rebates of makers are fees below zero", first["metrics"]["fees"])
check(abs(first["metrics"]["final_equity"] - 100000 - sum(t["pnl"] for t in first["trades"])) < 1e-6, "gains and rebates of all trades add up to the account", first["metrics"]["final_equity"])
check(first["tearsheet"]["round_trips"] and os.path.getsize(f"{FOLDER}/page.html") > 100000, "makes the tear sheet and its page")
SHORT = "the run covers less than a hundredth of a year"
yearly = [first["metrics"][k] for k in ("cagr", "volatility", "sharpe", "sortino", "calmar", "turnover")]
yearly += [first["tearsheet"]["figures"][k] for k in ("cagr", "sharpe", "smart_sharpe")] + [row["sharpe"] for row in first["tearsheet"]["slippage"]["table"]]
check(not any(x is not None for x in yearly) and first["metrics"]["total_return"] is not None and SHORT in first["conventions"]["annual_left_out"],
      "a run of seconds has no figures a year", (yearly, first["conventions"]))
with open(f"{FOLDER}/page.html") as file:
    check(SHORT in file.read() and any(SHORT in reason for reason in first["tearsheet"]["missing"]), "and its page says why")
code, out, err = run("replay", "run.fsj", "--json")
check(code == 0 and json.loads(out)["identical"], "a journal of ticks replays identically", out + err)
code, out, err = run("audit", "verify", "run.fsj")
check(code == 0, "and verifies", out + err)
code, out, err = run("backtest", "maker.lua", *OPTIONS)
check("events" in out and "trades, 0 quotes" in out, "the summary says what was heard", out)
check(SHORT in out and "Sharpe" not in out and "turnover" not in out, "and in one line why there are no figures a year", out)
part = backtest("maker.lua", "--data", "shortbook,shorttrades", "--from", "2024-03-04T09:30:10Z", "--to", "2024-03-04T09:30:12Z")
check(part["orders"] > 20 and part["data"]["from"] >= "2024-03-04T09:30:10Z" and part["data"]["to"] <= "2024-03-04T09:30:12Z", "a part of the data begins with the book made before", part.get("data", part))


def memory(*args):
    env = dict(os.environ, FINSMART_HOME=f"{FOLDER}/home", FINSMART_SHARE=SOURCE)
    script = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", script, FINSMART, "backtest", *args], capture_output=True, text=True, cwd=FOLDER, env=env, check=True).stdout)


long_feed("long", 200000)
write("quiet.lua", 'return strategy { name = "quiet", api = 1, start = function(ctx) ctx:every("100ms", function() end) end }\n')
small = memory("quiet.lua", "--data", "shortbook,shorttrades", "--latency-feed", "5ms")
large = memory("quiet.lua", "--data", "longbook,longtrades", "--latency-feed", "5ms")
check(large - small < 12 * 1024, "ten times the events take no more memory", f"{small} KiB, {large} KiB")
write("churn.lua", """
return strategy { name = "churn", api = 1, on_book = function(ctx, s)
  if s.id then s:cancel(s.id) end
  s.id = s:buy(1, { limit = 1 })
end }
""")
few, many = backtest("churn.lua", "--data", "shortbook,shorttrades"), backtest("churn.lua", "--data", "longbook,longtrades")
small, large = memory("churn.lua", "--data", "shortbook,shorttrades"), memory("churn.lua", "--data", "longbook,longtrades")
check(many["orders"] > 5 * few["orders"] > 5000 and large - small < 12 * 1024, "ten times the orders that are over take no more memory",
      f"{few['orders']} orders {small} KiB, {many['orders']} orders {large} KiB")

# A strategy in C hears and decides the same.
write("follows_book.lua", """
return strategy {
  name = "follows_book", api = 1,
  on_book = function(ctx, s)
    if s.position == 0 and s.pending == 0 and s.bid_qty >= 3 * s.ask_qty then s:buy(2, { limit = s.ask, tif = "ioc" }) end
  end,
  on_trade = function(ctx, s, trade)
    if trade.side == "sell" and s.position > 0 then s:close() end
  end,
}
""")
PLUGIN = f"{os.environ['BUILD_DIR']}/tests/plugins/follows_book.so"
for options in ((), OPTIONS[4:]):
    lua = backtest("follows_book.lua", "--data", "shortbook,shorttrades", *options)
    plugin = backtest(PLUGIN, "--data", "shortbook,shorttrades", *options)
    check(lua["fills"] > 20 and lua["journal_hash"] == plugin.get("journal_hash"), "a strategy in C decides as in Lua", plugin.get("error", (lua["fills"], plugin)))

# A test of a script runs over ticks as a backtest does.
write("hash_test.lua", """
test("hash", function(t)
  local book, trades = { X = data.load("shortbook") }, { X = data.load("shorttrades") }
  print("hash", t.backtest { script = "follows_book.lua", book = book, trades = trades, latency = "5ms", latency_report = "20ms" }.journal_hash)
end)
""")
lua = backtest("follows_book.lua", "--data", "shortbook,shorttrades", "--latency", "5ms", "--latency-report", "20ms")
code, out, err = run("test", "hash_test.lua")
check(code == 0 and lua["fills"] > 20 and "hash\t" + lua["journal_hash"] in out + err, "a test of a script runs over ticks as a backtest does", out + err)
refuses("that a plugin waits for bars", 2, ["sma_cross", "waits for nothing that ticks bring"], "plugin:sma_cross", "--data", "book,trades")

# What does not go together.
write("bars.csv", "symbol,time,open,high,low,close,volume\n" + "".join(f"X,2020-01-{d:02d},1,1,1,1,1\n" for d in range(1, 20)))
run("import", "bars.csv", "--kind", "bars", "--dataset", "bars")
SMA = f"{SOURCE}/scripts/strategies/sma_cross.lua"
refuses("that bars and ticks are not mixed", 2, ["'bars' and 'book'", "bars and of ticks"], "maker.lua", "--data", "bars", "--data", "book")
refuses("that trades alone are not enough", 2, ["neither a book nor quotes", "--data BOOK --data trades"], "maker.lua", "--data", "trades")
refuses("that a queue model needs trades", 2, ["--queue", "no trades"], "maker.lua", "--data", "book", "--queue", "power:2")
refuses("that queues of single orders are exact", 2, ["--queue", "exact"], "maker.lua", "--data", "orders", "--queue", "log")
refuses("which queue models there are", 2, ["'power:0'", "risk-averse, log, or power:N"], "maker.lua", "--data", "book,trades", "--queue", "power:0")
refuses("which symbols there are", 1, ["no symbol 'Y'"], "maker.lua", "--data", "book,trades", "--symbol", "Y")
refuses("that two books of a symbol are one too many", 2, ["'book' and 'shortbook'", "a run takes one"], "maker.lua", "--data", "book,shortbook")
refuses("that a strategy waits for bars", 2, ["sma_cross.lua", "waits for nothing that ticks bring", "on_book"], SMA, "--data", "book,trades")
refuses("what a latency looks like", 2, ["--latency", "normal:MEAN:DEVIATION"], "maker.lua", "--data", "book,trades", "--latency", "normal:5ms")
refuses("where a file of latencies is wrong", 1, ["nofile.csv"], "maker.lua", "--data", "book,trades", "--latency", "file:nofile.csv")
refuses("that a feed has no times of receipt", 2, ["recorded", "no times of receipt"], "maker.lua", "--data", "book,trades", "--latency-feed", "recorded")
refuses("what is of bars", 2, ["--volume-share", "of bars"], "maker.lua", "--data", "book,trades", "--volume-share", "0.1")
refuses("what is of ticks", 2, ["--queue", "of ticks"], SMA, "--data", "bars", "--queue", "log")
refuses("that bars take one latency", 2, ["--latency", "one duration"], SMA, "--data", "bars", "--latency", "normal:5ms:1ms")
refuses("that the time asked for has no ticks", 1, ["no ticks", "2024-03-04T09:30:00Z"], "maker.lua", "--data", "book,trades", "--from", "2025-01-01")
write("weights.csv", "date,X\n2024-03-04,1\n")
refuses("that weights are for bars", 2, ["--weights", "closes of bars"], "--weights", "weights.csv", "--data", "book,trades")
code, _, err = run("sweep", "maker.lua", "--data", "book,trades", "--param", "a=1..2")
check(code != 0 and "a sweep runs over bars" in err, "a sweep says that it runs over bars", err)
write("both.lua", 'return strategy { name = "both", api = 1, on_bar = function() end, on_quote = function() end, on_book = function() end }\n')
found = backtest("both.lua", "--data", "book,trades")
check(any("on_bar, on_quote never ran" in w for w in found["warnings"]), "warns of handlers that never ran", found["warnings"])
for script in ("taker.lua", "maker.lua"):
    code, out, err = run("check", script)
    check("0 errors, 1 warning" in out + err and "has no description" in out + err, f"check knows what {script} uses", out + err)
write("wrong.lua", 'return strategy { name = "wrong", api = 1, on_trade = function(ctx, s, trade) print(trade.prise, s.bidd) end }\n')
code, out, err = run("check", "wrong.lua")
check("prise" in out + err, "and what a trade does not have", out + err)

shutil.rmtree(FOLDER)
sys.exit(failed != 0)
