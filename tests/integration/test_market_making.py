#!/usr/bin/env python3
"""The market makers and the taker of imbalances over made-up books: their quotes are those of the models, worked out here once more, fills
come as often as the models say, the inventory stays within its limit, with and without latency, and what is measured is what is there."""
import csv
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

FINSMART, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
FOLDER = tempfile.mkdtemp()
STRATEGIES = f"{SOURCE}/scripts/strategies"
STEP, TICK = 0.05, 0.01  # seconds and price
failed = feeds = 0


def check(ok, what, detail=""):
    global failed
    print(("ok - " if ok else "not ok - ") + what + ("" if ok else f"\n{detail}"))
    failed += not ok


def run(*args):
    env = dict(os.environ, FINSMART_HOME=f"{FOLDER}/home", FINSMART_SHARE=SOURCE)
    done = subprocess.run([FINSMART, *args], capture_output=True, text=True, cwd=FOLDER, env=env)
    return done.returncode, done.stdout, done.stderr


def at(seconds):
    s, ns = divmod(round(seconds * 1e9), 10**9)
    return f"2024-03-04T{9 + s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}.{ns:09d}Z"


def since(text):
    """Seconds since nine, to a microsecond."""
    h, m, s = text[11:-1].split(":")
    return round((int(h) - 9) * 3600 + int(m) * 60 + float(s), 6)


def load(kind, rows):
    global feeds
    feeds += 1
    name = f"{kind}{feeds}"
    with open(f"{FOLDER}/{name}.csv", "w", encoding="ascii") as out:
        out.write("\n".join(rows) + "\n")
    code, _, err = run("import", f"{name}.csv", "--kind", kind, "--dataset", name, "--symbol", "X")
    check(code == 0, f"imports {name}", err)
    return name


class Market:
    """A mid that walks by ticks, and orders of both sides whose reach is exponential: the market of the models. The book has the best
    level of each side only, and nobody but the maker further out: an order of reach d is a print at the last price that it reaches."""

    def __init__(self, seconds, A, k, sigma, seed, one_sided=(0, 0)):
        r = random.Random(seed)
        book, self.trades = ["time,side,price,qty,seq"], ["time,price,qty,side"]
        self.A, self.k, self.sigma, self.steps, self.bids = A, k, sigma, round(seconds / STEP), []
        bid, missing = 10000, False
        book += [f"{at(0)},buy,{bid * TICK:.2f},5,1", f"{at(0)},sell,{(bid + 1) * TICK:.2f},5,1"]
        for i in range(self.steps):
            t = i * STEP + 0.013
            gone = one_sided[0] <= t < one_sided[1]
            if i and r.random() < sigma**2 * STEP / TICK**2 and not gone:
                new = bid + r.choice((-1, 1))
                book += [f"{at(t)},{side},{price * TICK:.2f},{qty},{i + 1}" for side, price, qty in
                         (("buy", bid, 0), ("sell", bid + 1, 0), ("buy", new, 5), ("sell", new + 1, 5))]
                bid = new
            if gone != missing:
                book.append(f"{at(t + 0.001)},sell,{(bid + 1) * TICK:.2f},{0 if gone else 5},{i + 1}")
                missing = gone
            self.bids.append(bid)
            for side, sign in (("buy", 1), ("sell", -1)):
                if r.random() < 1 - math.exp(-A * STEP) and not gone:
                    reach = math.floor(-math.log(1 - r.random()) / k / TICK + 0.5)
                    if reach:
                        self.trades.append(f"{at(t + 0.005)},{(bid + 0.5 + sign * (reach - 0.5)) * TICK:.2f},100,{side}")
        self.data = f"{load('book', book)},{load('trades', self.trades)}"

    def bid(self, t):
        """The best bid, in ticks, that is seen at t."""
        return self.bids[max(0, math.floor((t - 0.013) / STEP + 1e-6))]


def backtest(script, data, out, *args):
    code, text, err = run("backtest", f"{STRATEGIES}/{script}.lua", "--data", data, "--json", "--out", out, *args)
    if code:
        check(False, f"{script} runs", err)
        sys.exit(1)
    tables = {}
    for name in ("orders", "updates", "fills", "rejected"):
        with open(f"{FOLDER}/{out}/{name}.csv", encoding="utf-8") as f:
            tables[name] = list(csv.DictReader(f))
    return json.loads(text), tables


