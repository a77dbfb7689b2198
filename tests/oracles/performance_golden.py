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
np.NINF = -np.inf  # empyrical-reloaded 0.5.9 asks numpy 2 for it
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

# A composite of four portfolios over two years; one comes late, one leaves.
R = np.round(np.stack([P, B, P * 0.5 + 0.001, B * 1.4 - 0.002]), 6)
V = np.round(np.array([100.0, 250.0, 70.0, 40.0])[:, None] * np.cumprod(1 + np.c_[np.zeros(4), R[:, :-1]], axis=1), 4)
R[2, :5], R[3, 20:] = np.nan, np.nan
year = np.repeat([2000.0, 2001.0], 12)
C = np.nansum(R * V, axis=0) / np.nansum(np.where(np.isnan(R), np.nan, V), axis=0)
put("composite.returns", R), put("composite.values", V), put("composite", C)
put("composite.deviation", pd.Series(C).rolling(6).std() * 12**0.5)
for name, weighted in (("equal", False), ("asset", True)):
    out = []
    for y in (2000, 2001):
        rows = R[:, year == y]
        full = ~np.isnan(rows).any(axis=1)
        linked, w = np.prod(1 + rows[full], axis=1) - 1, V[full][:, year == y][:, 0]
        w = w / w.sum()
        out.append((w @ (linked - w @ linked) ** 2) ** 0.5 if weighted else linked.std(ddof=1))
    put(f"composite.dispersion.{name}", out)
put("composite.years", [np.prod(1 + C[year == y]) - 1 for y in (2000, 2001)])

# Figures of one series. pa.: what PerformanceAnalytics gives for Bacon's months, with the digits that are known.
ps, bs = pd.Series(P, index), pd.Series(B, index)
ms, ss = (pd.Series(x, pd.date_range("2020-01-01", periods=500, freq="B")) for x in (M, S))
put("volatility", em.annual_volatility(ps, period="monthly")), put("volatility.ddof0", S.std() * 252**0.5)
below = np.minimum(P - P.mean(), 0)
put("semideviation", (below**2).mean() ** 0.5), put("semideviation.subset", (below[below < 0] ** 2).mean() ** 0.5)
put("downside", em.downside_risk(ps, required_return=0.005, period="monthly"))
put("pa.downside", 0.0255367), put("pa.downside.subset", 0.0377203)
for order in (0, 1, 2.5):
    d = 0.001 - S[S < 0.001]
    put(f"lpm.{order:g}", (d**order).sum() / 500), put(f"lpm.{order:g}.subset", (d**order).mean())
put("tracking", (P - B).std(ddof=1) * 12**0.5)
put("sharpe", em.sharpe_ratio(ps, period="monthly")), put("sharpe.qs", qs.sharpe(ps, periods=12))
put("sharpe.s", em.sharpe_ratio(ss, risk_free=1.02 ** (1 / 252) - 1))
put("pa.sharpe", 0.78832), put("pa.sharpe.geometric", 0.75677)
x = S - (1.02 ** (1 / 252) - 1)
put("sharpe.geometric", (np.prod(1 + x) ** (252 / 500) - 1) / (S.std(ddof=1) * 252**0.5))
put("sortino", em.sortino_ratio(ps, required_return=0.005, period="monthly"))
put("sortino.s", qs.sortino(ss, periods=252)), put("pa.sortino", 0.15664)
put("omega", em.omega_ratio(ss)), put("omega.mar", np.maximum(S - 0.001, 0).sum() / np.maximum(0.001 - S, 0).sum())
put("calmar", em.calmar_ratio(ps, period="monthly")), put("pa.calmar", 0.716639)


def depths(r, arithmetic=False):
    wealth = np.concatenate([[1], 1 + np.cumsum(r) if arithmetic else np.cumprod(1 + r)])
    return (1 - wealth / np.maximum.accumulate(wealth))[1:]


def episodes(d):
    out, start = [], None
    for i, x in enumerate(np.concatenate([d, [0]])):
        if x > 1e-14 and start is None:
            start = i
        if x <= 1e-14 and start is not None:
            t = start + int(np.argmax(d[start:i]))
            out.append((d[t], start, t + 1, i + 1 if i < len(d) else np.nan, (i + 1 if i < len(d) else i) - start))
            start = None
    return np.array(out).T


