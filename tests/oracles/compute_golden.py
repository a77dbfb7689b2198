#!/usr/bin/env python3
"""Golden values of the compute primitives.

Made with the PyPI package ta-lib (TA-Lib C library 0.6.4), pandas, and Python's fractions and decimal.
Writes tests/unit/compute/golden/bars.txt (open high low close volume) and one file per primitive with blocks

    case <params> | <reference> | <tolerance>
    one line per bar: the outputs, "nan" in the look-back

`reference` is talib (tolerance 0: equal bit for bit) or exact (rational arithmetic, 50 digits, rounded to a double).
Where exact values are the reference, this script also holds TA-Lib and pandas against them.
"""
import math
import random
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import talib

assert talib.__ta_version__.startswith(b"0.6.4"), talib.__ta_version__
getcontext().prec = 50
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden"
OUT.mkdir(exist_ok=True)
random.seed(64)
N = 300
nan = math.nan

# A walk in cents with a quiet stretch, a flat one, a gap and a level far away.
high, low, close = [], [], []
price = 100.0
for i in range(N):
    if 120 <= i < 150:
        h = l = c = round(price, 2)
    else:
        price *= math.exp(random.gauss(0, 0.0005 if 80 <= i < 120 else 0.015))
        if i == 200:
            price *= 1.6
        if i == 260:
            price *= 400
        c = round(price, 2)
        h = round(max(c, price * (1 + abs(random.gauss(0, 0.006)))), 2)
        l = round(min(c, price * (1 - abs(random.gauss(0, 0.006)))), 2)
    high.append(h), low.append(l), close.append(c)
# Opens and volumes from generators of their own, so that the other columns stay what they were.
others = random.Random(65)
opens = [round(l + (h - l) * others.random(), 2) for h, l in zip(high, low)]
volume = [float(others.randrange(0, 50) * 100 if i % 23 else 0) for i in range(N)]
(OUT / "bars.txt").write_text("".join(f"{o!r} {h!r} {l!r} {c!r} {v!r}\n"
                                      for o, h, l, c, v in zip(opens, high, low, close, volume)))
O, H, L, C, V = (np.array(v) for v in (opens, high, low, close, volume))
F = [Fraction(c) for c in close]


def write(name, cases):
    lines = [f"# {name}: made by tests/oracles/compute_golden.py; TA-Lib {talib.__ta_version__.decode().split()[0]}, "
             f"pandas {pd.__version__}"]
    for params, reference, tolerance, columns in cases:
        lines.append(f"case {' '.join(str(p) for p in params)} | {reference} | {tolerance}")
        lines += [" ".join(repr(float(v)) for v in row) for row in zip(*columns)]
    (OUT / f"{name}.txt").write_text("\n".join(lines) + "\n")


def near(name, ours, theirs, tolerance, scale=0.0):
    """Exact values against a package's, relative to the value or to `scale` where sums cancel."""
    worst = 0.0
    for a, b in zip(ours, theirs):
        if math.isnan(a) or math.isnan(b):
            assert math.isnan(a) == math.isnan(b), name
        elif a != b:
            worst = max(worst, abs(a - b) / max(abs(a), scale))
    print(f"{name}: package differs from exact values by at most {worst:.1e}")
    assert worst <= tolerance, name


def windows(n, f):
    return [nan] * (n - 1) + [f(F[i - n + 1:i + 1]) for i in range(n - 1, N)]


def variance(w, ddof):
    mean = sum(w) / len(w)
    return sum((v - mean) ** 2 for v in w) / (len(w) - ddof)


def root(q):
    return float((Decimal(q.numerator) / Decimal(q.denominator)).sqrt())


# Windows are put together from halves: a rounding or two for each doubling.
write("ta.sma", [((n,), "exact", 1e-15, [windows(n, lambda w: float(sum(w) / len(w)))]) for n in (1, 2, 20, 100)])
near("sma", windows(20, lambda w: float(sum(w) / 20)), talib.SMA(C, 20), 1e-12)


