#!/usr/bin/env python3
"""Golden values of regressions, diagnostics, unit roots and cointegration.

Made with statsmodels 0.15.0, arch 8.0.0 and SciPy 1.17.1; NIST's certified values of the Longley data (Statistical Reference
Datasets, Linear Least Squares Regression, "Longley") are written as published. Writes tests/unit/compute/golden/regression.txt
and econometrics.txt, inputs included.
"""
import warnings
from pathlib import Path

import arch
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from statsmodels.regression.recursive_ls import RecursiveLS
from statsmodels.regression.rolling import RollingOLS

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
                                   np.sqrt(r.mse_resid), sm.stats.durbin_watson(r.wresid), r.df_model, r.df_resid])
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

    r = RollingOLS(y, with_constant, window=25).fit()
    g.put("rolling.coefficients", r.params)
    g.put("rolling.standard_errors", r.bse)
    g.put("rolling.r_squared", r.rsquared)
    g.put("rolling.sigma", np.sqrt(r.mse_resid))
    r = RecursiveLS(y, with_constant).fit()
    g.put("recursive.coefficients", r.recursive_coefficients.filtered.T)
    g.put("recursive.residuals", r.resid_recursive)
    g.put("recursive.cusum", r.cusum)
    g.put("recursive.cusum_squares", r.cusum_squares)
    bounds = r._cusum_significance_bounds(alpha=0.05, ddof=0, points=np.arange(r.nobs_diffuse, n + 1))
    g.put("recursive.band", bounds[1])
    g.write()


if __name__ == "__main__":
    regressions()
