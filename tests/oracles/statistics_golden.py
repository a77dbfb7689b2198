#!/usr/bin/env python3
"""Golden values of statistics of samples: NumPy, SciPy, pandas, scikit-learn, PyPortfolioOpt.

Writes tests/unit/compute/golden/statistics.txt.
"""
from pathlib import Path

import numpy as np
import pandas as pd
import pypfopt
import scipy
import scipy.stats as st
import sklearn
from pypfopt.risk_models import CovarianceShrinkage
from sklearn.covariance import OAS, LedoitWolf

for module, major in ((np, 1), (scipy, 1), (pd, 2), (sklearn, 1), (pypfopt, 1)):
    assert int(module.__version__.split(".")[0]) >= major, module.__name__
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden/statistics.txt"
lines = ["# made by tests/oracles/statistics_golden.py; " + ", ".join(
    f"{m.__name__} {m.__version__}" for m in (np, scipy, pd, sklearn, pypfopt))]


def put(name, values):
    flat = np.asarray(values, dtype=float).reshape(-1, order="F")
    lines.append(f"{name} = " + " ".join(repr(float(v)) for v in flat))


rng = np.random.default_rng(20240611)
x = np.round(rng.standard_t(4, 61) * 0.7 + 0.1, 3)
put("x", x)
put("std", [x.std(ddof=1), x.std(ddof=0)])
put("skewness", [st.skew(x), pd.Series(x).skew()])
k, s4, n = st.kurtosis(x), ((x - x.mean()) ** 4).sum() / x.std(ddof=1) ** 4, len(x)
put("kurtosis", [k, k + 3, pd.Series(x).kurt(), n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * s4, st.kurtosis(x, bias=False)])
d = pd.Series(x).describe()
put("describe", [d["count"], d["mean"], d["std"], d["min"], d["25%"], d["50%"], d["75%"], d["max"], pd.Series(x).skew(),
                 pd.Series(x).kurt()])
METHODS = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
           "linear", "median_unbiased", "normal_unbiased"]
p = [0.0, 0.01, 0.05, 0.25, 0.5, 0.731, 0.95, 1.0]
put("p", p)
for i, method in enumerate(METHODS, 1):
    put(f"quantile.{i}", np.quantile(x, p, method=method))
put("mad", [st.median_abs_deviation(x), st.median_abs_deviation(x, scale="normal")])
put("trimmed", st.trim_mean(x, 0.13))
put("winsorized", st.mstats.winsorize(x, (0.13, 0.13)).mean())



m, s = np.median(x), st.median_abs_deviation(x, scale="normal")
for _ in range(10000):  # the fixed point of iteratively reweighted means, as RLM with HuberT finds it
    w = np.minimum(1, 1.345 / np.maximum(np.abs((x - m) / s), 1e-300))
    m = (w * x).sum() / w.sum()
put("huber", m)

r = rng.multivariate_normal(np.zeros(5), 0.0001 * (0.3 * np.ones((5, 5)) + 0.7 * np.diag([1, 2, 0.5, 4, 1.5])), 80)
r = np.round(r, 5)
r[3, 1], r[17, 1] = r[20, 1], r[20, 1]  # ties
frame = pd.DataFrame(r)
put("r", r)
put("covariance", frame.cov())
put("pearson", frame.corr())
put("spearman", frame.corr(method="spearman"))
put("kendall", frame.corr(method="kendall"))
holes = frame.copy()
for i, j in ((0, 0), (5, 2), (6, 2), (40, 4), (79, 1)):
    holes.iloc[i, j] = np.nan
put("holes", holes)
put("pairwise.covariance", holes.cov())
put("pairwise.spearman", holes.corr(method="spearman"))
w = 0.94 ** np.arange(79, -1, -1)
w /= w.sum()
put("ewma", (r * w[:, None]).T @ r)
put("ewma.centred", np.cov(r.T, aweights=w, ddof=0))
lw, oas = LedoitWolf().fit(r), OAS().fit(r)
put("ledoit_wolf", lw.covariance_)
put("ledoit_wolf.shrinkage", lw.shrinkage_)
put("oas", oas.covariance_)
put("oas.shrinkage", oas.shrinkage_)
shrink = CovarianceShrinkage(frame, returns_data=True, frequency=1)
put("constant_correlation", shrink.ledoit_wolf("constant_correlation"))
put("constant_correlation.shrinkage", shrink.delta)
OUT.write_text("\n".join(lines) + "\n")