def weighted(w):
    return float(sum((i + 1) * v for i, v in enumerate(w)) / (len(w) * (len(w) + 1) // 2))


write("ta.wma", [((n,), "exact", 1e-15, [windows(n, weighted)]) for n in (1, 2, 10, 50)])
near("wma", windows(10, weighted), talib.WMA(C, 10), 1e-12)

write("ta.ema", [((n,), "talib", 0, [talib.EMA(C, n)]) for n in (2, 12, 26, 100)])
write("ta.rsi", [((n,), "talib", 0, [talib.RSI(C, n)]) for n in (2, 7, 14, 50)])
write("ta.macd", [(p, "talib", 0, talib.MACD(C, *p)) for p in ((12, 26, 9), (26, 12, 9), (2, 3, 2), (5, 5, 4))])
write("ta.atr", [((n,), "talib", 0, [talib.ATR(H, L, C, n)]) for n in (1, 2, 14, 50)])

cases = []
for p in ((5, 3, 3, 0, 0), (14, 1, 3, 0, 0), (1, 1, 1, 0, 0), (14, 3, 5, 0, 0), (5, 3, 3, 1, 2), (9, 4, 6, 3, 8), (14, 5, 3, 6, 5)):
    k, d = talib.STOCH(H, L, C, p[0], p[1], p[3], p[2], p[4])
    cases.append((p, "talib", "1e-10 100", [k, d]))  # its running sums of percents leave 1e-13 behind
write("ta.stoch", cases)
write("ta.max", [((n,), "talib", 0, [talib.MAX(C, n)]) for n in (2, 20, 64, 100)])
write("ta.min", [((n,), "talib", 0, [talib.MIN(C, n)]) for n in (2, 20, 64, 100)])

cases = [((n, factor), "exact", 4e-15, [windows(n, lambda w: root(variance(w, 0)) * factor)])
         for n, factor in ((2, 1.0), (5, 1.0), (20, -2.5), (100, 1.0))]
write("ta.stddev", cases)
near("stddev, ordinary", windows(20, lambda w: root(variance(w, 0)))[:80], talib.STDDEV(C, 20)[:80], 1e-10)
# TA-Lib 0.6.4 subtracts squares: it gives 3e-6 where nothing moves at a level of 100.
near("stddev", windows(20, lambda w: root(variance(w, 0))), talib.STDDEV(C, 20), 1e-7, 100)

cases = []
for n, up, down in ((5, 2.0, 2.0), (20, 2.0, 1.0)):
    sd, mean = windows(n, lambda w: root(variance(w, 0))), windows(n, lambda w: float(sum(w) / n))
    cases.append(((n, up, down, 0), "exact", "1e-15 65000",  # the level: a band may lie near zero
                  [[m + s * up for m, s in zip(mean, sd)], mean, [m - s * down for m, s in zip(mean, sd)]]))
    for ours, theirs in zip(cases[-1][3], talib.BBANDS(C, n, up, down, 0)):  # the first 80 bars are an ordinary walk
        near(f"bbands {n}, ordinary", ours[:80], theirs[:80], 1e-10)
for kind in range(1, 9):  # other averages: TA-Lib's, with the exact deviation
    sd, mean = windows(20, lambda w: root(variance(w, 0))), talib.MA(C, 20, kind)
    cases.append(((20, 2.0, 1.0, kind), "talib", "1e-10 65000",
                  [[m + s * 2 for m, s in zip(mean, sd)], mean, [m - s for m, s in zip(mean, sd)]]))
    for ours, theirs in zip(cases[-1][3], talib.BBANDS(C, 20, 2, 1, kind)):
        near(f"bbands 20, kind {kind}, ordinary", ours[:80], theirs[:80], 1e-10)
write("ta.bbands", cases)

write("stats.rolling_std", [((n, ddof), "exact", 4e-15, [windows(n, lambda w: root(variance(w, ddof)))])
                            for n, ddof in ((2, 1), (21, 1), (21, 0))])
near("rolling_std", windows(21, lambda w: root(variance(w, 1))), pd.Series(C).rolling(21).std().to_numpy(), 1e-7, 100)


def score(ddof):
    def f(w):
        v = variance(w, ddof)
        if v == 0:
            return nan
        distance = w[-1] - sum(w) / len(w)
        return float(Decimal(distance.numerator) / Decimal(distance.denominator)
                     / (Decimal(v.numerator) / Decimal(v.denominator)).sqrt())
    return f


write("stats.zscore", [((n, ddof), "exact", "4e-15 1", [windows(n, score(ddof))]) for n, ddof in ((5, 1), (20, 0))])

simple = [nan] + [float(F[i] / F[i - 1] - 1) for i in range(1, N)]
logs = [nan] + [float((Decimal(close[i]) / Decimal(close[i - 1])).ln()) for i in range(1, N)]
write("stats.returns", [((0,), "exact", 5e-16, [simple]), ((1,), "exact", 5e-16, [logs])])
near("returns", simple, pd.Series(C).pct_change().to_numpy(), 1e-12, 1e-3)
near("log returns", logs, np.log(C / np.concatenate(([nan], C[:-1]))), 1e-12, 1e-3)

write("ta.obv", [((), "talib", 0, [talib.OBV(C, V)])])
write("ta.mom", [((n,), "talib", 0, [talib.MOM(C, n)]) for n in (1, 10)])
