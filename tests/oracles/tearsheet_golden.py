#!/usr/bin/env python3
"""Golden values of tear sheets, printed: `tearsheet_golden.py FINSMART > tests/integration/golden/tearsheet.txt`.

References: numpy 2.4.6, pandas 3.1.1, scipy 1.17.1, empyrical-reloaded 0.7.1, quantstats 0.0.86. Where a tear sheet has another
definition than these on purpose (docs/reports.md says which and why), the figure is computed from its definition with numpy.

Blocks of `name = values`: times and values of made-up accounts (and what they are compared with), then the figures of each;
and the figures of a run of scripts/strategies/sma_cross.lua over the shipped data, whose equity the program FINSMART gives.
"""
import csv
import importlib.metadata as metadata
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
for package, version in (("numpy", "2.4.6"), ("pandas", "3.1.1"), ("scipy", "1.17.1"), ("empyrical-reloaded", "0.7.1"), ("quantstats", "0.0.86")):
    assert metadata.version(package) == version, package
import empyrical as em
import quantstats.stats as qs
from scipy import stats

FREQUENCY = {"day": None, "week": "W-SUN", "month": "ME", "quarter": "QE", "year": "YE"}


def put(name, value):
    print(name, "=", *(repr(float(v)) for v in np.atleast_1d(np.asarray(value, dtype=float)).ravel()))


def periods(r, period):
    """Returns of calendar periods that have any."""
    if not FREQUENCY[period]:
        return r
    groups = (1 + r).resample(FREQUENCY[period])
    return groups.prod()[groups.count() > 0] - 1


def returns_of(figures, r, m, rf, shortest):
    n, f = len(r), rf / m
    e = r - f
    sr = e.mean() / e.std()
    skew, kurtosis = stats.skew(e), stats.kurtosis(e)
    wealth = np.concatenate([[1.0], (1 + r).cumprod()])
    depth = 1 - wealth / np.maximum.accumulate(wealth)
    cagr = em.annual_return(r, annualization=m)
    worst = np.sort(depth[1:])[::-1]
    tail = 0.05 * n
    cdar = (worst[:int(tail)].sum() + (tail - int(tail)) * worst[int(tail)]) / tail
    ulcer = np.sqrt((depth[1:] ** 2).mean())
    penalty = np.sqrt(1 + 2 * sum((n - k) / n * abs(np.corrcoef(e[:-1], e[1:])[0, 1]) ** k for k in range(1, n)))
    sortino = em.sortino_ratio(r, required_return=f, annualization=m)
    logs = np.log1p(r)
    figures.update(
        total_return=qs.comp(r), cagr=cagr, volatility=em.annual_volatility(r, annualization=m),
        sharpe=em.sharpe_ratio(r, risk_free=f, annualization=m), smart_sharpe=em.sharpe_ratio(r, risk_free=f, annualization=m) / penalty,
        sortino=sortino, smart_sortino=sortino / penalty, adjusted_sortino=sortino / np.sqrt(2), smart_adjusted_sortino=sortino / penalty / np.sqrt(2),
        adjusted_sharpe=sr * np.sqrt(m) * (1 + skew / 6 * sr * np.sqrt(m) - kurtosis / 24 * (sr * np.sqrt(m)) ** 2),
        probabilistic_sharpe=stats.norm.cdf(sr * np.sqrt(n - 1) / np.sqrt(1 - skew * sr + (kurtosis + 2) / 4 * sr ** 2)),
        omega=em.omega_ratio(e), calmar=em.calmar_ratio(r, annualization=m), max_drawdown=em.max_drawdown(r),
        recovery_factor=qs.comp(r) / -em.max_drawdown(r), ulcer_index=ulcer, ulcer_performance_index=(cagr - rf) / ulcer,
        serenity_index=(cagr - rf) / (ulcer * cdar / em.annual_volatility(r, annualization=m)),
        gain_to_pain=qs.gain_to_pain_ratio(r), payoff_ratio=qs.payoff_ratio(r), profit_factor=qs.profit_factor(r),
        common_sense_ratio=qs.profit_factor(r) * em.tail_ratio(r), cpc_index=qs.cpc_index(r), tail_ratio=em.tail_ratio(r),
        outlier_win_ratio=qs.outlier_win_ratio(r), outlier_loss_ratio=qs.outlier_loss_ratio(r),
        var_95=-em.value_at_risk(r, 0.05), var_99=-em.value_at_risk(r, 0.01), cvar_95=-em.conditional_value_at_risk(r, 0.05),
        cvar_99=-em.conditional_value_at_risk(r, 0.01), var_95_gaussian=-qs.value_at_risk(r, confidence=0.95),
        var_99_gaussian=-qs.value_at_risk(r, confidence=0.99), kelly=qs.kelly_criterion(r), kelly_continuous=r.mean() / r.var(),
        risk_of_ruin=1.0 if logs.mean() <= 0 else 0.5 ** (2 * logs.mean() / logs.var()), skewness=stats.skew(r), kurtosis=stats.kurtosis(r),
        stability=em.stability_of_timeseries(r), consecutive_wins=qs.consecutive_wins(r), consecutive_losses=qs.consecutive_losses(r), win_rate_period=qs.win_rate(r),
        average_win=r[r > 0].mean(), average_loss=r[r < 0].mean())
    names = list(FREQUENCY)
    for period in names[names.index(shortest):]:
        p = periods(r, period)
        figures.update({"best_" + period: p.max(), "worst_" + period: p.min(), "win_rate_" + period: qs.win_rate(p), "expected_" + period: qs.geometric_mean(p)})
    months = periods(r, "month")
    figures.update(average_up_month=months[months > 0].mean(), average_down_month=months[months < 0].mean(), gain_to_pain_month=qs.gain_to_pain_ratio(months))


