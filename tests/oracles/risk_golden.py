#!/usr/bin/env python3
"""Golden values of core/compute/risk, printed: `risk_golden.py > tests/unit/compute/golden/risk.txt`.

References: numpy 2.4.6, scipy 1.17.1, arch 8.0.0, quantstats 0.0.86, and values that the R package PerformanceAnalytics 2.1.0
is known to give for Bacon's 24 months (names that begin with pa., six digits).
"""
import importlib.metadata as metadata
import warnings

import numpy as np
import pandas as pd
from scipy import integrate, stats

warnings.filterwarnings("ignore")
for package, version in (("numpy", "2.4.6"), ("scipy", "1.17.1"), ("arch", "8.0.0"), ("quantstats", "0.0.86")):
    assert metadata.version(package) == version, package
import quantstats.stats as qs
from arch import arch_model

P = np.array([0.3, 2.6, 1.1, -1.0, 1.5, 2.5, 1.6, 6.7, -1.4, 4.0, -0.5, 8.1, 4.0, -3.7, -6.1, 1.7, -4.9, -2.2, 7.0, 5.8,
              -6.5, 2.4, -0.5, -0.9]) / 100
rng = np.random.Generator(np.random.PCG64(19951028))
# Four assets with one factor, fat tails and volatility that clusters.
n = 400
h, market = 1e-4, np.empty(n)
for t in range(n):
    market[t] = np.sqrt(h) * rng.standard_normal()
    h = 4e-6 + 0.12 * market[t] ** 2 + 0.84 * h
A = np.round(np.stack([b * market + rng.standard_t(5, n) * s for b, s in ((1.0, 0.004), (0.6, 0.009), (1.4, 0.006), (-0.3, 0.005))]), 6)
W = np.array([0.4, 0.3, 0.5, -0.2])
Y = W @ A


def put(name, value):
    values = np.atleast_1d(np.asarray(value, dtype=float)).ravel()
    print(name, "=", *(repr(float(v)) for v in values))


put("bacon.p", P), put("assets", A), put("weights", W), put("returns", Y)

# One series
TYPES = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
         "linear", "median_unbiased", "normal_unbiased"]
for level in (0.95, 0.975, 0.99):
    p = round(1 - level, 12)  # 1 - 0.95 is not 0.05, which would move quantiles that are observations
    put(f"historical.{level}", [-np.quantile(Y, p, method=m) for m in TYPES])
    q = np.quantile(Y, p)
    put(f"historical.es.{level}", -Y[Y <= q].mean())
    part = p * n
    s = np.sort(Y)
    whole = int(part + 1e-9)
    put(f"historical.es.fraction.{level}", -(s[:whole].sum() + (part - whole) * s[whole]) / part)
    z = stats.norm.ppf(p)
    for ddof in (0, 1):
        sd = Y.std(ddof=ddof)
        put(f"gaussian.{level}.{ddof}", [-(Y.mean() + z * sd), -Y.mean() + sd * stats.norm.pdf(z) / p])


def cornish_fisher(y, p):
    S, K, sd = stats.skew(y), stats.kurtosis(y), y.std()
    z = stats.norm.ppf(p)
    h = z + (z**2 - 1) * S / 6 + (z**3 - 3 * z) * K / 24 - (2 * z**3 - 5 * z) * S**2 / 36

    def density(x):
        he3, he4, he6 = x**3 - 3 * x, x**4 - 6 * x**2 + 3, x**6 - 15 * x**4 + 45 * x**2 - 15
        return stats.norm.pdf(x) * (1 + S / 6 * he3 + K / 24 * he4 + S**2 / 72 * he6)

    shortfall = integrate.quad(lambda x: x * density(x), -40, h, epsabs=1e-15, epsrel=1e-13, limit=500, points=[-8, -4])[0] / p
    return -(y.mean() + sd * h), -(y.mean() + sd * min(shortfall, h))


for level in (0.95, 0.99):
    put(f"cornish_fisher.{level}", cornish_fisher(Y, round(1 - level, 12)))
