#!/usr/bin/env python3
"""Golden values of averages, oscillators, cycles and channels.

Made with the PyPI package ta-lib (TA-Lib C library 0.6.4), numpy and pandas, and Python's fractions, over
tests/unit/compute/golden/bars.txt (which compute_golden.py makes). The format is told in compute_golden.py. References:
talib (tolerance 0: equal bit for bit), exact (rational arithmetic, rounded to a double) and numpy (plain code here).
Where exact values are the reference, TA-Lib is held against them.
"""
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import talib

assert talib.__ta_version__.startswith(b"0.6.4"), talib.__ta_version__
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden"
nan = math.nan
O, H, L, C, V = (np.ascontiguousarray(column) for column in np.loadtxt(OUT / "bars.txt").T)
N = len(C)
FH, FL, FC, FV = ([Fraction(float(v)) for v in column] for column in (H, L, C, V))
KINDS = range(9)  # sma, ema, wma, dema, tema, trima, kama, mama, t3: TA-Lib's matype


def write(name, cases):
    lines = [f"# {name}: made by tests/oracles/indicators_golden.py; TA-Lib {talib.__ta_version__.decode().split()[0]}, "
             f"numpy {np.__version__}, pandas {pd.__version__}"]
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


def columns(result):
    return [np.asarray(c, dtype=float) for c in (result if isinstance(result, tuple) else (result,))]


def same(name, f, *inputs, cases=((),), tolerance=0):
    write(name, [(p, "talib", tolerance, columns(f(*inputs, *p))) for p in cases])


def windows(n, f, *columns):
    return [nan] * (n - 1) + [f(*(c[i - n + 1:i + 1] for c in columns)) for i in range(n - 1, N)]


LONGER = ((2,), (7,), (14,), (50,))

# Equal bit for bit.


def cci(n):
    """TA-Lib's, which adds in another order, but 0 where nothing moves: there it has what its rounding leaves."""
    typical = (H + L + C) / 3
    out = talib.CCI(H, L, C, n)
    for i in range(n - 1, len(out)):
        if np.ptp(typical[i - n + 1:i + 1]) == 0:
            out[i] = 0.0
    return out


write("ta.cci", [((n,), "talib", "1e-12 100", [cci(n)]) for n in (2, 14, 51, 80)])

same("ta.willr", talib.WILLR, H, L, C, cases=LONGER)
same("ta.aroon", talib.AROON, H, L, cases=LONGER)
same("ta.aroonosc", talib.AROONOSC, H, L, cases=LONGER)
same("ta.cmo", talib.CMO, C, cases=LONGER)
same("ta.dema", talib.DEMA, C, cases=LONGER)
same("ta.tema", talib.TEMA, C, cases=LONGER)
same("ta.trix", talib.TRIX, C, cases=((2,), (15,), (30,)))  # a period of 1 is broken in TA-Lib
same("ta.t3", talib.T3, C, cases=((5, 0.7), (2, 0.0), (20, 1.0)))
same("ta.midpoint", talib.MIDPOINT, C, cases=LONGER)
same("ta.midprice", talib.MIDPRICE, H, L, cases=LONGER)
same("ta.sar", talib.SAR, H, L, cases=((0.02, 0.2), (0.0, 0.0), (0.5, 0.1), (0.1, 3.0)))
same("ta.sarext", talib.SAREXT, H, L, cases=(
    (0, 0, 0.02, 0.02, 0.2, 0.02, 0.02, 0.2), (90.0, 0.01, 0.03, 0.02, 0.3, 0.01, 0.05, 0.1),
    (-120.0, 0.1, 0.5, 0.4, 0.2, 0.3, 0.4, 0.25), (0, 0.005, 0.0, 0.1, 1.0, 0.1, 0.0, 2.0)))
same("ta.macdfix", talib.MACDFIX, C, cases=((9,), (2,), (20,)))  # nor has a signal of 1 all its values

# Running sums of TA-Lib's drift: exact values where they are simple.


