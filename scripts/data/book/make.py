#!/usr/bin/env python3
"""Makes the sample book: a fictional fund over 2024, in this folder. Companies, prices and rates are made up.

Usage: make.py [FOLDER]   the same seed gives the same files
"""
import csv
import datetime as dt
import random
import sys
from pathlib import Path

folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
rng = random.Random(15)
days = []
day = dt.date(2024, 1, 2)
while day <= dt.date(2024, 12, 31):
    if day.weekday() < 5:
        days.append(day)
    day += dt.timedelta(1)

# symbol, name, sector, country, currency, first price, volatility of a day, drift of a day, dividend
COMPANIES = [
    ("ALDR", "Alder Systems", "Technology", "US", "USD", 182.0, 0.018, 0.0009, 0.0),
    ("BRNT", "Brantwood Chips", "Technology", "US", "USD", 96.0, 0.022, 0.0012, 0.0),
    ("CEDA", "Ceda Software", "Technology", "DE", "EUR", 134.0, 0.017, 0.0006, 1.1),
    ("DUNE", "Dune Therapeutics", "Health", "US", "USD", 61.0, 0.019, 0.0002, 0.0),
    ("EMBR", "Ember Pharma", "Health", "GB", "GBP", 22.4, 0.012, 0.0003, 0.6),
    ("FJRD", "Fjord Energy", "Energy", "NL", "EUR", 28.7, 0.015, -0.0002, 1.2),
    ("GALE", "Gale Power", "Energy", "US", "USD", 74.0, 0.013, 0.0004, 2.0),
    ("HLTN", "Halton Bank", "Financials", "GB", "GBP", 5.85, 0.014, 0.0007, 0.3),
    ("IRON", "Ironside Insurance", "Financials", "US", "USD", 118.0, 0.011, 0.0006, 2.4),
    ("JUNO", "Juno Versicherung", "Financials", "DE", "EUR", 241.0, 0.010, 0.0005, 9.0),
    ("KELP", "Kelp Foods", "Consumer", "US", "USD", 47.5, 0.010, 0.0001, 1.4),
    ("LARK", "Lark Retail", "Consumer", "GB", "GBP", 3.12, 0.016, -0.0001, 0.1),
]
RATES = {"EUR": (1.095, 0.004), "GBP": (1.268, 0.0045)}
SECTORS = ["Technology", "Health", "Energy", "Financials", "Consumer"]
WEIGHTS = {"Technology": 0.34, "Health": 0.18, "Energy": 0.12, "Financials": 0.22, "Consumer": 0.14}


def write(name, header, rows):
    with open(folder / name, "w", newline="", encoding="utf-8") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


market = [rng.gauss(0.0005, 0.007) for _ in days]
factor = {s: [m + rng.gauss(0, 0.005) for m in market] for s in SECTORS}
price, rows = {}, []
for symbol, _, sector, _, _, start, sd, drift, _ in COMPANIES:
    p, own = start, []
    for i in range(len(days)):
        if i:
            p *= 1 + drift + 0.8 * (factor[sector][i] - 0.0004) + rng.gauss(0, sd * 0.7)
        own.append(round(p, 3 if start < 10 else 2))
    price[symbol] = own
for i, d in enumerate(days):
    rows += [(d, c[0], price[c[0]][i]) for c in COMPANIES]
write("prices.csv", ["time", "symbol", "close"], rows)

rate, rows = {}, []
for currency, (start, sd) in RATES.items():
    r, rate[currency] = start, []
    for i in range(len(days)):
        r *= 1 + (rng.gauss(0, sd) if i else 0)
        rate[currency].append(round(r, 5))
for i, d in enumerate(days):
    rows += [(d, c, rate[c][i]) for c in RATES]
write("fx.csv", ["time", "symbol", "close"], rows)

weights, rows = dict(WEIGHTS), []
for i, d in enumerate(days):
    for s in SECTORS:
        rows.append((d, s, round(weights[s], 8), round(factor[s][i] if i else 0.0, 8)))
    if i + 1 < len(days) and days[i + 1].month != d.month and days[i + 1].month % 3 == 1:
        weights = dict(WEIGHTS)
    else:
        grown = {s: round(weights[s], 8) * (1 + (round(factor[s][i], 8) if i else 0)) for s in SECTORS}
        weights = {s: g / sum(grown.values()) for s, g in grown.items()}
    rounded = {s: round(w, 8) for s, w in weights.items()}  # sums to exactly 1 in eight digits
    rounded["Technology"] = round(rounded["Technology"] + 1 - sum(rounded.values()), 8)
    weights = rounded