def beside(figures, r, b, m, rf):
    x, y = r - rf / m, b - rf / m
    beta = em.beta(r, b)
    cagr = lambda s: em.annual_return(s, annualization=m)
    up, down = b > 0, b < 0
    figures.update(beta=beta, alpha=m * (x.mean() - beta * y.mean()), correlation=np.corrcoef(r, b)[0, 1], r_squared=qs.r_squared(r, b),
                   treynor=cagr(x) / beta, m_squared=cagr(x) * b.std() / r.std() + rf, information_ratio=qs.information_ratio(r, b) * np.sqrt(m),
                   tracking_error=(r - b).std() * np.sqrt(m), excess_return=cagr(r) - cagr(b), up_capture=r[up].mean() / b[up].mean(),
                   down_capture=r[down].mean() / b[down].mean(), periods=len(r))


def drawdown_table(r, start):
    """Depth, start, valley, end (nan: not yet) of the ten deepest, times in seconds."""
    wealth = pd.Series(np.concatenate([[1.0], (1 + r).cumprod()]), index=[start, *r.index])
    rows, peak, low, peak_at, low_at = [], 1.0, 1.0, start, start
    for t, w in wealth.items():
        if w >= peak:
            if low < peak:
                rows.append((low / peak - 1, peak_at, low_at, t))
            peak = low = w
            peak_at = low_at = t
        elif w < low:
            low, low_at = w, t
    if low < peak:
        rows.append((low / peak - 1, peak_at, low_at, None))
    rows.sort(key=lambda row: row[0])
    assert not rows or np.isclose(rows[0][0], em.max_drawdown(r), rtol=1e-12)
    return [[d, a.timestamp(), v.timestamp(), e.timestamp() if e is not None else np.nan] for d, a, v, e in rows[:10]]


def rolling(r, b, m, rf, window):
    e = r - rf / m
    out = pd.DataFrame({"sharpe": e.rolling(window).mean() / r.rolling(window).std() * np.sqrt(m), "volatility": r.rolling(window).std() * np.sqrt(m),
                        "sortino": e.rolling(window).mean() / np.sqrt((np.minimum(e, 0) ** 2).rolling(window).mean()) * np.sqrt(m)})
    if b is not None:
        out["beta"] = r.rolling(window).cov(b) / b.rolling(window).var()
    assert rf or np.allclose(out["sharpe"].dropna(), qs.rolling_sharpe(r, rolling_period=window, periods_per_year=int(m)).dropna(), rtol=1e-9)
    return out.dropna()