D = depths(S)
E = episodes(D)
put("drawdowns", E), put("underwater", D), put("underwater.arithmetic", depths(S, True))
put("max_drawdown", -em.max_drawdown(ss)), put("pa.max_drawdown", 0.144673)
put("average_drawdown", E[0].mean()), put("average_drawdown.length", E[4].mean())
put("ulcer.qs", qs.ulcer_index(ps)), put("pa.ulcer", 0.0611843), put("ulcer", (D**2).mean() ** 0.5)
put("pain", D.mean()), put("pa.pain_ratio", 2.5926)
for level in (0.95, 0.9, 0.875, 0.999):
    tail = (1 - level) * 500
    worst = np.sort(D)[::-1]
    whole = int(tail + 1e-9)
    put(f"cdar.{level}", (worst[:whole].sum() + (tail - whole) * worst[whole]) / tail)
annual = np.prod(1 + S) ** (252 / 500) - 1
put("sterling", annual / (E[0].mean() + 0.1)), put("sterling.deepest", annual / (E[0].max() + 0.1))
put("burke", (annual - 0.02) / (E[0] ** 2).sum() ** 0.5)
put("martin", (annual - 0.02) / (D**2).mean() ** 0.5), put("pain_ratio", (annual - 0.02) / D.mean())

# Beside a benchmark.
put("beta", em.beta(ss, ms)), put("beta.bull", em.beta(ss[ms > 0], ms[ms > 0])), put("beta.bear", em.beta(ss[ms < 0], ms[ms < 0]))
put("alpha.compound", em.alpha(ps, bs, period="monthly")), put("alpha.multiply", qs.greeks(ps, bs, 12)["alpha"])
put("pa.alpha", -0.00103012), put("pa.jensen", -0.0141694)
f = 1.02 ** (1 / 252) - 1
put("alpha.s", em.alpha(ss, ms, risk_free=f))
put("r_squared", qs.r_squared(ss, ms))
put("pa.treynor", 0.103798), put("pa.treynor.modified", 0.780675)
p1, b1 = (np.prod(1 + x) ** 0.5 - 1 for x in (P, B))
put("m2", (p1 - 0.02) * B.std() / P.std() + 0.02), put("active", p1 - b1)
put("pa.information", -0.42524), put("information", em.excess_sharpe(ps, bs))
beta = np.cov(P, B)[0, 1] / B.var(ddof=1)
residual = P - P.mean() - beta * (B - B.mean())
put("appraisal", (p1 - beta * b1) / (residual.std() * 12**0.5)), put("pa.appraisal", -0.4302)
put("pa.up_capture", 0.945619), put("pa.down_capture", 1.016456)
put("up_capture", em.up_capture(ps, bs, period="monthly")), put("down_capture", em.down_capture(ps, bs, period="monthly"))
put("up_capture.mean", P[B > 0].mean() / B[B > 0].mean())
put("up_down", [np.mean(S[M > 0] > 0), np.mean(S[M < 0] < 0), np.mean((S > M)[M > 0]), np.mean((S > M)[M < 0])])

# Wins and losses.
z = S.copy()
z[::17] = 0
zs = pd.Series(z, ss.index)
put("z", z)
put("win_rate", qs.win_rate(zs)), put("payoff", qs.payoff_ratio(zs)), put("profit_factor", qs.profit_factor(zs))
put("gain_to_pain", qs.gain_to_pain_ratio(zs)), put("kelly.wins", qs.kelly_criterion(ps)), put("pa.kelly", 2.87708)
put("best", z.max()), put("worst", z.min())
put("consecutive", [qs.consecutive_wins(zs), qs.consecutive_losses(zs)])
put("tail_ratio", em.tail_ratio(ss))

# Significance of Sharpe ratios.
from scipy.stats import kurtosis, skew


def psr(r, f, target, bias=True):
    s = (r.mean() - f) / r.std(ddof=1)
    a, k = skew(r, bias=bias), kurtosis(r, fisher=False) if bias else pd.Series(r).kurt() + 3
    return norm.cdf((s - target) * (len(r) - 1) ** 0.5 / (1 - a * s + (k - 1) / 4 * s * s) ** 0.5)


put("psr", psr(S, f, 0.03)), put("psr.unbiased", psr(P, 0, 0, False)), put("psr.proper", 0.8577)
g, e = np.euler_gamma, np.e
target = 0.0004**0.5 * ((1 - g) * norm.isf(1 / 50) + g * norm.isf(1 / (50 * e)))
put("dsr.target", target), put("dsr", psr(S, 0, target))
put("c12", [0.1131720, 0.9003968, 0.1003624, 0.9505017])
put("pa.adjusted", 0.79135)
