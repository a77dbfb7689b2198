#!/usr/bin/env python3
"""Golden values of rolling, expanding and exponentially weighted statistics, made with pandas over tests/unit/compute/golden/bars.txt.

Format: see compute_golden.py. Second series of two are the highs. pandas' own sums lose digits where a level change passes through a
window: variances, covariances and the like are computed here from each window by itself, in extended precision.
"""
from pathlib import Path

import numpy as np
import pandas as pd

assert int(pd.__version__.split(".")[0]) >= 2, pd.__version__
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden"
O, H, L, C, V = np.loadtxt(OUT / "bars.txt").T
x, y, nan = pd.Series(C), pd.Series(H), np.nan


def write(name, cases):
    lines = [f"# {name}: made by tests/oracles/rolling_golden.py; pandas {pd.__version__}"]
    for params, reference, tolerance, column in cases:
        lines.append(f"case {' '.join(str(p) for p in params)} | {reference} | {tolerance}".replace("case  |", "case |"))
        lines += [repr(float(v)) for v in column]
    (OUT / f"stats.{name}.txt").write_text("\n".join(lines) + "\n")


def windows(n, f):
    return [nan] * (n - 1) + [float(f(np.longdouble(C[i - n + 1:i + 1]), np.longdouble(H[i - n + 1:i + 1]))) for i in range(n - 1, len(C))]


def so_far(first, f):
    return [nan] * first + [float(f(np.longdouble(C[:i + 1]))) for i in range(first, len(C))]


def cov(a, b, ddof):
    return ((a - a.mean()) * (b - b.mean())).sum() / (len(a) - ddof)


def varies(a):
    return np.ptp(a) > 0


def skew(a):
    n, d = len(a), a - a.mean()
    return np.sqrt(np.longdouble(n * (n - 1))) / (n - 2) * (d**3).mean() / (d**2).mean() ** 1.5 if varies(a) else nan


def kurt(a):
    n, d = len(a), a - a.mean()
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * ((d**4).mean() / (d**2).mean() ** 2 - 3) + 6) if varies(a) else nan


# The short forms agree with pandas where it has its digits: the first 80 bars are an ordinary walk.
for ours, theirs in ((windows(20, lambda a, b: cov(a, b, 1)), x.rolling(20).cov(y)), (windows(20, lambda a, _: skew(a)), x.rolling(20).skew()),
                     (windows(20, lambda a, _: kurt(a)), x.rolling(20).kurt()), (so_far(2, skew), x.expanding().skew()), (so_far(3, kurt), x.expanding().kurt())):
    np.testing.assert_allclose(ours[:80], theirs[:80], rtol=1e-9, atol=1e-9)

write("rolling_var", [((n, d), "exact", "1e-12", windows(n, lambda a, _: cov(a, a, d))) for n, d in ((2, 1), (20, 0), (100, 1))])
write("rolling_cov", [((n, d), "exact", "1e-12 1e-4", windows(n, lambda a, b: cov(a, b, d))) for n, d in ((2, 1), (20, 0))])
write("rolling_corr", [((n,), "exact", "1e-11", windows(n, lambda a, b: cov(a, b, 0) / np.sqrt(cov(a, a, 0) * cov(b, b, 0)) if varies(a) and varies(b) else nan))
                       for n in (5, 60)])
write("rolling_beta", [((n,), "exact", "1e-11", windows(n, lambda a, b: cov(a, b, 0) / cov(b, b, 0) if varies(b) else nan)) for n in (5, 60)])
write("rolling_skew", [((n,), "exact", "1e-10 1", windows(n, lambda a, _: skew(a))) for n in (3, 20)])
write("rolling_kurt", [((n,), "exact", "1e-10 1", windows(n, lambda a, _: kurt(a))) for n in (4, 20)])
write("rolling_rank", [((n,), "pandas", "0", x.rolling(n).rank()) for n in (1, 20)])
write("rolling_quantile", [((n, p), "pandas", "1e-15", x.rolling(n).quantile(p)) for n, p in ((1, 0.5), (20, 0.5), (21, 0.05), (60, 1.0), (60, 0.0))])
write("rolling_median", [((n,), "pandas", "1e-15", x.rolling(n).median()) for n in (1, 20, 21)])
write("expanding_sum", [((), "pandas", "1e-12", x.expanding().sum())])
write("expanding_mean", [((), "pandas", "1e-12", x.expanding().mean())])
write("expanding_min", [((), "pandas", "0", x.expanding().min())])
write("expanding_max", [((), "pandas", "0", x.expanding().max())])
write("expanding_var", [((d,), "exact", "1e-12", so_far(d, lambda a: cov(a, a, d))) for d in (1, 0)])
write("expanding_std", [((d,), "exact", "1e-12", so_far(d, lambda a: np.sqrt(cov(a, a, d)))) for d in (1, 0)])
write("expanding_skew", [((), "exact", "1e-10 1", so_far(2, skew))])
write("expanding_kurt", [((), "exact", "1e-10 1", so_far(3, kurt))])
cases = [(span, adjust) for span in (1.0, 20.0) for adjust in (True, False)]
ew = {c: x.ewm(span=c[0], adjust=c[1]) for c in cases}
wide = [c for c in cases if c[0] > 1]
write("ewm_mean", [((c[0], 0 if c[1] else 1), "pandas", "1e-13", ew[c].mean()) for c in cases])
write("ewm_var", [((c[0], 0 if c[1] else 1), "pandas", "1e-10", ew[c].var()) for c in wide])
write("ewm_std", [((c[0], 0 if c[1] else 1), "pandas", "1e-10", ew[c].std()) for c in wide])
write("ewm_cov", [((c[0], 0 if c[1] else 1), "pandas", "1e-10", ew[c].cov(y)) for c in wide])
write("ewm_corr", [((c[0], 0 if c[1] else 1), "pandas", "1e-10", ew[c].corr(y)) for c in wide])
