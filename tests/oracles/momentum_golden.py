#!/usr/bin/env python3
"""Golden values of the indicators of describe/momentum, volume, directional, math, regression_lines and microstructure.

Made with the PyPI package ta-lib (TA-Lib C library 0.6.4), numpy (volume profile too), and Python's fractions and decimal, over
tests/unit/compute/golden/bars.txt (which compute_golden.py makes). The format is told in compute_golden.py. References:
talib (tolerance 0: equal bit for bit), exact (rational arithmetic, rounded to a double) and papers (the papers' formulas
in numpy). Where exact values are the reference, TA-Lib is held against them.

The columns are those of the test (test_golden.c): a second input of the same field gets the highs; bid and ask are low and
high, bid_size the volume, ask_size the volume in reverse order, price the close, size the volume, side the sign of
close - open; transforms get where the close lies in its bar, from -1 to 1.
"""
import math
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import talib

assert talib.__ta_version__.startswith(b"0.6.4"), talib.__ta_version__
getcontext().prec = 50
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden"
nan = math.nan
O, H, L, C, V = (np.ascontiguousarray(column) for column in np.loadtxt(OUT / "bars.txt").T)
N = len(C)
FC, FH, FV = ([Fraction(float(v)) for v in column] for column in (C, H, V))


def write(name, cases):
    lines = [f"# {name}: made by tests/oracles/momentum_golden.py; TA-Lib {talib.__ta_version__.decode().split()[0]}, "
             f"numpy {np.__version__}"]
    for params, reference, tolerance, columns in cases:
        lines.append(f"case {' '.join(str(p) for p in params)} | {reference} | {tolerance}")
        lines += [" ".join(repr(float(v)) for v in row) for row in zip(*columns)]
    (OUT / f"{name}.txt").write_text("\n".join(lines) + "\n")


def near(name, ours, theirs, tolerance, scale=0.0):
    worst = 0.0
    for a, b in zip(ours, theirs):
        if math.isnan(a) or math.isnan(b):
            assert math.isnan(a) == math.isnan(b), name
        elif a != b:
            worst = max(worst, abs(a - b) / max(abs(a), scale))
    print(f"{name}: package differs from exact values by at most {worst:.1e}")
    assert worst <= tolerance, name


def same(name, f, *inputs, cases=((),), tolerance=0):
    write(name, [(p, "talib", tolerance, [np.asarray(f(*inputs, *p), dtype=float)]) for p in cases])


PERIODS = ((1,), (2,), (14,), (50,))
LONGER = ((2,), (7,), (14,), (50,))

# Equal bit for bit.
for name in ("ROC", "ROCP", "ROCR", "ROCR100"):
    same(f"ta.{name.lower()}", getattr(talib, name), C, cases=((1,), (10,), (100,)))
same("ta.bop", talib.BOP, O, H, L, C)
same("ta.ad", talib.AD, H, L, C, V)
same("ta.adosc", talib.ADOSC, H, L, C, V, cases=((3, 10), (10, 3), (2, 40)))
same("ta.plus_dm", talib.PLUS_DM, H, L, cases=PERIODS)
same("ta.minus_dm", talib.MINUS_DM, H, L, cases=PERIODS)
for name in ("PLUS_DI", "MINUS_DI", "NATR"):
    same(f"ta.{name.lower()}", getattr(talib, name), H, L, C, cases=PERIODS)
for name in ("DX", "ADX", "ADXR"):
    same(f"ta.{name.lower()}", getattr(talib, name), H, L, C, cases=LONGER)
same("ta.trange", talib.TRANGE, H, L, C)
same("ta.avgprice", talib.AVGPRICE, O, H, L, C)
same("ta.medprice", talib.MEDPRICE, H, L)
same("ta.typprice", talib.TYPPRICE, H, L, C)
same("ta.wclprice", talib.WCLPRICE, H, L, C)
for name in ("ADD", "SUB", "MULT", "DIV"):
    same(f"ta.{name.lower()}", getattr(talib, name), C, H)

