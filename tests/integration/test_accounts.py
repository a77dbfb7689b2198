#!/usr/bin/env python3
"""Accounts from the command line: futures on margin, two currencies, cash accounts, short sales with a fee. What each comes to is
worked out here in exact fractions, apart from the engine."""
import json, os, subprocess, tempfile
from fractions import Fraction as F

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
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


def half_even(x, step=F(1, 10**8)):
    """To a step, ties to even, as money is."""
    n = x / step
    low = n.numerator // n.denominator
    rest = n - low
    return step * (low + (rest > F(1, 2) or (rest == F(1, 2) and low % 2)))


def same(what, got, expected, within=F(0)):
    check("%s is %s" % (what, float(expected)), got is not None and abs(F(repr(got)) - expected) <= within, got)


folder = tempfile.mkdtemp()
env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
days = ["2021-02-%02d" % d for d in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]


def bars(name, prices, *args):
    """Daily bars: open and close by symbol."""
    write(name + ".csv", "date,symbol,open,high,low,close,volume\n" + "".join(
        "%s,%s,%s,%s,%s,%s,1000\n" % (day, s, o, max(o, c, key=F), min(o, c, key=F), c)
        for s in prices for day, (o, c) in zip(days, prices[s])))
    done = run("import", name + ".csv", "--dataset", name, *args)
    check("import " + name, done.returncode == 0, done.stderr)


# A future: 50 a point, 12,000 to open and 10,900 to keep a contract, 2.25 a contract and fill.
future = [("3800", "3810"), ("3805", "3830"), ("3830", "3790"), ("3785", "3771.5"), ("3770", "3768.25"), ("3760", "3765"), ("3770", "3790")]
write("futures.csv", "symbol,kind,currency,multiplier,tick,initial_margin,maintenance_margin,expiry\n"
      "ES,future,USD,50,0.25,12000,10900,2021-03-19\n")
