"""pandas' rolling windows, arch's GARCH(1,1) and PyPortfolioOpt's portfolios on the arrays of `finsmart bench compute`.

    compute_models.py FOLDER RUNS

Prints one JSON line: for each contender and job the seconds of each run. Results are written to the folder. Imports, and
making the objects that a library wants its data in, are not timed.
"""
import importlib.metadata
import json
import os
import sys
import time
import warnings

import numpy as np
import pandas as pd
from arch import arch_model
from pypfopt import EfficientFrontier, HRPOpt

folder, runs = sys.argv[1], int(sys.argv[2])
results = {}
warnings.filterwarnings("ignore")


def load(name):
    return np.fromfile(os.path.join(folder, name + ".f64"))


def record(who, package, name, job, value, repeats=runs):
    """value(result) is what is compared."""
    result = job()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = job()
        seconds.append(time.perf_counter() - start)
    file = f"{who}-{name}.f64"
    np.ascontiguousarray(value(result), dtype=float).tofile(os.path.join(folder, file))
    results[f"{who} {name}"] = {"version": importlib.metadata.version(package), "seconds": seconds, "outputs": [file]}


close = pd.Series(load("close"))
windows = close.rolling(20)
record("pandas", "pandas", "mean", windows.mean, lambda r: r)
record("pandas", "pandas", "std", windows.std, lambda r: r)
record("pandas", "pandas", "max", windows.max, lambda r: r)
record("pandas", "pandas", "median of 20", windows.median, lambda r: r)
record("pandas", "pandas", "median of 200", close.rolling(200).median, lambda r: r, min(runs, 3))

returns = load("returns")
model = arch_model(returns, rescale=False)
record("arch", "arch", "GARCH(1,1)", lambda: model.fit(disp="off"), lambda r: [r.loglikelihood])

expected = load("expected")
assets = len(expected)
covariance = pd.DataFrame(load("covariance").reshape(assets, assets))


def max_sharpe():
    best = EfficientFrontier(expected, covariance, solver="CLARABEL")  # its default, OSQP, does not arrive
    best.max_sharpe(risk_free_rate=0)
    return best.weights


few = min(runs, 3)
record("PyPortfolioOpt", "PyPortfolioOpt", "HRP", lambda: HRPOpt(cov_matrix=covariance).optimize(),
       lambda r: [r[i] for i in range(assets)], few)
record("PyPortfolioOpt", "PyPortfolioOpt", "max Sharpe", max_sharpe,
       lambda w: [w @ expected / np.sqrt(w @ covariance.values @ w)], few)
print(json.dumps({"name": "models", "version": "", "results": results}))
