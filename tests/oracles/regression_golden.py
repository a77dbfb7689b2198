#!/usr/bin/env python3
"""Golden values of regressions, diagnostics, unit roots and cointegration.

Made with statsmodels 0.15.0, arch 8.0.0 and SciPy 1.17.1; NIST's certified values of the Longley data (Statistical Reference
Datasets, Linear Least Squares Regression, "Longley") are written as published. Writes tests/unit/compute/golden/regression.txt
and econometrics.txt, inputs included.
"""
import math
import warnings
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

import arch
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from statsmodels.regression.recursive_ls import RecursiveLS
from statsmodels.regression.rolling import RollingOLS
from statsmodels.sandbox.stats.runs import runstest_1samp
from statsmodels.stats import diagnostic
from statsmodels.tsa import coint_tables
from statsmodels.tsa import stattools as st
from statsmodels.tsa.adfvalues import mackinnoncrit, mackinnonp
from statsmodels.tsa.filters.hp_filter import hpfilter
from statsmodels.tsa.vector_ar.vecm import coint_johansen
from arch import unitroot

assert statsmodels.__version__ == "0.15.0", statsmodels.__version__
assert arch.__version__ == "8.0.0", arch.__version__
assert scipy.__version__ == "1.17.1", scipy.__version__
warnings.simplefilter("ignore")
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden"
OUT.mkdir(exist_ok=True)


class Golden:
    """Lines `name = numbers`; matrices by columns."""

    def __init__(self, name):
        self.path, self.lines = OUT / f"{name}.txt", []

    def comment(self, text):
        self.lines.append(f"# {text}")

    def put(self, name, values):
        flat = np.asarray(values, dtype=float).ravel(order="F")
        self.lines.append(f"{name} = " + " ".join(repr(float(v)) for v in flat))

    def write(self):
        self.path.write_text("\n".join(self.lines) + "\n")


def recursion(y, x):
    """Coefficients over the first t + 1 rows and recursive residuals, by rational arithmetic; NaN where undetermined."""
    n, k = x.shape
    rows = [[Fraction(float(v)) for v in (*x[t], y[t])] for t in range(n)]
    moments = [[Fraction(0)] * (k + 1) for _ in range(k)]
    coefficients, residuals = np.full((n, k), np.nan), np.full(n, np.nan)
    beta = None

    def solve(right):
        a = [moments[i][:k] + [right[i]] for i in range(k)]
        for i in range(k):
            pivot = next(j for j in range(i, k) if a[j][i] != 0)
            a[i], a[pivot] = a[pivot], a[i]
            for j in range(k):
                if j != i:
                    factor = a[j][i] / a[i][i]
                    a[j] = [u - factor * v for u, v in zip(a[j], a[i])]
        return [a[i][k] / a[i][i] for i in range(k)]

    for t, row in enumerate(rows):
        if beta:
            spread = 1 + sum(u * v for u, v in zip(row[:k], solve(row[:k])))
            error = row[k] - sum(u * v for u, v in zip(row[:k], beta))
            residuals[t] = float(error) / math.sqrt(spread)
        for i in range(k):
            moments[i] = [m + row[i] * v for m, v in zip(moments[i], row)]
        if t + 1 >= k:
            beta = solve([m[k] for m in moments])
            coefficients[t] = [float(b) for b in beta]
    return coefficients, residuals