bars("es", {"ES": future}, "--instruments", "futures.csv")
write("long.lua", """
return strategy { name = "long", api = 1,
  on_bar = function(ctx, s, bar)
    if s.done then return end
    s.done = true
    s:buy(5)      -- refused: 60,000 of initial margin
    s:buy(4)
  end,
  on_order = function(ctx, s, o) if o.rule then print("refused or called", o.state, o.reason) end end }
""")
cash, held, mark, forced, calls = F(50000), 0, F(0), 0, 0
for i, (opening, closing) in enumerate(future):
    opening, closing = F(opening), F(closing)
    wanted = 4 if i == 1 else -forced
    if wanted:  # at the open, which settles what is held to it first
        cash += held * 50 * (opening - mark) - abs(wanted) * F("2.25")
        held, mark, forced = held + wanted, opening, 0
    cash += held * 50 * (closing - mark)
    mark = closing
    if cash < held * 10900:
        calls += 1
        missing = held * 12000 - cash
        forced = -(-missing.numerator // (missing.denominator * 12000))
r = backtest("long.lua", "--data", "es", "--cash", "50000", "--fee-per-share", "2.25", "--journal", "es.fsj")
a = r.get("account", {})
same("the account after a margin call", r["metrics"].get("final_equity"), cash)
same("its cash", a.get("cash"), cash)
same("its initial margin", a.get("initial_margin"), F(held * 12000))
same("its maintenance margin", a.get("maintenance_margin"), F(held * 10900))
check("margin calls", (a.get("margin_calls"), calls) == (calls, calls) and calls > 0 and a.get("forced_orders") == calls, a)
check("what 60,000 would have needed is refused", r.get("rejections") == {"margin": 1}, r.get("rejections"))
check("trades are of the contract's value", abs(sum(t["pnl"] for t in r["trades"]) - float(cash - 50000)) < 1e-9, r["trades"])
check("exposure is of the contract's value", r["tearsheet"]["exposure"]["max_gross"] > 10, r["tearsheet"]["exposure"])
shown = run("audit", "show", "es.fsj").stdout
check("the journal tells the call", "by a margin call: equity" in shown and "maintenance margin 43600" in shown, shown[-3000:])
again = run("replay", "es.fsj")
check("its replay is identical", again.returncode == 0 and "identical" in again.stdout, again.stdout + again.stderr)
text = run("backtest", "long.lua", "--data", "es", "--cash", "50000").stdout
check("the summary has margins and calls", "initial margin" in text and "margin calls" in text, text)

# Two currencies: a share in euros, one in dollars, 3 basis points a conversion; a dividend in euros.
euro = ["1.21", "1.2050", "1.2", "1.1985", "1.1960", "1.2040", "1.2120", "1.2118"]
sap = [("104", "105.5"), ("106", "107"), ("107", "104"), ("103.5", "104.25"), ("105", "108"), ("108", "109"), ("109", "107.75"), ("108", "110")]
ibm = [("120", "121"), ("121", "119"), ("119", "122"), ("122", "123"), ("123", "124"), ("124", "121"), ("121", "122"), ("122", "123")]
bars("stocks", {"SAP": sap, "IBM": ibm})
bars("fx", {"EURUSD": [(x, x) for x in euro]})
write("stocks-instruments.csv", "symbol,currency\nSAP,EUR\nIBM,USD\n")
write("dividends.csv", "symbol,date,type,amount,currency\nSAP,2021-02-08,dividend,1.85,EUR\n")
write("both.lua", """
return strategy { name = "both", api = 1,
  on_bar = function(ctx, s, bar)
    local day = time.format(bar.time):sub(1, 10)
    if day == "2021-02-01" then s:buy(bar.symbol == "SAP" and 300 or 100) end
    if day == "2021-02-09" and bar.symbol == "SAP" then s:sell(120) end
    if bar.symbol == "SAP" then print(day, s.currency, s.point_value, ctx:balance("EUR"), ctx:balance("CHF")) end
  end }
""")
common = ("both.lua", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD", "--fx", "fx")
cost = lambda value: half_even(abs(value) * F(3, 10000), F(1, 10**16))
rate = [F(x) for x in euro]
cash = F(100000) - 100 * F(ibm[1][0])
spent = 300 * F(sap[1][0]) * rate[0]          # the rate known when the 2nd opens is that of the 1st
costs = cost(spent)
paid = F("1.85") * 300 * rate[4]              # on the 8th, the last known is of the 5th
costs += cost(paid)
got = 120 * F(sap[7][0]) * rate[6]            # at the open of the 10th, with the rate of the 9th
costs += cost(got)
cash += paid + got - spent - costs
equity = cash + 100 * F(ibm[7][1]) + 180 * F(sap[7][1]) * rate[7]
r = backtest(*common, "--fx-bps", "3", "--events", "dividends.csv", "--journal", "fx.fsj")
same("a portfolio in dollars and euros", r["metrics"].get("final_equity"), equity, F(1, 10**9))
a = r.get("account", {})
same("its cash", a.get("cash"), cash, F(1, 10**9))
same("what conversions have cost", a.get("conversion_costs"), -costs, F(1, 10**9))
check("its books by currency", [(b["currency"], b["cash"]) for b in a.get("balances", [])][1] == ("EUR", 0) and
      abs(F(repr(a["balances"][1]["positions"])) - 180 * F(sap[7][1])) == 0, a.get("balances"))
parts = sum(F(repr(a[k])) for k in ("gains", "dividends", "interest", "borrow_fees", "fx_gains", "fees", "funding"))
same("what its accounts say it gained", float(parts), equity - 100000, F(1, 10**6))
check("the event's cash is in euros", [e["cash"] for e in r["events"]] == [555], r["events"])
check("the journal has the exchanges", run("audit", "show", "fx.fsj").stdout.count("exchange EUR/USD") == 3)
check("its replay is identical", "identical" in run("replay", "fx.fsj").stdout)
run("import", "fx.csv", "--dataset", "kept")
write("fx.csv", open(os.path.join(folder, "fx.csv")).read().replace("1.2040", "1.2050"))
run("import", "fx.csv", "--dataset", "fx", "--replace")
refused("a replay with other rates is refused", "replay", "fx.fsj", expected="the fx is not the one recorded")
done = run("sweep", "both.lua", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD", "--fx", "kept",
           "--param", "unused=1", "--json")
check("a sweep has the parameter to tell", done.returncode != 0, done.stdout)
write("swept.lua", open(os.path.join(folder, "both.lua")).read().replace('api = 1,', 'api = 1, params = { n = { 1, min = 1, max = 2 } },'))
done = run("sweep", "swept.lua", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD", "--fx", "kept", "--fx-bps", "3",
           "--events", "dividends.csv", "--param", "n=1:2:1", "--jobs", "2", "--json")
best = json.loads(done.stdout) if done.returncode == 0 else {}
check("a sweep comes to the same", best.get("top") and best["top"][0]["metrics"]["final_equity"] == r["metrics"]["final_equity"], done.stderr)

# Weights: half in each, of what they are worth in dollars.
write("weights.csv", "date,SAP,IBM\n2021-02-01,0.5,0.4\n")
r = backtest("--weights", "weights.csv", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD", "--fx", "kept")
sap_qty = F(50000) // (F(sap[0][1]) * rate[0])
ibm_qty = F(40000) // F(ibm[0][1])
check("weights are of the account's currency", {(t["symbol"], t["qty"]) for t in r["trades"]} == {("SAP", int(sap_qty)), ("IBM", int(ibm_qty))}, r["trades"])
write("late.csv", "date,symbol,close\n2021-02-03,EURUSD,1.2\n2021-02-04,EURUSD,1.2\n")
run("import", "late.csv", "--dataset", "late")
r = backtest("--weights", "weights.csv", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD", "--fx", "late")
check("weights wait for a rate as for a price", [(t["symbol"], t["entry_time"][:10]) for t in r["trades"] if t["symbol"] == "SAP"] == [("SAP", "2021-02-04")], r["trades"])
write("signals.csv", "time,symbol,entry,exit,size\n2021-02-01,SAP,1,0,0.5\n")
r = backtest("--signals", "signals.csv", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD", "--fx", "kept")
check("signals too", [(t["symbol"], t["qty"]) for t in r["trades"]] == [("SAP", int(sap_qty))], r["trades"])

# A cash account: what is sold on Tuesday the 9th is settled three sessions later, on Friday the 12th.
write("rounds.lua", """
return strategy { name = "rounds", api = 1,
  on_bar = function(ctx, s, bar)
    local day = time.format(bar.time):sub(1, 10)
    if day == "2021-02-01" then s:buy(80) end
    if day == "2021-02-08" then s:sell(80) end
    if day == "2021-02-09" then s:buy(80) end
    print(day, ctx.settled_cash, ctx.cash, ctx.buying_power)
  end }
""")
r = backtest("rounds.lua", "--data", "stocks", "--symbol", "IBM", "--cash", "10000", "--account", "cash", "--settlement-days", "3",
             "--instruments", "stocks-instruments.csv")
a = r.get("account", {})
cash = F(10000) - 80 * F(ibm[1][0]) + 80 * F(ibm[6][0])
same("a cash account's cash", a.get("cash"), cash)
same("of which settled", a.get("settled_cash"), F(10000) - 80 * F(ibm[1][0]))
check("unsettled money buys nothing", r.get("rejections") == {"cash_account": 1} or r.get("rejections") == {"buying_power": 1}, r.get("rejections"))
r = backtest("rounds.lua", "--data", "stocks", "--symbol", "IBM", "--cash", "10000", "--account", "cash", "--settlement-days", "0",
             "--instruments", "stocks-instruments.csv")
check("settled at once it does", r.get("rejections") == {} and r.get("fills") == 3, (r.get("rejections"), r.get("fills")))

# A short sale: 4 % a year on its value, 6 % on what is owed, 1 % on what is there, all actual/360, from Friday to Monday three days.
write("short.lua", """
return strategy { name = "short", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.symbol == "IBM" and not s.done then s.done = true; s:sell(500) end
  end }
""")
price, cash, held, fees, interest = None, F(50000), 0, F(0), F(0)
last = None
for i, day in enumerate(days[:8]):
    # the bar of a day ends at the midnight after it; from end to end are so many days
    now = int(day[-2:]) + 1
    if i == 1:
        held, cash = -500, cash + 500 * F(ibm[1][0])
        price = F(ibm[1][0])
    passed = now - (last if last is not None else int(day[-2:]))
    fee = half_even(-held * price * F(4, 100) * passed / 360) if held else F(0)
    balance = cash + (held * price if held else 0)
    earned = half_even(balance * (F(1, 100) if balance >= 0 else F(6, 100)) * passed / 360)
    cash, fees, interest = cash + earned - fee, fees + fee, interest + earned
    price, last = F(ibm[i][1]), now
r = backtest("short.lua", "--data", "stocks", "--symbol", "IBM", "--cash", "50000", "--account", "margin", "--borrow-rate", "0.04",
             "--interest-debit", "0.06", "--interest-credit", "0.01", "--instruments", "stocks-instruments.csv", "--journal", "short.fsj")
a = r.get("account", {})
same("the fee of a short sale", a.get("borrow_fees"), -fees)
same("its interest", a.get("interest"), interest)
same("its account", r["metrics"].get("final_equity"), cash + held * price)
same("its initial margin", a.get("initial_margin"), 500 * price / 2)
same("its maintenance margin", a.get("maintenance_margin"), 500 * price * 3 / 10)
check("the journal has what accrued", "accrual in USD: interest" in run("audit", "show", "short.fsj").stdout)
check("a replay has the terms of the account", "identical" in run("replay", "short.fsj").stdout)
run("backtest", "short.lua", "--data", "stocks", "--symbol", "IBM", "--account", "margin", "--out", "one", "--instruments", "stocks-instruments.csv")
run("backtest", "short.lua", "--data", "stocks", "--symbol", "IBM", "--account", "margin", "--borrow-rate", "0.1", "--out", "two",
    "--instruments", "stocks-instruments.csv")
compared = run("compare", "one", "two")
check("compare shows runs of such accounts", compared.returncode == 0 and "Turnover per year" in compared.stdout, compared.stdout + compared.stderr)
page = run("backtest", *common[:-1], "kept", "--report", "r.html")
check("so does a page", page.returncode == 0 and os.path.getsize(os.path.join(folder, "r.html")) > 10000, page.stderr)

# Over quotes: the same future, whose instrument the dataset has.
write("quotes.csv", "time,symbol,bid,ask,bid_size,ask_size\n" + "".join(
    "2021-02-01T15:%02d:30Z,ES,%s,%s,50,50\n" % (m, b, a) for m, b, a in
    [(0, "3799.75", "3800.25"), (1, "3799.75", "3800.25"), (2, "3809.75", "3810.25"), (3, "3769.75", "3770.25"), (5, "3769.75", "3770.25"), (7, "3779.75", "3780.25")]))
check("import quotes", run("import", "quotes.csv", "--dataset", "q", "--kind", "quotes", "--instruments", "futures.csv").returncode == 0)
write("quoted.lua", """
return strategy { name = "quoted", api = 1,
  on_quote = function(ctx, s) if not s.done then s.done = true; s:buy(4) end end }
""")
r = backtest("quoted.lua", "--data", "q", "--cash", "50000", "--journal", "q.fsj")
a = r.get("account", {})
# 4 bought at 3800.25; at 3770 43,950 are left of 43,600 that are needed: none called; then none.
equity = F(50000) + 4 * 50 * (F(3780) - F("3800.25"))
same("a future over ticks", r["metrics"].get("final_equity"), equity)
same("its margin", a.get("initial_margin"), F(48000))
check("its replay is identical", "identical" in run("replay", "q.fsj").stdout)
r = backtest("quoted.lua", "--data", "q", "--cash", "49000")
# 42,950 < 43,600: (48,000 - 42,950) / 12,000, one contract, at the bid of 3,769.75.
equity = F(49000) + 4 * 50 * (F(3770) - F("3800.25")) - 50 * F("0.25") + 3 * 50 * 10
same("a margin call over ticks", r["metrics"].get("final_equity"), equity)
check("is told", r.get("account", {}).get("margin_calls") == 1, r.get("account"))

# A borrow rate of a symbol's own, kept with the dataset: 36 % a year are 500 * 121 * 0.36 / 360 = 60.5 a day at the first mark.
write("hard-instruments.csv", "symbol,currency,borrow_rate\nIBM,USD,36%\n")
bars("hard", {"IBM": ibm[:2]}, "--instruments", "hard-instruments.csv")
check("data show tells a borrow rate", json.loads(run("data", "show", "hard", "--json").stdout)["instruments"][0]["borrow_rate"] == "36%")
r = backtest("short.lua", "--data", "hard", "--cash", "100000", "--account", "margin", "--borrow-rate", "0.01")
same("the fee of a symbol that is hard to borrow", r["account"]["borrow_fees"], -F(500) * 121 * F(36, 100) / 360)

# Mistakes.
refused("prices in two currencies, and none of the account", "backtest", "both.lua", "--data", "stocks", "--instruments", "stocks-instruments.csv",
        expected="the instruments have prices in USD and in EUR, and the account has no currency")
refused("no rates", "backtest", "both.lua", "--data", "stocks", "--instruments", "stocks-instruments.csv", "--currency", "USD",
        expected="there is no rate of EUR in USD: neither EURUSD nor USDEUR is among the exchange rates")
refused("a dataset of rates that is not there", *("backtest",) + common[:-1], "nowhere", expected="--fx 'nowhere' could not be used")
refused("a currency that is none", "backtest", "both.lua", "--data", "stocks", "--currency", "dollars", expected="the account's currency is 'dollars'; expected 3 to 8 capitals such as USD")
refused("a margin above all", "backtest", "both.lua", "--data", "stocks", "--account", "margin", "--margin-initial", "1.5", status=2, expected="margin-initial")
refused("a maintenance margin above the initial", "backtest", "both.lua", "--data", "stocks", "--account", "margin", "--margin-long", "0.6",
        expected="the maintenance margin of long positions is 0.6; expected at most the initial margin, 0.5")
refused("an age that is none", "backtest", "both.lua", "--data", "stocks", "--fx-age", "soon", status=2,
        expected="option '--fx-age' is 'soon'; expected a duration above 0 such as 7d or 12h")
refused("terms that are none", "backtest", "both.lua", "--data", "stocks", "--account", "portfolio", status=2, expected="expected one of free|cash|margin")
refused("a future in a cash account", "backtest", "long.lua", "--data", "es", "--account", "cash", expected="ES is a future or perpetual, which a cash account cannot hold")
write("bad.csv", "symbol,borrow_rate\nIBM,3\n")
refused("a borrow rate without its sign", "backtest", "short.lua", "--data", "stocks", "--instruments", "bad.csv",
        expected="bad.csv: row 1: column 'borrow_rate' is '3'; expected a share of the value a year above 0% and at most 10000%, such as 3%")
write("bad.csv", "symbol,kind,expiry,borrow_rate\nIBM,future,2021-03-19,3%\n")
refused("a borrow rate of a future", "backtest", "short.lua", "--data", "stocks", "--instruments", "bad.csv",
        expected="expected nothing: nobody borrows a future or perpetual to be short")
write("ask.lua", 'return strategy { name = "ask", api = 1, on_bar = function(ctx) print(ctx:convert(5, "USD", "CHF")); print(ctx:balance("CHF")); print(pcall(ctx.balance, ctx, 5)); print(pcall(function() return ctx.setled_cash end)) end }')
done = run("backtest", "ask.lua", "--data", "stocks", "--currency", "USD")
check("what a script asks wrongly it is told", "nil\tthe account has no currency 'CHF'" in done.stderr and
      'ctx:balance expects a currency such as "EUR", got number' in done.stderr and "did you mean 'settled_cash'?" in done.stderr, done.stderr[:800])
write("columns.lua", 'return study { name = "columns", api = 1, run = function() local f = data.load("es"); return backtest.columns { prices = f, entries = { f.close:gt(0) }, multiplier = 50 } end }')
refused("columns know prices alone", "run", "columns.lua", expected="backtest.columns has no option 'multiplier'")

raise SystemExit(failures > 0)