def steps_of(tables):
    """What was heard and said, in order: (time, rank, what, side, order, value)."""
    steps, side_of = [], {}
    for o in tables["orders"]:
        side_of[o["order"]] = o["side"]
        steps.append((since(o["time"]), 2, "order", o["side"], o["order"], round(float(o["limit"]) / TICK)))
    for f in tables["fills"]:
        steps.append((since(f["time"]), 0, "fill", f["side"], f["order"], float(f["qty"])))
    for u in tables["updates"]:
        limit = re.search(r"limit ([0-9.]+)", u["reason"])
        if u["state"] == "modified":
            steps.append((since(u["time"]), 3, "move", side_of[u["order"]], u["order"], round(float(limit[1]) / TICK)))
        elif u["state"] in ("cancelled", "expired", "rejected"):
            steps.append((since(u["time"]), 3, "end", side_of[u["order"]], u["order"], 0))
    return sorted(steps, key=lambda s: s[:2])


def follow(market, tables, wanted, what, skip=lambda t: False):
    """Goes through the run timer by timer: what stands at the exchange is what `wanted` says (ticks of bid and ask by mid, lots and
    time, None where there is none). Returns the fills that the model expects and those that came."""
    steps, at_exchange, position, here = steps_of(tables), {}, 0.0, 0
    wrong, looked, expected, filled = [], 0, 0.0, 0
    for n in range(1, round(market.steps * STEP / 0.1) - 10):  # up to the last event
        now = round(n * 0.1, 6)
        while here < len(steps) and steps[here][0] <= now:
            time, _, kind, side, order, value = steps[here]
            if kind == "fill":
                if time >= now:
                    break  # after the timer's quotes
                position += value if side == "buy" else -value
                filled += 1
                at_exchange.pop(side, None)
            elif kind == "end":
                at_exchange.pop(side, None)
            else:
                at_exchange[side] = value
            here += 1
        if skip(now):
            continue
        bid, ask = wanted((market.bid(now) + 0.5) * TICK, position, now)
        low = min(math.floor(bid / TICK + 1e-6), market.bid(now)) if bid else None
        high = max(math.ceil(ask / TICK - 1e-6), market.bid(now) + 1) if ask else None
        looked += 1
        if (at_exchange.get("buy"), at_exchange.get("sell")) != (low, high):
            wrong.append((now, position, at_exchange, low, high))
        for i in (2 * n, 2 * n + 1):  # both steps until the next timer; a quote fills once
            middle = market.bids[min(i, market.steps - 1)] + 0.5
            for ticks in ((middle - low) if low else None, (high - middle) if high else None):
                if ticks is not None:
                    expected += (1 - math.exp(-market.A * STEP)) * math.exp(-market.k * TICK * max(ticks, 0.5))
    check(looked > 100 and not wrong, f"{what}: the quotes in the book are the model's, at {looked} times", wrong[:3])
    return expected, filled


def positions(tables):
    held, seen = 0.0, [0.0]
    for f in tables["fills"]:
        held += float(f["qty"]) * (1 if f["side"] == "buy" else -1)
        seen.append(held)
    return seen


def same_rate(expected, filled, what):
    """A quote that has filled is away until the next timer, which the expectation does not know: up to a twentieth fewer."""
    check(0.9 * expected - 4 * expected**0.5 < filled < expected + 4 * expected**0.5, f"{what}: fills come as often as the model says",
          (expected, filled))


market = Market(900, A=2.0, k=60.0, sigma=0.02, seed=3)
GAMMA, MOST = 1.0, 4
premium = math.log(1 + GAMMA / market.k) / GAMMA
given = ["--param", f"gamma={GAMMA}", "--param", f"most={MOST}", "--param", "sigma=0.02", "--param", "k=60"]

