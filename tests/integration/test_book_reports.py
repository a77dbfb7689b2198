#!/usr/bin/env python3
"""The sample book from import to both reports; figures on the pages are computed again here from the CSV files."""
import collections
import csv
import html
import os
import re
import subprocess
import sys
import tempfile

source, program = os.environ["SOURCE_DIR"], os.environ["FINSMART"]
book = os.path.join(source, "scripts/data/book")
failed = 0


def check(what, ok, detail=""):
    global failed
    failed += not ok
    print(("ok - " if ok else "not ok - ") + what + ("" if ok else f": {detail}"))


def rows(name):
    with open(os.path.join(book, name + ".csv"), encoding="utf-8") as f:
        return list(csv.DictReader(f))


def finsmart(*arguments, expect=0):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=300, cwd=home)
    if done.returncode != expect:
        print("not ok -", " ".join(arguments), done.stderr)
        sys.exit(1)
    return done


def history():
    """Daily values, flows and returns, by dates and dictionaries: another way than the library's."""
    price = {(r["time"], r["symbol"]): float(r["close"]) for r in rows("prices")}
    rate = {(r["time"], r["symbol"]): float(r["close"]) for r in rows("fx")}
    days = sorted({r["time"] for r in rows("prices")})
    moves = collections.defaultdict(list)
    for r in rows("transactions"):
        moves[r["time"]].append(r)
    cash, qty, of, values, flows = collections.Counter(), collections.Counter(), {}, [], []
    for day in days:
        k = lambda c: 1.0 if c == "USD" else rate[day, c]
        flow = 0.0
        for m in moves[day]:
            amount, c = float(m["amount"] or 0), m["currency"]
            if m["kind"] in ("buy", "sell"):
                sign = 1 if m["kind"] == "buy" else -1
                qty[m["symbol"]] += sign * float(m["qty"])
                of[m["symbol"]] = c
                cash[c] -= sign * float(m["qty"]) * float(m["price"]) + float(m["fees"])
            elif m["kind"] == "fx":
                cash[c] += amount
                cash["USD"] -= amount * float(m["price"])
            elif m["kind"] in ("deposit", "withdrawal"):
                signed = amount if m["kind"] == "deposit" else -amount
                cash[c] += signed
                flow += signed * k(c)
            else:
                cash[c] += amount if m["kind"] == "dividend" else -amount
        values.append(sum(a * k(c) for c, a in cash.items()) + sum(q * price[day, s] * k(of[s]) for s, q in qty.items()))
        flows.append(flow)
    returns = [v / (b + f) - 1 for v, b, f in zip(values, [0.0] + values, flows)]
    return days, values, flows, returns, price, rate, of


def compound(returns):
    total = 1.0
    for r in returns:
        total *= 1 + r
    return total - 1