# Transforms: TA-Lib's come from the C library, which may differ in the last bit.
unit = np.array([(2 * c - h - l) / (h - l) if h > l else 0.0 for h, l, c in zip(H, L, C)])
for name in ("ACOS", "ASIN", "ATAN", "COS", "COSH", "EXP", "LN", "LOG10", "SIN", "SINH", "TAN", "TANH"):
    same(f"ta.{name.lower()}", getattr(talib, name), unit, tolerance="5e-16")
for name in ("CEIL", "FLOOR", "SQRT"):
    same(f"ta.{name.lower()}", getattr(talib, name), unit)


# Positions: from 1 here, and none in the look-back.
def positions(values, period):
    return [nan] * (period - 1) + [v + 1.0 for v in values[period - 1:]]


write("ta.maxindex", [((n,), "talib", 0, [positions(talib.MAXINDEX(C, n), n)]) for n in (2, 20, 64, 100)])
write("ta.minindex", [((n,), "talib", 0, [positions(talib.MININDEX(C, n), n)]) for n in (2, 20, 64, 100)])
write("ta.minmax", [((n,), "talib", 0, talib.MINMAX(C, n)) for n in (2, 20, 100)])
write("ta.minmaxindex", [((n,), "talib", 0, [positions(v, n) for v in talib.MINMAXINDEX(C, n)]) for n in (2, 20, 100)])


# Exact values of windows.
def windows(n, f, *columns):
    return [nan] * (n - 1) + [f(*(c[i - n + 1:i + 1] for c in columns)) for i in range(n - 1, N)]


def root(q):
    return (Decimal(q.numerator) / Decimal(q.denominator)).sqrt()