# Gueant, Lehalle and Fernandez-Tapia: the eigenvector by powers of c - M.
alpha, eta = market.k * GAMMA * market.sigma**2 / 2, market.A * (1 + GAMMA / market.k) ** -(1 + market.k / GAMMA)
v = [1.0] * (2 * MOST + 1)
for _ in range(20000):
    grown = [(alpha * MOST**2 + eta - alpha * (i - MOST) ** 2) * x + eta * ((v[i - 1] if i else 0) + (v[i + 1] if i < 2 * MOST else 0))
             for i, x in enumerate(v)]
    v = [x / max(grown) for x in grown]


def glft(mid, q, _):
    i = round(q) + MOST
    return (mid - math.log(v[i] / v[i + 1]) / market.k - premium if q < MOST else None,
            mid + math.log(v[i] / v[i - 1]) / market.k + premium if q > -MOST else None)


found, tables = backtest("market_maker_glft", market.data, "glft", *given, "--param", "A=2")
same_rate(*follow(market, tables, glft, "glft"), "glft")
held = positions(tables)
check(max(map(abs, held)) == MOST, "glft: the inventory goes to its limit and not beyond", (min(held), max(held)))
check(found["metrics"]["final_equity"] > 100000 and not tables["rejected"], "glft: earns the spread in the market it is made for", found["metrics"])
again, _ = backtest("market_maker_glft", market.data, "glft", *given, "--param", "A=2")
check(found["journal_hash"] == again["journal_hash"], "glft: twice the same")


def approximate(mid, q, _):
    step = math.sqrt(market.sigma**2 * GAMMA / (2 * market.k * market.A) * (1 + GAMMA / market.k) ** (1 + market.k / GAMMA))
    return (mid - premium - (1 + 2 * q) / 2 * step if q < MOST else None, mid + premium + (1 - 2 * q) / 2 * step if q > -MOST else None)


_, tables = backtest("market_maker_glft", market.data, "approximate", *given, "--param", "A=2", "--param", "quotes=approximate")
same_rate(*follow(market, tables, approximate, "closed form"), "closed form")

# Avellaneda and Stoikov, without an end and with one every two minutes (counted from the first quote).
def stationary(mid, q, _):
    below = (GAMMA * market.sigma) ** 2 * ((MOST + 1) ** 2 - q * q)
    return (mid + math.log(1 + (-1 - 2 * q) * (GAMMA * market.sigma) ** 2 / below) / GAMMA - premium if q < MOST else None,
            mid + math.log(1 + (1 - 2 * q) * (GAMMA * market.sigma) ** 2 / below) / GAMMA + premium if q > -MOST else None)


_, tables = backtest("market_maker_as", market.data, "as", *given)
same_rate(*follow(market, tables, stationary, "without an end"), "without an end")
check(max(map(abs, positions(tables))) <= MOST, "without an end: the inventory stays within its limit")


def ending(mid, q, now):
    left = 120 - round(now - 0.1, 6) % 120
    middle, half = mid - q * GAMMA * market.sigma**2 * left, GAMMA * market.sigma**2 * left / 2 + premium
    return middle - half if q < MOST else None, middle + half if q > -MOST else None


_, tables = backtest("market_maker_as", market.data, "ending", *given, "--param", "horizon=120")
same_rate(*follow(market, tables, ending, "with an end"), "with an end")

# Measured while it quotes.
found, tables = backtest("market_maker_glft", market.data, "measured", "--param", f"gamma={GAMMA}", "--param", f"most={MOST}")
last = {series["name"]: series["value"][-1] for series in found["recorded"]}
check(abs(last["sigma"] / 0.02 - 1) < 0.15 and abs(last["A"] / 2 - 1) < 0.25 and abs(last["k"] / 60 - 1) < 0.25,
      "measures the volatility and the arrival of orders that the market has", last)
check(min(since(o["time"]) for o in tables["orders"]) >= 30, "does not quote before it has measured")
check(max(map(abs, positions(tables))) <= MOST, "measured: the inventory stays within its limit")

# Late: orders meet a book that has moved. Post-only ones are refused or cancelled, and quoted anew; the limit holds all the while.
found, tables = backtest("market_maker_glft", market.data, "late", "--param", "gamma=0.01", "--param", f"most={MOST}", "--param", "sigma=0.02", "--param",
                         "k=2000", "--param", "A=2", "--latency", "250ms", "--latency-feed", "100ms")
