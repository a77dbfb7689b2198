#!/usr/bin/env python3
"""Orders that break a rule are refused with the rule and the values, over bars and over ticks; each refusal is told to the strategy,
counted, and listed in rejected.csv once."""
import csv
import json
import os
import subprocess
import sys
import tempfile

FINSMART = os.environ["FINSMART"]
FOLDER = tempfile.mkdtemp()
ENV = dict(os.environ, FINSMART_HOME=f"{FOLDER}/home")
failed = 0


def check(ok, what, detail=""):
    global failed
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failed += 1
        print("# " + str(detail).replace("\n", "\n# "))


def write(name, text):
    with open(f"{FOLDER}/{name}", "w", encoding="utf-8") as out:
        out.write(text)


def run(*args):
    done = subprocess.run([FINSMART, *args], capture_output=True, text=True, cwd=FOLDER, env=ENV)
    return done.returncode, done.stdout, done.stderr


def rows(folder, name):
    with open(f"{FOLDER}/{folder}/{name}.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# What is ordered once, in words of Lua; the rule; its limit and what was observed; the options of the run.
STRATEGY = """
return strategy {{ name = "one", api = 1, description = "Orders once.",
  {handler} = function(ctx, s)
    s.n = (s.n or 0) + 1
    if s.n == {at} then {order} end
  end,
  on_order = function(ctx, s, order)
    if order.state == "rejected" then print("told", order.rule or "-", order.reason) end
  end }}
"""


def refusal(data, handler, what, order, rule, values, *options, at=3, words=True):
    write("one.lua", STRATEGY.format(handler=handler, order=order, at=at))
    code, out, err = run("backtest", "one.lua", "--data", data, "--json", "--out", "out", *options)
    if code:
        return check(False, what, err)
    result, listed, updates = json.loads(out), rows("out", "rejected"), [u for u in rows("out", "updates") if u["state"] == "rejected"]
    good = (len(listed) == len(updates) == result["rejected"] == 1 and listed[0]["rule"] == updates[0]["rule"] == rule
            and (listed[0]["limit"], listed[0]["observed"]) == tuple(values) and listed[0]["reason"] == updates[0]["reason"]
            and listed[0]["reason"] in err and (not words or all(part in listed[0]["reason"] for part in values)))
    return check(good, f"{what}: {rule}", json.dumps({"rejected": result["rejected"], "rows": listed, "updates": updates, "err": err}, indent=1))


# Bars ------------------------------------------------------------------------------------------------------------------
write("bars.csv", "date,open,high,low,close,volume\n" + "".join(f"2020-01-{d:02d},100,102,98,100,1000\n" for d in range(2, 12)))
write("instruments.csv", "symbol,kind,expiry\nX,future,2020-01-04\n")
write("universe.csv", "symbol,from,to\nX,2021-01-01,\n")
code, _, err = run("import", "bars.csv", "--dataset", "bars", "--symbol", "X")
check(code == 0, "imports bars", err)


def bars(what, order, rule, values, *options, **more):
    refusal("bars", "on_bar", "over bars, " + what, order, rule, values, *options, **more)


bars("in the warm-up", "s:buy(1)", "warmup", ("", ""), "--warmup", "5")
bars("of what has expired", "s:buy(1)", "instrument_expired", ("", ""), "--instruments", "instruments.csv", at=6)
bars("of what is no member", "s:buy(1)", "universe", ("0", "1"), "--universe", "universe.csv", words=False)
bars("a part of a lot", "s:buy(1.5)", "lot", ("1", "1.5"))
bars("off the tick", "s:buy(1, { limit = 99.97 })", "tick", ("0.05", "99.97"), "--tick", "0.05")
bars("nothing to reduce", "s:sell(1, { reduce_only = true })", "reduce_only", ("0", "0"))
bars("too small a value", "s:buy(1)", "min_notional", ("250", "100"), "--min-notional", "250")
bars("too large a quantity", "s:buy(11)", "max_order_qty", ("10", "11"), "--max-order-qty", "10")
bars("too large a value", "s:buy(11)", "max_order_notional", ("1000", "1100"), "--max-order-notional", "1000")
bars("too far from the last price", "s:buy(1, { limit = 89 })", "price_collar", ("0.1", "0.11"), "--price-collar", "0.1")
bars("beyond the session's limit", "s:buy(1, { limit = 111 })", "price_band", ("110", "111"), "--price-band", "0.1")
bars("a short sale", "s:sell(1)", "no_short", ("0", "1"), "--no-short")
bars("too large a position", "s:buy(8)", "max_position", ("7", "8"), "--max-position", "7")
bars("more than the account can pay", "s:buy(1001)", "buying_power", ("100000", "100100"))
bars("more than any account can pay", "s:buy(9e10)", "buying_power", ("100000", "9000000000000"))
bars("posted where it would fill", "s:buy(1, { limit = 101, post_only = true })", "post_only", ("100", "101"))

# Ticks -----------------------------------------------------------------------------------------------------------------
DAY = "2024-03-04T10:00:"
write("book.csv", "time,side,price,qty\n" + "".join(f"{DAY}{i:02d}Z,buy,100,{5 + i % 2}\n{DAY}{i:02d}Z,sell,101,{5 + i % 2}\n" for i in range(10)))
write("trades.csv", "time,price,qty,side\n" + f"{DAY}00Z,101,1,buy\n")
for kind in ("book", "trades"):
    code, _, err = run("import", f"{kind}.csv", "--kind", kind, "--dataset", kind, "--symbol", "X")
    check(code == 0, "imports " + kind, err)


def ticks(what, order, rule, values, *options, **more):
    refusal("book,trades", "on_book", "over ticks, " + what, order, rule, values, *options, **more)


ticks("posted where it would take", "s:buy(1, { limit = 101.5, post_only = true })", "post_only", ("101", "101.5"))
ticks("beyond the band", "s:buy(1, { limit = 80 })", "price_band", ("101", "80"), "--price-band", "0.1")
ticks("into an own order", "s:sell(1, { limit = 100.5 }) s:buy(2, { limit = 100.75 })", "self_trade", ("100.5", "100.75"))
ticks("nothing to reduce", "s:sell(1, { reduce_only = true })", "reduce_only", ("0", "0"))
ticks("a part of a lot", "s:buy(1.5)", "lot", ("1", "1.5"))
ticks("more than the account can pay", "s:buy(1000, { limit = 101 })", "buying_power", ("100000", "101000"))

# What is wrong in itself is no order: the call says why, and nothing is counted.
for order, expected in (("s:buy(0)", "quantity is 0"), ("s:buy(-1)", "quantity is -1"), ("s:buy(0/0)", "quantity is nan; expected"), ("s:buy(1e300)", "quantity is 1e+300"),
                        ("s:buy(1, { limit = 1e12 })", "limit price is 1e+12"), ("s:order { side = 'buy', qty = 1, type = 'stop' }", "stop"),
                        ("s:buy(1, { tif = 'gtd' })", "expires"), ("s:buy(1, { limit = -1 })", "limit price is -1")):
    write("one.lua", STRATEGY.format(handler="on_bar", order=f"local id, why = {order} print('said', id, why)", at=3))
    code, out, err = run("backtest", "one.lua", "--data", "bars", "--json")
    result = json.loads(out) if code == 0 else {}
    check(code == 0 and "said\tnil" in err and expected in err and result["orders"] == result["rejected"] == 0, f"{order} is answered at once", out[-300:] + err)
sys.exit(1 if failed else 0)