def triangular(w):
    n = len(w)
    weights = [min(j + 1, n - j) for j in range(n)]
    return float(sum(a * b for a, b in zip(weights, w)) / sum(weights))


write("ta.trima", [((n,), "exact", 4e-16, [windows(n, triangular, FC)]) for n in (2, 3, 30, 51)])
near("trima", windows(30, triangular, FC), talib.TRIMA(C, 30), 1e-12)


def kama(n):
    out, value = [nan] * n, float(C[n - 1])
    slow, fast = 2 / 31, 2 / 3
    for i in range(n, N):
        net = FC[i] - FC[i - n]
        total = sum(abs(FC[j] - FC[j - 1]) for j in range(i - n + 1, i + 1))
        ratio = 1.0 if total == 0 or total <= net else float(abs(net) / total)
        value += (float(C[i]) - value) * (ratio * (fast - slow) + slow) ** 2
        out.append(value)
    return out


write("ta.kama", [((n,), "exact", "1e-13", [kama(n)]) for n in (2, 10, 30)])
near("kama", kama(30), talib.KAMA(C, 30), 1e-10)


def ultimate(*periods):
    periods, total = sorted(periods), [0.0] * N
    reach = [None] + [max(FH[i], FC[i - 1]) - min(FL[i], FC[i - 1]) for i in range(1, N)]
    press = [None] + [FC[i] - min(FL[i], FC[i - 1]) for i in range(1, N)]
    for i in range(N):
        if i < periods[2]:
            total[i] = nan
            continue
        for n, weight in zip(periods, (4, 2, 1)):
            r, p = sum(reach[i - n + 1:i + 1]), sum(press[i - n + 1:i + 1])
            total[i] += weight * float(p / r) if r > 1e-14 else 0.0
        total[i] *= 100 / 7
    return total


CASES = ((7, 14, 28), (28, 7, 14), (1, 2, 3), (10, 10, 5))
write("ta.ultosc", [(p, "exact", "1e-13 100", [ultimate(*p)]) for p in CASES])
near("ultosc, before it is flat", ultimate(7, 14, 28)[:120], talib.ULTOSC(H, L, C, 7, 14, 28)[:120], 1e-10)

# Against TA-Lib within the drift of its sums.
write("ta.ma", [((n, k), "talib", "1e-10", columns(talib.MA(C, n, k))) for n in (1, 2, 21) for k in KINDS])
for name, scale in (("apo", " 65000"), ("ppo", " 100")):
    f = getattr(talib, name.upper())
    write(f"ta.{name}", [(p, "talib", "1e-10" + scale, columns(f(C, *p)))
                         for p in [(12, 26, k) for k in KINDS] + [(20, 5, 0), (20, 5, 3)]])

# Hilbert transforms: sines and arc tangents come from the C library, which may differ in the last bit.
CYCLE = "1e-12"
same("ta.ht_dcperiod", talib.HT_DCPERIOD, C, tolerance=CYCLE)
same("ta.ht_phasor", talib.HT_PHASOR, C, tolerance=CYCLE)
same("ta.ht_dcphase", talib.HT_DCPHASE, C, tolerance=CYCLE)
same("ta.ht_sine", talib.HT_SINE, C, tolerance=CYCLE)
same("ta.ht_trendline", talib.HT_TRENDLINE, C, tolerance=CYCLE)
write("ta.ht_trendmode", [((), "talib", 0, [[nan] * 63 + list(talib.HT_TRENDMODE(C)[63:])])])  # integers: 0 for none
same("ta.mama", talib.MAMA, C, cases=((0.5, 0.05), (0.99, 0.01), (0.1, 0.4)), tolerance=CYCLE)