refused = [u for u in tables["updates"] if u["rule"] == "post_only" or u["rule"] == "10"]
check(len(refused) > 5 and found["fills"] > 100, "late: some orders come too late for the book, and it goes on", (len(refused), found["fills"]))
check(max(map(abs, positions(tables))) <= MOST, "late: the inventory stays within its limit", positions(tables))
open_orders, most_open = {"buy": set(), "sell": set()}, 0
side_of = {o["order"]: o["side"] for o in tables["orders"]}
lines = [(since(o["time"]), 1, o["order"]) for o in tables["orders"]]
lines += [(since(u["time"]), 0, u["order"]) for u in tables["updates"] if u["state"] in ("filled", "cancelled", "expired", "rejected")]
for _, sent, order in sorted(lines):
    open_orders[side_of[order]].add(order) if sent else open_orders[side_of[order]].discard(order)
    most_open = max(most_open, *map(len, open_orders.values()))
check(most_open == 1, "late: one order a side at a time", most_open)

# A book of which one side is gone for a while.
market = Market(60, A=2.0, k=60.0, sigma=0.02, seed=4, one_sided=(20, 22))
_, tables = backtest("market_maker_as", market.data, "gap", *given)
follow(market, tables, stationary, "around the gap", skip=lambda t: 20 <= t <= 22.1)
steps = steps_of(tables)
out = {s[4] for s in steps if s[2] in ("order",) and s[0] < 20} - {s[4] for s in steps if s[2] in ("fill", "end") and s[0] <= 20.2}
check(not out and not [s for s in steps if s[2] in ("order", "move") and 20.05 < s[0] < 22], "a side is gone: both quotes are taken back",
      (out, [s for s in steps if 20 < s[0] < 22.2]))


# The taker: a book that leans before the mid moves that way by some ticks, and one that leans for nothing.
def leaning(move):
    r, rows, trades, bid = random.Random(9), ["time,side,price,qty,seq"], ["time,price,qty,side"], 10000
    levels = {}

    def book(t, bid, bids, asks):
        wanted = {("buy", bid - i): bids for i in range(5)} | {("sell", bid + 1 + i): asks for i in range(5)}
        for side, price in sorted(levels.keys() - wanted.keys()):
            rows.append(f"{at(t)},{side},{price * TICK:.2f},0,{round(t * 1000)}")
        for (side, price), qty in sorted(wanted.items()):
            rows.append(f"{at(t)},{side},{price * TICK:.2f},{qty},{round(t * 1000)}")
        levels.clear()
        levels.update(wanted)

    for n in range(240):
        t, up = n * 10.0, r.choice((-1, 1))
        book(t, bid, 20, 20)
        trades.append(f"{at(t + 0.5)},{bid * TICK:.2f},1,sell")
        book(t + 2, bid, *((50, 5) if up > 0 else (5, 50)))
        bid += up * move
        book(t + 4, bid, *((50, 5) if up > 0 else (5, 50)))
        book(t + 6, bid, 20, 20)
    return f"{load('book', rows)},{load('trades', trades)}"


data = leaning(5)
found, tables = backtest("book_imbalance", data, "leaning", "--param", "learn=20", "--param", "fee_bps=1", "--taker-bps", "1", "--maker-bps", "0")
entries = [f for f in tables["fills"] if since(f["time"]) % 10 < 4]
check(len(entries) > 150 and min(since(f["time"]) for f in entries) > 200, "the taker first watches, then trades", len(entries))
check(found["metrics"]["final_equity"] > 100000 and found["metrics"]["win_rate"] > 0.9, "and gains where books tell of moves that are worth it", found["metrics"])
check(max(map(abs, positions(tables))) <= 1 and found["metrics"]["exposure"] < 0.6, "and leaves again")
found, tables = backtest("book_imbalance", data, "dear", "--param", "learn=20", "--param", "fee_bps=3", "--taker-bps", "3", "--maker-bps", "0")
check(not tables["orders"], "but not where fees are more than the move", tables["orders"][:2])
data = leaning(0)
_, tables = backtest("book_imbalance", data, "nothing", "--param", "learn=20", "--param", "fee_bps=0")
check(not tables["orders"], "nor where books lean for nothing", tables["orders"][:2])

shutil.rmtree(FOLDER)
sys.exit(1 if failed else 0)