with tempfile.TemporaryDirectory() as home:
    for name, kind in (("transactions", "transactions"), ("positions", "positions"), ("prices", "bars"), ("fx", "bars"),
                       ("classification", "table"), ("benchmark", "table"), ("limits", "table")):
        finsmart("import", os.path.join(book, name + ".csv"), "--dataset", "book_" + name, "--kind", kind)
    for name in ("investment", "risk"):
        finsmart("run", os.path.join(source, "scripts/reports", name + ".lua"), "--html", name + ".html")
    pages = {}
    for name in ("investment", "risk"):
        with open(os.path.join(home, name + ".html"), encoding="utf-8") as f:
            markup = f.read()
        check(f"the {name} page loads nothing from elsewhere", not re.search(r"(src|href)=\"(https?:)?//", markup))
        pages[name] = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).replace("\u2212", "-")

    days, values, flows, returns, price, rate, of = history()
    bench = collections.defaultdict(float)
    for r in rows("benchmark"):
        bench[r["time"]] += float(r["weight"]) * float(r["return"])
    total, theirs = compound(returns), compound([bench[d] for d in days])
    page = pages["investment"]
    check("value", f"Value {values[-1]:,.0f}" in page, f"{values[-1]:,.0f}")
    check("time-weighted return", f"returned {total * 100:.2f}%, its benchmark {theirs * 100:.2f}%" in page, (total, theirs))
    check("difference", f"{abs(total - theirs) * 100:.2f} percentage points" in page, total - theirs)
    month = compound([r for d, r in zip(days, returns) if d.startswith("2024-05")])
    check("return of a month", f"2024-05 {month * 100:.2f}%" in page, month)
    table = re.search(r"Linked effects .*? All ([^A-Z]*)", page).group(1).split()
    effects = [float(x.rstrip("%").replace("+", "")) for x in table]
    check("attribution sums to the difference", abs(effects[2] + effects[3] + effects[4] - effects[5]) < 0.02
          and abs(effects[5] - (total - theirs) * 100) < 0.006, effects)
    residual = float(re.search(r"residual ([0-9.e+-]+)\.", page).group(1))
    check("the residual is below 1e-12", residual < 1e-12, residual)

    held = {r["symbol"]: float(r["qty"]) for r in rows("positions")}
    currency = {r["symbol"]: r["currency"] for r in rows("classification")}
    base = lambda d, s: price[d, s] * (1.0 if currency[s] == "USD" else rate[d, currency[s]])
    value = {s: q * base(days[-1], s) for s, q in held.items()}
    nav = sum(value.values()) + 115000
    pnl = sorted(sum(value[s] * (base(b, s) / base(a, s) - 1) for s in held) / nav for a, b in zip(days, days[1:]))
    at = 0.01 * (len(pnl) - 1)
    var = -(pnl[int(at)] + (at - int(at)) * (pnl[int(at) + 1] - pnl[int(at)]))
    page = pages["risk"]
    check("historical VaR", f"Historical {var * nav:,.0f} {var * 100:.2f}%" in page, (var * nav, var))
    worst = min(sum(value[s] * (base(b, s) / base(a, s) - 1) for s in held) for a, b in zip(days, days[5:]))
    check("worst five days", re.search(rf"Worst 5 days, from \S+ {worst:,.0f} ", page), worst)
    share = max(value.values()) / nav
    check("use of the position limit", f"{share * 100:.2f}% 16.00% {share / 0.16 * 100:.0f}% breach" in page, share)
    parts = re.search(r"By position (.*?) All ", page).group(1)
    components = [float(x.replace(",", "")) for x in re.findall(r"[\d,]+ (-?[\d,]+) -?[\d.]+% -?[\d,]+ -?[\d,]+ -?[\d.]+%", parts)]
    whole = float(re.search(r"ES component .*? All [\d,]+ ([\d,]+) ", page).group(1).replace(",", ""))
    check("components of ES sum to ES", len(components) == len(held) and abs(sum(components) - whole) <= len(held), (components, whole))

    # What is wrong is told with its row and field.
    with open(os.path.join(home, "bad.csv"), "w", encoding="utf-8") as f:
        f.write("time,kind,symbol,qty,price,amount,currency,fees\n2024-01-02,deposit,CASH,,,1000,USD,\n2024-01-02,byu,ALDR,1,182,,USD,\n")
    finsmart("import", "bad.csv", "--dataset", "bad", "--kind", "table")
    done = finsmart("run", os.path.join(source, "scripts/reports/investment.lua"), "--arg", "transactions=bad", "--html", "x.html", expect=1)
    check("a kind that is none is told", "transactions row 2" in done.stderr and "'byu'" in done.stderr.replace("is byu", "is 'byu'"), done.stderr)
    header = "time,kind,symbol,qty,price,amount,currency,fees\n2024-01-02,deposit,CASH,,,1000,USD,\n"
    for row, field in (("2024-01-02,byu,ALDR,1,182,,USD,", "kind"), ("2024-01-02,buy,ALDR,,182,,USD,", "qty"), ("2024-01-02,buy,ALDR,-1,182,,USD,", "qty"),
                       ("2024-01-02,sell,ALDR,1,,,USD,", "price"), ("2024-01-02,sell,ALDR,1,inf,,USD,", "price"), ("2024-01-02,buy,,1,182,,USD,", "symbol"),
                       ("2024-01-02,buy,ALDR,1,182,,,", "currency"), ("2024-01-02,fee,CASH,,,-3,USD,", "amount"), ("2024-01-02,fx,CASH,,1.1,,EUR,", "amount"),
                       ("2024-01-02,fx,CASH,,0,5,EUR,", "price"), ("2024-01-02,buy,ALDR,1,182,,USD,-1", "fees")):
        with open(os.path.join(home, "wrong.csv"), "w", encoding="utf-8") as f:
            f.write(header + row + "\n")
        done = finsmart("import", "wrong.csv", "--dataset", "wrong", "--kind", "transactions", expect=1)
        check(f"{row} is refused at its line and field", f"wrong.csv:3: field '{field}'" in done.stderr and "expected" in done.stderr.replace("the symbol is missing", "expected"), done.stderr)
    for row, field in (("ALDR,", "qty"), ("ALDR,inf", "qty"), ("ALDR,x", "qty")):
        with open(os.path.join(home, "wrong.csv"), "w", encoding="utf-8") as f:
            f.write("symbol,qty\nBRNT,3\n" + row + "\n")
        done = finsmart("import", "wrong.csv", "--dataset", "wrong", "--kind", "positions", expect=1)
        check(f"positions {row} are refused at their line and field", "wrong.csv:3: field" in done.stderr and f"'{field}'" in done.stderr, done.stderr)
    with open(os.path.join(home, "twice.csv"), "w", encoding="utf-8") as f:
        f.write("symbol,qty\nALDR,3\nBRNT,1\nALDR,4\n")
    finsmart("import", "twice.csv", "--dataset", "twice", "--kind", "positions")
    done = finsmart("run", os.path.join(source, "scripts/reports/risk.lua"), "--arg", "positions=twice", "--html", "x.html", expect=1)
    check("a symbol that stands twice is told", "row 3: ALDR" in done.stderr, done.stderr)
    check("and nothing of it was imported", "wrong" not in finsmart("data", "list").stdout)
    done = finsmart("import", os.path.join(book, "limits.csv"), "--dataset", "t", "--kind", "transactions", expect=1)
    check("transactions without a time are refused", "time" in done.stderr, done.stderr)
    done = finsmart("import", os.path.join(book, "limits.csv"), "--dataset", "t", "--kind", "positions", expect=1)
    check("positions without a symbol are refused", "symbol" in done.stderr, done.stderr)
sys.exit(1 if failed else 0)
