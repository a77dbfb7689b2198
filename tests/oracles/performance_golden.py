#!/usr/bin/env python3
"""Golden values of core/compute/perf, printed: `performance_golden.py > tests/unit/compute/golden/performance.txt`.

References: numpy 2.4.6, empyrical-reloaded 0.5.9, quantstats 0.0.86, mpmath for the rates of cash flows, and values that the R
package PerformanceAnalytics 2.1.0 is known to give for Bacon's 24 months (names that begin with pa., six digits).
"""
import importlib.metadata as metadata
import sys
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
for package, version in (("numpy", "2.4.6"), ("empyrical-reloaded", "0.5.9"), ("quantstats", "0.0.86"),
                         ("mpmath", "1.4.1")):
    assert metadata.version(package) == version, package
import empyrical as em
import quantstats.stats as qs
from scipy.stats import norm

# Bacon, Practical Portfolio Performance Measurement and Attribution (2008): portfolio and benchmark, percent a month.
P = np.array([0.3, 2.6, 1.1, -1.0, 1.5, 2.5, 1.6, 6.7, -1.4, 4.0, -0.5, 8.1, 4.0, -3.7, -6.1, 1.7, -4.9, -2.2, 7.0, 5.8,
              -6.5, 2.4, -0.5, -0.9]) / 100
B = np.array([0.2, 2.5, 1.8, -1.1, 1.4, 1.8, 1.4, 6.5, -1.5, 4.2, -0.6, 8.3, 3.9, -3.8, -6.2, 1.5, -4.8, 2.1, 6.0, 5.6,
              -6.7, 1.9, -0.3, 0.0]) / 100
rng = np.random.Generator(np.random.PCG64(20080101))
M = np.round(rng.standard_t(4, 500) * 0.01 + 0.0004, 6)          # a market
S = np.round(0.7 * M + rng.standard_t(5, 500) * 0.006 + 0.0003, 6)  # an asset
index = pd.date_range("2000-01-31", periods=24, freq="ME")


def put(name, value):
    values = np.atleast_1d(np.asarray(value, dtype=float)).ravel()
    print(name, "=", *(repr(float(v)) for v in values))


put("bacon.p", P), put("bacon.b", B), put("m", M), put("s", S)

# Returns
put("cumulative", np.cumprod(1 + P) - 1)
put("total", np.prod(1 + P) - 1)
put("annual", em.annual_return(pd.Series(P, index), period="monthly"))
put("annual.log", np.exp(np.sum(np.log1p(P)) / 2) - 1)
put("annual.arithmetic", P.mean() * 12)
f = 1.03 ** (1 / 12) - 1
put("excess", P - f), put("excess.geometric", (1 + P) / (1 + f) - 1)
quarters = np.repeat(np.arange(8), 3)
put("quarters", [np.prod(1 + P[quarters == q]) - 1 for q in range(8)])

# Cash flows: values from 50-digit arithmetic.
from mpmath import mp, mpf, findroot, polyroots

mp.dps = 50
days = [np.datetime64(d) for d in ("2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01")]
amounts = [-10000, 2750, 4250, 3250, 2750]
put("xirr.days", [(d - np.datetime64("1970-01-01")).astype(int) for d in days])
put("xirr.amounts", amounts)
years = [mpf(int((d - days[0]).astype(int))) / 365 for d in days]
put("xirr", findroot(lambda r: sum(a / (1 + r) ** t for a, t in zip(amounts, years)), 0.37))
put("irr.flows", [-70000, 12000, 15000, 18000, 21000, 26000])  # Excel's example of IRR: 8.66 %
put("irr", findroot(lambda r: sum(a / (1 + r) ** i for i, a in enumerate([-70000, 12000, 15000, 18000, 21000, 26000])), 0.09))
roots = [1 / x - 1 for x in polyroots([132, -362, 330, -100], maxsteps=200, extraprec=200)]
put("irr.three", sorted(float(r.real) for r in roots))  # -100, 330, -362, 132: 0, 10 and 20 %

# A portfolio of three that drifts, rebalanced each sixth month; costs of 10 basis points.
A = np.stack([P, B, M[:24] * 3])
w0 = np.array([0.5, 0.3, 0.1])


def drift(every, cash, cost):
    held, out, bop, eop, con, turnovers = w0.copy(), [], [], [], [], []
    for t in range(24):
        turnover = 0.0
        if every and t and t % every == 0:
            turnover, held = np.abs(w0 - held).sum(), w0.copy()
        c = held * A[:, t]
        R = c.sum() + (1 - held.sum()) * cash - cost * turnover
        bop.append(held.copy()), con.append(c)
        held = held * (1 + A[:, t]) / (1 + R)
        eop.append(held.copy()), out.append(R), turnovers.append(turnover)
    return out, np.array(bop).T, np.array(eop).T, np.array(con).T, turnovers


put("portfolio.assets", A)
for name, args in (("drift", (0, 0, 0)), ("six", (6, 0.002, 0.001))):
    out, bop, eop, con, turnover = drift(*args)
    put(f"portfolio.{name}", out), put(f"portfolio.{name}.bop", bop), put(f"portfolio.{name}.eop", eop)
    put(f"portfolio.{name}.contribution", con), put(f"portfolio.{name}.turnover", turnover)