def regressions():
    g = Golden("regression")
    g.comment("NIST StRD Longley, certified values")
    longley = np.array([
        [60323, 83.0, 234289, 2356, 1590, 107608, 1947], [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
        [60171, 88.2, 258054, 3682, 1616, 109773, 1949], [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
        [63221, 96.2, 328975, 2099, 3099, 112075, 1951], [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
        [64989, 99.0, 365385, 1870, 3547, 115094, 1953], [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
        [66019, 101.2, 397469, 2904, 3048, 117388, 1955], [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
        [68169, 108.4, 442769, 2936, 2798, 120445, 1957], [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
        [68655, 112.6, 482704, 3813, 2552, 123366, 1959], [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
        [69331, 115.7, 518173, 4806, 2572, 127852, 1961], [70551, 116.9, 554894, 4007, 2827, 130081, 1962]])
    g.put("longley.y", longley[:, 0])
    g.put("longley.x", longley[:, 1:])
    g.put("longley.coefficients", [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683,
                                   -1.03322686717359, -0.0511041056535807, 1829.15146461355])
    g.put("longley.standard_errors", [890420.383607373, 84.9149257747669, 0.334910077722432E-01, 0.488399681651699,
                                      0.214274163161675, 0.226073200069370, 455.478499142212])
    g.put("longley.sigma", 304.854073561965)
    g.put("longley.r_squared", 0.995479004577296)
    g.put("longley.f", 330.285339234588)

    rng = np.random.default_rng(15)
    n = 140
    x = np.column_stack([rng.standard_normal(n), 100 + np.cumsum(rng.standard_normal(n)), rng.exponential(size=n)])
    e = np.zeros(n)
    for i in range(1, n):
        e[i] = 0.4 * e[i - 1] + rng.standard_normal() * (0.3 + abs(x[i, 0]))
    y = 0.5 + x @ np.array([1.2, -0.03, 0.4]) + e
    weights = rng.uniform(0.2, 3.0, n)
    g.put("y", y)
    g.put("x", x)
    g.put("weights", weights)

    def ols(name, model, **fit):
        r = model.fit(**fit)
        interval = r.conf_int(alpha=0.1)
        g.put(f"{name}.coefficients", r.params)
        g.put(f"{name}.standard_errors", r.bse)
        g.put(f"{name}.t", r.tvalues)
        g.put(f"{name}.p", r.pvalues)
        g.put(f"{name}.lower", interval[:, 0])
        g.put(f"{name}.upper", interval[:, 1])
        g.put(f"{name}.covariance", r.cov_params())
        g.put(f"{name}.measures", [r.rsquared, r.rsquared_adj, r.fvalue, r.f_pvalue, r.llf, r.aic, r.bic,
                                   np.sqrt(r.mse_resid), sm.stats.durbin_watson(r.wresid), r.df_model, r.df_resid,
                                   np.linalg.cond(r.model.wexog)])
        g.put(f"{name}.residuals", r.resid)
        g.put(f"{name}.fitted", r.fittedvalues)

    with_constant = sm.add_constant(x)
    for kind in ["nonrobust", "HC0", "HC1", "HC2", "HC3"]:
        ols(f"ols.{kind.lower()}", sm.OLS(y, with_constant), cov_type=kind, use_t=True)
    ols("ols.hac", sm.OLS(y, with_constant), cov_type="HAC", use_t=True,
        cov_kwds={"maxlags": int(4 * (n / 100) ** (2 / 9)), "use_correction": False})
    ols("ols.hac7", sm.OLS(y, with_constant), cov_type="HAC", use_t=True, cov_kwds={"maxlags": 7, "use_correction": True})
    ols("ols.hac7normal", sm.OLS(y, with_constant), cov_type="HAC", use_t=False,
        cov_kwds={"maxlags": 7, "use_correction": True})
    ols("ols.origin", sm.OLS(y, x))
    ols("ols.origin_hc0", sm.OLS(y, x), cov_type="HC0", use_t=True)
    ols("wls", sm.WLS(y, with_constant, weights=weights))
    ols("wls.hc3", sm.WLS(y, with_constant, weights=weights), cov_type="HC3", use_t=True)
    ols("mean.hac", sm.OLS(y, np.ones(n)), cov_type="HAC", use_t=True, cov_kwds={"maxlags": 5, "use_correction": False})
    dummies = np.column_stack([np.arange(n) % 2 == 0, np.arange(n) % 2 == 1, x[:, 0]]).astype(float)
    g.put("dummies", dummies)
    ols("ols.dummies", sm.OLS(y, dummies))

    residuals = sm.OLS(y, with_constant).fit()
    g.put("breusch_pagan", diagnostic.het_breuschpagan(residuals.resid, with_constant))
    g.put("white", diagnostic.het_white(residuals.resid, with_constant))
    for lags in [1, 4]:
        g.put(f"breusch_godfrey.{lags}", diagnostic.acorr_breusch_godfrey(residuals, nlags=lags, result_object=True)[:4])
    half = sm.add_constant(dummies[:, 1:])
    g.put("white.dummy", diagnostic.het_white(sm.OLS(y, half).fit().resid, half))

    r = RollingOLS(y, with_constant, window=25).fit()
    g.put("rolling.coefficients", r.params)
    g.put("rolling.standard_errors", r.bse)
    g.put("rolling.r_squared", r.rsquared)
    g.put("rolling.sigma", np.sqrt(r.mse_resid))
    # The diffuse filter of statsmodels keeps 8 digits or so in the first values: these are exact, and held against it.
    coefficients, w = recursion(y, with_constant)
    r = RecursiveLS(y, with_constant).fit()
    cusum, squares = np.cumsum(w[4:]) / np.std(w[4:], ddof=1), np.cumsum(w[4:] ** 2) / np.sum(w[4:] ** 2)
    np.testing.assert_allclose(r.resid_recursive[4:], w[4:], rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(r.cusum, cusum, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(r.cusum_squares, squares, rtol=1e-6)
    np.testing.assert_allclose(r.recursive_coefficients.filtered.T[20:], coefficients[20:], rtol=1e-6, atol=1e-8)
    g.put("recursive.coefficients", coefficients)
    g.put("recursive.residuals", w)
    g.put("recursive.cusum", cusum)
    g.put("recursive.cusum_squares", squares)
    bounds = r._cusum_significance_bounds(alpha=0.05, ddof=0, points=np.arange(r.nobs_diffuse, n + 1))
    g.put("recursive.band", bounds[1])
    g.write()


def hp_decimal(y, lamb):
    """The cycle by banded elimination of (I + lamb K'K) c = lamb K'K y in decimal arithmetic of 60 digits."""
    getcontext().prec = 60
    n, lamb = len(y), Decimal(lamb)
    band = [[Decimal(int(i == j)) for j in range(i, min(i + 3, n))] for i in range(n)]
    right, values = [Decimal(0)] * n, [Decimal(float(v)) for v in y]
    for row in range(n - 2):
        k = [1, -2, 1]
        second = sum(c * v for c, v in zip(k, values[row:row + 3]))
        for i in range(3):
            right[row + i] += lamb * k[i] * second
            for j in range(i, 3):
                band[row + i][j - i] += lamb * k[i] * k[j]
    for i in range(n):  # symmetric elimination
        for step in range(1, len(band[i])):
            factor = band[i][step] / band[i][0]
            for j in range(step, len(band[i])):
                band[i + step][j - step] -= factor * band[i][j]
            right[i + step] -= factor * right[i]
    for i in reversed(range(n)):
        right[i] = (right[i] - sum(c * right[i + j] for j, c in enumerate(band[i]) if j)) / band[i][0]
    return [float(v) for v in right]


def econometrics():
    g = Golden("econometrics")
    rng = np.random.default_rng(16)
    n = 160
    walk = 50 + np.cumsum(0.1 + rng.standard_normal(n))
    returns = np.zeros(n)
    h = 1.0
    for i in range(1, n):
        h = 0.2 + 0.3 * returns[i - 1] ** 2 + 0.5 * h
        returns[i] = 0.3 * returns[i - 1] + np.sqrt(h) * rng.standard_t(6)
    other = 3 + 0.8 * walk + 0.7 * np.convolve(rng.standard_normal(n + 1), [1, 0.5])[1:n + 1]
    third = -5 + np.cumsum(rng.standard_normal(n)) + 0.3 * walk
    follower = 0.4 * np.r_[0, 0, returns[:-2]] + rng.standard_normal(n)
    short = returns[:31]
    series = {"walk": walk, "returns": returns, "other": other, "third": third, "follower": follower, "short": short}
    for name, values in series.items():
        g.put(name, values)

    for adjusted in [0, 1]:
        for bartlett in [0, 1]:
            values, interval = st.acf(returns, nlags=12, adjusted=bool(adjusted), alpha=0.1, fft=False,
                                      bartlett_confint=bool(bartlett), result_object=False)
            g.put(f"acf.{adjusted}{bartlett}.values", values)
            g.put(f"acf.{adjusted}{bartlett}.lower", interval[:, 0])
            g.put(f"acf.{adjusted}{bartlett}.upper", interval[:, 1])
    g.put("acf.default", st.acf(returns, fft=False))
    for name in ["ywadjusted", "ywmle", "ols", "ols-inefficient", "ols-adjusted", "ldadjusted", "ldbiased", "burg"]:
        g.put(f"pacf.{name}", st.pacf(returns, nlags=12, method=name))
    g.put("pacf.default", st.pacf(returns))
    g.put("pacf.upper", st.pacf(returns, nlags=12, alpha=0.1).confint[:, 1])
    for adjusted in [0, 1]:
        g.put(f"ccf.{adjusted}.values", st.ccf(follower, returns, adjusted=bool(adjusted), fft=False, nlags=9))
        g.put(f"ccf.{adjusted}.leads", st.ccf(returns, follower, adjusted=bool(adjusted), fft=False, nlags=9))

    for model_df in [0, 2]:
        t = diagnostic.acorr_ljungbox(returns, lags=8, boxpierce=True, model_df=model_df)
        g.put(f"ljung_box.{model_df}", np.r_[t.lb_stat, t.lb_pvalue])
        g.put(f"box_pierce.{model_df}", np.r_[t.bp_stat, t.bp_pvalue])
    g.put("jarque_bera", sm.stats.jarque_bera(returns))
    g.put("arch_lm", diagnostic.het_arch(returns, nlags=4, result_object=True)[:4])
    g.put("arch_lm.default", diagnostic.het_arch(returns, result_object=True)[:4])
    g.put("arch_lm.ddof", diagnostic.het_arch(returns, nlags=3, ddof=2, result_object=True)[:4])
    g.put("durbin_watson", sm.stats.durbin_watson(returns))
    g.put("runs.mean", runstest_1samp(returns, cutoff="mean"))
    g.put("runs.short", runstest_1samp(short, cutoff="median"))
    g.put("runs.plain", runstest_1samp(short, cutoff="median", correction=False))

    trends = ["n", "c", "ct", "ctt"]
    for which in ["walk", "returns", "third"]:
        for trend in trends:
            for criterion in ["AIC", "BIC", "t-stat"]:
                r = st.adfuller(series[which], regression=trend, autolag=criterion, result_object=False)
                g.put(f"adf.{which}.{trend}.{criterion}",
                      [r[0], r[1], r[2], r[3], r[5], *(r[4][k] for k in ["1%", "5%", "10%"])])
            r = st.adfuller(series[which], regression=trend, maxlag=3, autolag=None, result_object=False)
            g.put(f"adf.{which}.{trend}.3", [r[0], r[1], r[2], r[3], np.nan, *(r[4][k] for k in ["1%", "5%", "10%"])])
    r = st.adfuller(walk, maxlag=5, autolag="AIC", result_object=False)
    g.put("adf.most5", [r[0], r[1], r[2], r[3], r[5], *(r[4][k] for k in ["1%", "5%", "10%"])])
    statistics = np.array([-30, -18, -12, -6, -4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 4])
    g.put("mackinnon.statistics", statistics)
    for index, trend in enumerate(trends):
        for count in range(1, 7):
            g.put(f"mackinnon.p.{index}.{count}", [mackinnonp(s, regression=trend, N=count) for s in statistics])
        for count in range(1, 2 if trend == "n" else 13):
            g.put(f"mackinnon.critical.{index}.{count}", mackinnoncrit(N=count, regression=trend, nobs=87))
    for which in ["walk", "returns", "third"]:
        for trend in trends[:3]:
            for kind in ["tau", "rho"]:
                for lags in [None, 4]:
                    r = unitroot.PhillipsPerron(series[which], trend=trend, test_type=kind, lags=lags)
                    g.put(f"pp.{which}.{trend}.{kind}.{lags or 'rule'}",
                          [r.stat, r.pvalue, r.lags, *(r.critical_values[k] for k in ["1%", "5%", "10%"])])
        for trend in ["c", "ct"]:
            for lags in ["auto", "legacy", 5]:
                r = st.kpss(series[which], regression=trend, nlags=lags, result_object=False)
                g.put(f"kpss.{which}.{trend}.{lags}", [r[0], r[1], r[2], *(r[3][k] for k in ["1%", "2.5%", "5%", "10%"])])
        for lags in [2, 5, 7]:
            for drift in [0, 1]:
                for robust in [0, 1]:
                    for debiased in [0, 1]:
                        for overlap in [0, 1]:
                            if not overlap and (robust or debiased):
                                continue
                            r = unitroot.VarianceRatio(series[which], lags=lags, trend="c" if drift else "n",
                                                       robust=bool(robust), debiased=bool(debiased),
                                                       overlap=bool(overlap))
                            g.put(f"vr.{which}.{lags}.{drift}{robust}{debiased}{overlap}", [r.vr, r.stat, r.pvalue])

    pair = np.column_stack([walk, third])
    for trend in trends:
        for criterion in ["aic", "bic", "t-stat"]:
            r = st.coint(other, pair, trend=trend, autolag=criterion)
            g.put(f"engle_granger.{trend}.{criterion}", [r[0], r[1], *r[2]])
        r = st.coint(other, walk, trend=trend, autolag=None, maxlag=2)
        g.put(f"engle_granger.{trend}.2", [r[0], r[1], *r[2]])
    fit = sm.OLS(other, sm.add_constant(pair)).fit()
    g.put("engle_granger.coefficients", fit.params)
    g.put("engle_granger.residuals", fit.resid)

    system = np.column_stack([walk, other, third])
    for order in [-1, 0, 1]:
        for lags in [0, 1, 3]:
            r = coint_johansen(system, order, lags)
            name = f"johansen.{order}.{lags}"
            g.put(f"{name}.eigenvalues", r.eig)
            g.put(f"{name}.trace", r.trace_stat)
            g.put(f"{name}.max", r.max_eig_stat)
            g.put(f"{name}.trace_critical", r.trace_stat_crit_vals)
            g.put(f"{name}.max_critical", r.max_eig_stat_crit_vals)
            g.put(f"{name}.vectors", r.evec * np.sign(r.evec[0]))
    for order in [-1, 0, 1]:
        g.put(f"johansen.table.trace.{order}", np.array([coint_tables.c_sjt(k, order) for k in range(1, 13)]))
        g.put(f"johansen.table.max.{order}", np.array([coint_tables.c_sja(k, order) for k in range(1, 13)]))

    for name, pair in [("leads", np.column_stack([follower, returns])), ("follows", np.column_stack([returns, follower]))]:
        r = st.grangercausalitytests(pair, 4)
        for lag in range(1, 5):
            f, chi2, lr = (r[lag][0][k] for k in ["ssr_ftest", "ssr_chi2test", "lrtest"])
            g.put(f"granger.{name}.{lag}", [f[0], f[1], chi2[0], chi2[1], lr[0], lr[1], f[2]])

    for lamb in [6.25, 1600, 129600, 1e11]:
        exact = hp_decimal(walk, lamb)  # statsmodels loses digits as lambda grows
        np.testing.assert_allclose(hpfilter(walk, lamb=lamb)[0], exact, rtol=0, atol=1e-13 * max(lamb, 1))
        g.put(f"hp.{lamb:g}.cycle", exact)

    spread = returns + 5
    fit = sm.OLS(np.diff(spread), sm.add_constant(spread[:-1])).fit()
    a, b = fit.params
    variance = np.mean(fit.resid ** 2)
    dt = 1 / 252
    kappa = -np.log1p(b) / dt
    g.put("half_life", [np.log(2) / kappa, kappa, -a / b, np.sqrt(variance * 2 * kappa / (1 - (1 + b) ** 2)),
                        np.sqrt(variance / (1 - (1 + b) ** 2)), b, fit.tvalues[1]])

    assets = np.column_stack([0.001 + 0.8 * returns + np.diff(other, prepend=40), 1.2 * returns - 0.5 * follower + np.diff(walk, prepend=50),
                              third - walk])
    factors = np.column_stack([returns, follower])
    g.put("factor.assets", assets)
    g.put("factor.factors", factors)
    fits = [sm.OLS(assets[:, i], sm.add_constant(factors)).fit(cov_type="HC1", use_t=True) for i in range(3)]
    for name in ["params", "bse", "tvalues", "pvalues"]:
        g.put(f"factor.{name}", np.array([getattr(f, name) for f in fits]))
    g.put("factor.r_squared", [f.rsquared for f in fits])
    g.put("factor.sigma", [np.sqrt(f.mse_resid) for f in fits])
    g.put("factor.residuals", np.column_stack([f.resid for f in fits]))
    betas = np.array([f.params[1:] for f in fits])
    g.put("factor.factor_covariance", np.cov(factors.T))
    g.put("factor.covariance", betas @ np.cov(factors.T) @ betas.T + np.diag([f.mse_resid for f in fits]))
    g.write()


if __name__ == "__main__":
    regressions()
    econometrics()