def covariance(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / len(x)


def total(w):
    return float(sum(w))


write("ta.sum", [((n,), "exact", "1e-15", [windows(n, total, FC)]) for n in (2, 30, 100)])
near("sum", windows(30, total, FC), talib.SUM(C, 30), 1e-12)


def variance(w):
    return float(covariance(w, w))


write("ta.var", [((n, 1.0), "exact", "4e-15", [windows(n, variance, FC)]) for n in (1, 2, 5, 20, 100)])
near("var, ordinary", windows(20, variance, FC)[:80], talib.VAR(C, 20, 1)[:80], 1e-10)
near("var", windows(20, variance, FC), talib.VAR(C, 20, 1), 1e-6, 1e4)


def deviation(w):
    mean = sum(w) / len(w)
    return float(sum(abs(v - mean) for v in w) / len(w))


# Distances from a mean that is rounded: relative to the level.
write("ta.avgdev", [((n,), "exact", "1e-15 65000", [windows(n, deviation, FC)]) for n in (2, 14, 50)])
near("avgdev, ordinary", windows(14, deviation, FC)[:80], talib.AVGDEV(C, 14)[:80], 1e-12, 1)


def slope(w):
    n = len(w)
    middle = Fraction(n - 1, 2)
    return sum((t - middle) * v for t, v in enumerate(w)) / sum((t - middle) ** 2 for t in range(n))


def line(at):
    return lambda w: float(sum(w) / len(w) + slope(w) * (Fraction(len(w) - 1) * at(len(w)) - Fraction(len(w) - 1, 2)))


LINES = {
    "linearreg": line(lambda n: Fraction(1)),
    "linearreg_intercept": line(lambda n: Fraction(0)),
    "tsf": line(lambda n: Fraction(n, n - 1)),
    "linearreg_slope": lambda w: float(slope(w)),
    "linearreg_angle": lambda w: math.degrees(math.atan(float(slope(w)))),
}
for name, f in LINES.items():
    # A line may cross zero while the level is 65000; a slope has the digits of the distances that it is made of.
    tolerance = "1e-12" if name in ("linearreg_slope", "linearreg_angle") else "1e-15 65000"
    write(f"ta.{name}", [((n,), "exact", tolerance, [windows(n, f, FC)]) for n in (2, 3, 14, 50)])
    near(f"{name}, ordinary", windows(14, f, FC)[:80], getattr(talib, name.upper())(C, 14)[:80], 1e-10, 1)


def correlation(x, y):
    vx, vy, c = covariance(x, x), covariance(y, y), covariance(x, y)
    if vx == 0 or vy == 0:
        return 0.0
    return float(Decimal(c.numerator) / Decimal(c.denominator) / (root(vx) * root(vy)))


write("ta.correl", [((n,), "exact", "1e-12", [windows(n, correlation, FC, FH)]) for n in (1, 2, 30, 100)])
near("correl, ordinary", windows(30, correlation, FC, FH)[:80], talib.CORREL(C, H, 30)[:80], 1e-10, 1)


def beta(n):
    # The changes as the doubles that they are: what is exact is what is made of them.
    rx, ry = ([None] + [Fraction(float((v[i] - v[i - 1]) / v[i - 1])) for i in range(1, N)] for v in (C, H))
    out = [nan] * n
    for i in range(n, N):
        x, y = rx[i - n + 1:i + 1], ry[i - n + 1:i + 1]
        v = covariance(x, x)
        out.append(float(covariance(x, y) / v) if v else 0.0)
    return out


write("ta.beta", [((n,), "exact", "1e-12", [beta(n)]) for n in (1, 5, 60)])
near("beta, ordinary", beta(60)[:80], talib.BETA(C, H, 60)[:80], 1e-10, 1)


def momentum(o, c):
    up = sum(b - a for a, b in zip(o, c) if b > a)
    down = sum(a - b for a, b in zip(o, c) if a > b)
    return float(100 * up / (up + down)) if up + down else nan


def intraday(n):
    moves = [Fraction(float(c - o)) for o, c in zip(O, C)]
    return windows(n, momentum, [Fraction(0)] * N, moves)


write("ta.imi", [((n,), "exact", "1e-15", [intraday(n)]) for n in (2, 14, 40)])
near("imi", intraday(14), talib.IMI(O, C, 14), 1e-12, 100)


def money(n):
    typical = (H + L + C) / 3.0
    flow = [Fraction(0)] + [Fraction(float(typical[i] * V[i])) * int(np.sign(typical[i] - typical[i - 1])) for i in range(1, N)]
    out = [nan] * n
    for i in range(n, N):
        w = flow[i - n + 1:i + 1]
        up, down = sum(f for f in w if f > 0), -sum(f for f in w if f < 0)
        out.append(float(100 * up / (up + down)) if up + down >= 1 else 0.0)
    return out


write("ta.mfi", [((n,), "exact", "1e-15", [money(n)]) for n in (2, 14, 40)])
near("mfi", money(14), talib.MFI(H, L, C, V, 14), 1e-10, 100)

# Microstructure: the papers' formulas.
bid, ask, bid_size, ask_size, price, side = L, H, V, V[::-1].copy(), C, np.sign(C - O)
mid = (bid + ask) / 2
with np.errstate(invalid="ignore", divide="ignore"):
    write("micro.imbalance", [((), "papers", "1e-15", [(bid_size - ask_size) / (bid_size + ask_size)])])
    write("micro.microprice", [((), "papers", "1e-15", [(bid * ask_size + ask * bid_size) / (bid_size + ask_size)])])
write("micro.quoted_spread", [((), "papers", "1e-15", [ask - bid, (ask - bid) / mid])])
write("micro.effective_spread", [((), "papers", "1e-15", [2 * np.abs(price - mid), 2 * np.abs(price - mid) / mid])])

cases = []
for h in (1, 20):
    paid, relative, impact = np.full(N, nan), np.full(N, nan), np.full(N, nan)
    for i in range(h, N):
        if side[i - h] != 0:
            paid[i] = 2 * side[i - h] * (price[i - h] - mid[i])
            relative[i] = paid[i] / mid[i - h]
            impact[i] = 2 * side[i - h] * (mid[i] - mid[i - h])
    cases.append(((h,), "papers", "1e-15", [paid, relative, impact]))
write("micro.realised_spread", cases)

event = np.zeros(N)
for i in range(1, N):
    event[i] = ((bid[i] >= bid[i - 1]) * bid_size[i] - (bid[i] <= bid[i - 1]) * bid_size[i - 1]
                - (ask[i] <= ask[i - 1]) * ask_size[i] + (ask[i] >= ask[i - 1]) * ask_size[i - 1])
write("micro.order_flow_imbalance", [((n,), "papers", 0, [[nan] * n + [event[i - n + 1:i + 1].sum() for i in range(n, N)]])
                                     for n in (1, 20)])

depth, relative = (bid * bid_size + ask * ask_size) / 2, np.maximum(ask - bid, 0) / mid
cases = []
for n in (1, 10, 100):
    out = [nan] * (n - 1)
    for i in range(n - 1, N):
        d, s = depth[i - n + 1:i + 1].mean(), relative[i - n + 1:i + 1].mean()
        d, s = depth[i] / d if d > 0 else 1.0, relative[i] / s if s > 0 else 1.0
        out.append(100 * d / (d + s) if d + s > 0 else 50.0)
    cases.append(((n,), "papers", "1e-13", [out]))
write("micro.liquidity_score", cases)

change = [None] + [Fraction(float(C[i] - C[i - 1])) for i in range(1, N)]
cases = []
for n in (2, 100):
    out = [nan] * (n + 1)
    for i in range(n + 1, N):
        c = covariance(change[i - n + 1:i + 1], change[i - n:i])
        out.append(2 * float(root(-c)) if c < 0 else 0.0)
    cases.append(((n,), "exact", "1e-12", [out]))
write("micro.roll_spread", cases)

simple = np.concatenate(([nan], np.abs(C[1:] - C[:-1]) / C[:-1]))
ratio = np.array([simple[i] / (C[i] * V[i]) if V[i] > 0 else nan for i in range(N)])
cases = []
for n in (1, 21):
    out = [nan] * n
    for i in range(n, N):
        w = ratio[i - n + 1:i + 1]
        w = w[~np.isnan(w)]
        out.append(1e6 * math.fsum(w) / len(w) if len(w) else nan)
    cases.append(((n,), "papers", "1e-14", [out]))
write("micro.amihud", cases)

logs = [Decimal(0)] + [(Decimal(float(C[i])) / Decimal(float(C[i - 1]))).ln() for i in range(1, N)]
write("micro.realised_variance", [((n,), "exact", "2e-15", [[nan] * n + [float(sum(r * r for r in logs[i - n + 1:i + 1]))
                                                                        for i in range(n, N)]]) for n in (1, 20, 78)])
PI = Decimal("3.14159265358979323846264338327950288419716939937511")
write("micro.bipower_variation",
      [((n,), "exact", "2e-15", [[nan] * n + [float(PI / 2 * sum(abs(logs[j]) * abs(logs[j - 1]) for j in range(i - n + 2, i + 1)))
                                              for i in range(n, N)]]) for n in (2, 20, 78)])


# The volume profile: levels by numpy.histogram, the value area by the rule of the header.
def profile(prices, volumes, bins, share):
    held, edges = np.histogram(prices, bins=bins, weights=volumes)
    middle = (bins - 1) / 2
    poc = min(range(bins), key=lambda i: (-held[i], abs(i - middle), i))
    low = high = poc
    inside = held[poc]
    while inside < share * volumes.sum() and (low > 0 or high + 1 < bins):
        below = held[low - 1] if low > 0 else -1
        above = held[high + 1] if high + 1 < bins else -1
        if above >= below:
            high += 1
            inside += above
        else:
            low -= 1
            inside += below
    return held, (edges[:-1] + edges[1:]) / 2, poc, edges[low], edges[high + 1], inside


lines = [f"# volume profile: made by tests/oracles/momentum_golden.py; numpy {np.__version__}",
         f"prices = {' '.join(repr(float(v)) for v in C[:200])}", f"volumes = {' '.join(repr(float(v)) for v in V[:200])}"]
for name, bins, share in (("few", 7, 0.7), ("many", 64, 0.7), ("all", 24, 1.0), ("one", 1, 0.5)):
    held, levels, poc, low, high, inside = profile(C[:200], V[:200], bins, share)
    lines += [f"{name}.bins = {bins}", f"{name}.share = {share}", f"{name}.held = {' '.join(repr(float(v)) for v in held)}",
              f"{name}.levels = {' '.join(repr(float(v)) for v in levels)}",
              f"{name}.area = {' '.join(repr(float(v)) for v in (levels[poc], low, high, inside, V[:200].sum()))}"]
(OUT / "volume_profile.txt").write_text("\n".join(lines) + "\n")