# Composites. Simple averages of percents leave the drift of running sums behind.
same("ta.stochf", talib.STOCHF, H, L, C, cases=((5, 3, 0), (14, 1, 1), (1, 1, 0), (14, 5, 4), (9, 6, 6)), tolerance="1e-10 100")
same("ta.stochrsi", talib.STOCHRSI, C, cases=((14, 5, 3, 0), (2, 1, 1, 0), (14, 14, 3, 1), (7, 10, 4, 5)), tolerance="1e-10 100")
same("ta.macdext", talib.MACDEXT, C, tolerance="1e-10 65000", cases=(
    (12, 0, 26, 0, 9, 0), (12, 1, 26, 1, 9, 1), (26, 3, 12, 1, 9, 2), (5, 8, 30, 0, 4, 4), (10, 7, 20, 5, 3, 6), (6, 4, 40, 2, 1, 0)))
same("ta.mavp", talib.MAVP, C, H, tolerance="1e-10",
     cases=[(2, 30, 0), (99, 99, 1)] + [(2, n, k) for k in KINDS if k not in (4, 8) for n in (120,)] + [(2, 95, 4), (2, 45, 8)])
same("ta.accbands", talib.ACCBANDS, H, L, C, tolerance="1e-10", cases=((2,), (20,), (50,)))

# Not in TA-Lib: plain pandas and numpy.
h, l, c, v = (pd.Series(column) for column in (H, L, C, V))


def vwap(n):
    out = []
    for i in range(N):
        bars = range(max(0, i - n + 1) if n else 0, i + 1)
        traded = sum(FV[j] for j in bars)
        short = n > 0 and i < n - 1
        out.append(nan if short or not traded else float(
            sum((Fraction(float((H[j] + L[j] + C[j]) / 3)) * FV[j] for j in bars)) / traded))
    return out


write("ta.vwap", [((n,), "exact", "1e-15", [vwap(n)]) for n in (0, 1, 2, 20)])
write("ta.volume_sma", [((n,), "exact", "1e-15", [windows(n, lambda w: float(sum(w) / len(w)), FV)]) for n in (1, 5, 20)])


def donchian(n):
    upper, lower = h.rolling(n).max(), l.rolling(n).min()
    return [upper, (upper + lower) / 2, lower]


write("ta.donchian", [((n,), "numpy", 0, donchian(n)) for n in (1, 2, 20, 55)])


def keltner(n, m, k):
    middle, reach = talib.EMA(C, n), k * talib.ATR(H, L, C, m)
    middle = np.where(np.isnan(reach), nan, middle)
    return [middle + reach, middle, middle - reach]


write("ta.keltner", [(p, "numpy", "1e-15", keltner(*p)) for p in ((20, 10, 2.0), (5, 14, 1.5), (2, 1, 0.0))])


def ichimoku(a, b, s, d):
    def middle(n):
        return (h.rolling(n).max() + l.rolling(n).min()) / 2
    lines = [middle(a), middle(b), ((middle(a) + middle(b)) / 2).shift(d), middle(s).shift(d), c.shift(d)]
    there = ~pd.concat(lines, axis=1).isna().any(axis=1) & (np.arange(N) >= max(a, b, s) + d - 1)
    return [line.where(there) for line in lines]


write("ta.ichimoku", [(p, "numpy", 0, ichimoku(*p)) for p in ((9, 26, 52, 26), (7, 22, 44, 0), (3, 2, 1, 30), (60, 20, 5, 1))])


def supertrend(n, k):
    reach, middle = k * talib.ATR(H, L, C, n), (H + L) / 2
    upper, lower, rising = middle + reach, middle - reach, False
    stop, way = [nan] * N, [nan] * N
    for i in range(n, N):
        if i > n:
            if not (upper[i] < upper[i - 1] or C[i - 1] > upper[i - 1]):
                upper[i] = upper[i - 1]
            if not (lower[i] > lower[i - 1] or C[i - 1] < lower[i - 1]):
                lower[i] = lower[i - 1]
            rising = C[i] >= lower[i] if rising else C[i] > upper[i]
        stop[i], way[i] = (lower[i], 1) if rising else (upper[i], -1)
    return [stop, way]


write("ta.supertrend", [(p, "numpy", "1e-15", supertrend(*p)) for p in ((10, 3.0), (7, 1.0), (1, 0.5))])