put("pa.historical", [0.0592, 0.0630]), put("pa.gaussian", [0.0546819, 0.0708597]), put("pa.modified", [0.0560290, 0.0687911])
put("qs.var", -qs.value_at_risk(pd.Series(P)))
v = np.mean(Y**2)
for r in Y:
    v = 0.94 * v + 0.06 * r * r
put("ewma", [-stats.norm.ppf(0.01) * v**0.5, v**0.5 * stats.norm.pdf(stats.norm.ppf(0.01)) / 0.01])
fit = arch_model(Y * 100, mean="Constant", vol="GARCH", p=1, q=1, rescale=False).fit(disp="off", tol=1e-14)
s = fit.forecast(horizon=1, reindex=False).variance.values[-1, 0] ** 0.5 / 100
mu = fit.params["mu"] / 100
put("garch", [-(mu + s * stats.norm.ppf(0.01)), s])
put("filtered", -(mu + s * np.quantile(fit.std_resid, 0.01)))

# Scenarios
X = np.round(rng.normal(0, 1, (9, 21)), 4)
E = np.round(rng.normal(0, 1000, 21))
put("scenario.shocks", X.T), put("scenario.exposures", E), put("scenario.pnl", X @ E)
put("scenario.var", -np.quantile(X @ E, 0.1))
D, G = np.array([100.0, -40.0, 25.0]), np.array([[-8.0, 2.0, 0.0], [4.0, 5.0, -1.0], [1.0, -3.0, 6.0]])
Z = np.round(rng.normal(0, 1, (5, 3)), 3)
put("stress.shocks", Z.T), put("stress.delta", D), put("stress.gamma", G.T)
put("stress.pnl", [x @ D + x @ G @ x / 2 for x in Z])
put("windows", np.stack([np.prod(1 + A[:, i : i + 10], axis=1) - 1 for i in range(n - 9)], axis=1))
a = [r.real for r in np.roots([4, 0, -1, -1]) if abs(r.imag) < 1e-12][0]  # Higham (2002): 1 1 0, 1 1 1, 0 1 1
put("nearest", [1, a, 2 * a * a - 1, a, 1, a, 2 * a * a - 1, a, 1])

# Backtests
H = (rng.random(500) < 0.05).astype(float)
H[100:104] = 1
put("hits", H)


def ratio(hits, T, p):
    q = hits / T
    return -2 * (stats.binom.logpmf(hits, T, p) - stats.binom.logpmf(hits, T, q))


c = np.zeros((2, 2))
for i, j in zip(H[:-1].astype(int), H[1:].astype(int)):
    c[i, j] += 1
pi = c[:, 1].sum() / c.sum()
p01, p11 = c[0, 1] / c[0].sum(), c[1, 1] / c[1].sum()
ind = -2 * (c[:, 0].sum() * np.log(1 - pi) + c[:, 1].sum() * np.log(pi) - c[0, 0] * np.log(1 - p01) - c[0, 1] * np.log(p01)
            - c[1, 0] * np.log(1 - p11) - c[1, 1] * np.log(p11))
uc = ratio(H.sum(), 500, 0.05)
put("christoffersen", [uc, stats.chi2.sf(uc, 1), ind, stats.chi2.sf(ind, 1), uc + ind, stats.chi2.sf(uc + ind, 2)])
put("kupiec", [ratio(20, 252, 0.05), stats.chi2.sf(ratio(20, 252, 0.05), 1)])
put("c13", [3.91255, 0.04793])  # Kupiec's table in JP Morgan (1998)
# T, p, the hits that are not rejected at 95 %
put("c13.regions", [252, 0.01, 1, 6, 252, 0.05, 7, 19, 510, 0.01, 2, 10, 510, 0.05, 17, 35, 1000, 0.01, 5, 16, 1000, 0.05, 38, 64])
put("basel", stats.binom.cdf(np.arange(12), 250, 0.01))
put("c14", [8.11, 89.22, 95.88, 98.63, 99.60, 99.89, 99.97])  # of 0, 4, 5, ... 9 hits, percent