def sheet(name, r, m, rf, shortest, start, b=None, window=None):
    figures, relative = {}, {}
    returns_of(figures, r, m, rf, shortest)
    for key, value in figures.items():
        put(f"{name}.figures.{key}", value)
    if b is not None:
        beside(relative, r, b, m, rf)
        for key, value in relative.items():
            put(f"{name}.relative.{key}", value)
        theirs = {}
        returns_of(theirs, b, m, rf, shortest)
        for key in ("cagr", "sharpe", "max_drawdown", "var_95", "best_month", "win_rate_month"):
            put(f"{name}.benchmark.{key}", theirs[key])
    put(f"{name}.drawdowns", drawdown_table(r, start))
    put(f"{name}.years", periods(r, "year"))
    put(f"{name}.months", periods(r, "month"))
    if window:
        table = rolling(r, b, m, rf, window)
        for key in table:
            put(f"{name}.rolling.{key}", table[key].iloc[[0, len(table) // 3, len(table) // 2, -1]])


def account(returns, cash=100000.0):
    return np.round(np.concatenate([[cash], cash * np.cumprod(1 + returns)]), 2)


def series(name, index, **columns):
    put(name + ".time", [t.timestamp() for t in index])
    for key, values in columns.items():
        put(f"{name}.{key}", values)


rng = np.random.Generator(np.random.PCG64(20261128))
print("# made by tests/oracles/tearsheet_golden.py; numbers are what Python's repr() prints")

# Days, a benchmark, a risk-free rate.
index = pd.bdate_range("2011-03-07", periods=901)
market = rng.standard_t(4, 900) * 0.009 + 0.0003
equity, bench = account(0.6 * market + rng.standard_t(5, 900) * 0.005 + 0.0002), account(market, 50.0)
r, b = pd.Series(equity, index=index).pct_change().dropna(), pd.Series(bench, index=index).pct_change().dropna()
series("days", index, equity=equity, benchmark=bench)
sheet("days", r, 252, 0.02, "day", index[0], b, 126)

# Bacon's 24 months (2008), percent.
P = np.array([0.3, 2.6, 1.1, -1.0, 1.5, 2.5, 1.6, 6.7, -1.4, 4.0, -0.5, 8.1, 4.0, -3.7, -6.1, 1.7, -4.9, -2.2, 7.0, 5.8, -6.5, 2.4, -0.5, -0.9]) / 100
index = pd.date_range("2005-12-31", periods=25, freq="ME")
equity = account(P)
series("months", index, equity=equity)
sheet("months", pd.Series(equity, index=index).pct_change().dropna(), 12, 0.0, "month", index[0])

# Hours round the clock: the sheet is of days, the first of them from the starting cash.
index = pd.date_range("2020-01-01", periods=24 * 90, freq="h")
equity = account(rng.standard_t(4, 24 * 90 - 1) * 0.002 + 0.00005)
series("hours", index, equity=equity)
last = pd.Series(equity, index=index).groupby(index.floor("D")).tail(1)
daily = pd.Series(np.concatenate([[equity[0]], last]), index=[index[0], *last.index]).pct_change().dropna()
sheet("hours", daily, 365, 0.0, "day", index[0])

# A strategy over the shipped data.
with tempfile.TemporaryDirectory() as folder:
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
    for words in (["import", "scripts/data/sp500-2000.csv", "--dataset", "sp500"],
                  ["backtest", "scripts/strategies/sma_cross.lua", "--data", "sp500", "--benchmark", "sp500", "--fee-bps", "1", "--rf", "0.01", "--out", os.path.join(folder, "run")]):
        subprocess.run([os.path.abspath(sys.argv[1]), *words], cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "run", "equity.csv")) as f:
        rows = list(csv.DictReader(f))
index = pd.DatetimeIndex([row["time"].rstrip("Z") for row in rows])
value, bench = (pd.Series([float(row[key]) for row in rows], index=index) for key in ("value", "benchmark"))
sheet("cross", value.pct_change().dropna(), 252, 0.01, "day", index[0], bench.pct_change().dropna(), 126)