write("benchmark.csv", ["time", "sector", "weight", "return"], rows)

write("classification.csv", ["symbol", "name", "isin", "sector", "country", "currency"],
      [(c[0], c[1], f"XX000000{i:03d}0", c[2], c[3], c[4]) for i, c in enumerate(COMPANIES)])

# What the fund did.
qty, moves = {}, []


def on(date):
    return next(i for i, d in enumerate(days) if d >= date)


def trade(date, kind, symbol, count):
    i = on(date)
    company = next(c for c in COMPANIES if c[0] == symbol)
    fee = round(4 + 0.0004 * count * price[symbol][i], 2)
    moves.append((days[i], kind, symbol, count, price[symbol][i], "", company[4], fee))
    qty[symbol] = qty.get(symbol, 0) + (count if kind == "buy" else -count)


def cash(date, kind, amount, currency="USD", symbol="", price_=""):
    moves.append((days[on(date)], kind, symbol, "", price_, round(amount, 2), currency, ""))


cash(dt.date(2024, 1, 2), "deposit", 1_000_000)
cash(dt.date(2024, 1, 2), "fx", 300_000 / rate["EUR"][0], "EUR", price_=rate["EUR"][0])
cash(dt.date(2024, 1, 2), "fx", 220_000 / rate["GBP"][0], "GBP", price_=rate["GBP"][0])
for symbol, count in (("ALDR", 560), ("BRNT", 900), ("CEDA", 620), ("DUNE", 1100), ("EMBR", 2900), ("FJRD", 2600), ("GALE", 700),
                      ("HLTN", 9000), ("IRON", 560), ("JUNO", 420), ("KELP", 1000), ("LARK", 14000)):
    trade(dt.date(2024, 1, 2), "buy", symbol, count)
for date, kind, symbol, count in ((dt.date(2024, 3, 11), "sell", "FJRD", 900), (dt.date(2024, 3, 12), "buy", "CEDA", 150),
                                  (dt.date(2024, 5, 16), "buy", "BRNT", 500), (dt.date(2024, 5, 16), "buy", "IRON", 240),
                                  (dt.date(2024, 7, 22), "sell", "LARK", 14000), (dt.date(2024, 7, 23), "buy", "EMBR", 1400),
                                  (dt.date(2024, 10, 8), "sell", "ALDR", 180), (dt.date(2024, 10, 9), "buy", "KELP", 500)):
    trade(date, kind, symbol, count)
cash(dt.date(2024, 5, 15), "deposit", 120_000)
cash(dt.date(2024, 9, 16), "withdrawal", 45_000)
for quarter in (3, 6, 9, 12):
    cash(dt.date(2024, quarter, 27), "fee", 1250)
held = {c[0]: 0 for c in COMPANIES}
moves.sort(key=lambda m: m[0])
for company in COMPANIES:
    if company[8] > 0:
        i = on(dt.date(2024, 6, 3 + COMPANIES.index(company)))
        count = sum((m[3] if m[1] == "buy" else -m[3]) for m in moves if m[2] == company[0] and m[1] in ("buy", "sell") and m[0] <= days[i])
        cash(days[i], "dividend", count * company[8], company[4], company[0])
order = {"deposit": 0, "fx": 1, "buy": 2, "sell": 2, "dividend": 3, "fee": 4, "withdrawal": 5}
moves.sort(key=lambda m: (m[0], order[m[1]]))
write("transactions.csv", ["time", "kind", "symbol", "qty", "price", "amount", "currency", "fees"],
      [(m[0], m[1], m[2] or "CASH") + m[3:] for m in moves])
write("positions.csv", ["symbol", "qty"], [(c[0], qty[c[0]]) for c in COMPANIES if qty[c[0]]])
write("limits.csv", ["limit", "value"], [("var_99", 0.025), ("es_975", 0.03), ("position", 0.16), ("sector", 0.4), ("currency", 0.6), ("cash", 0.1)])
