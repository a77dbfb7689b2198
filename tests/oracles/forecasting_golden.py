"""Golden values of forecasting models: GARCH from arch, ARIMA, ETS and Kalman filters from statsmodels.

Usage: python forecasting_golden.py DIR      writes DIR/garch.txt, arima.txt, ets.txt and kalman.txt

Series are simulated here with integer arithmetic's generator, and are in the files. Optimisers are run to their end (tight
tolerances, then Newton's steps on the library's own likelihood), so that the values are those of the maximum.
"""
import os
import sys
import warnings

import arch
import numpy as np
import scipy
import statsmodels

assert arch.__version__ == "8.0.0", arch.__version__
assert statsmodels.__version__ == "0.15.0", statsmodels.__version__
HEADER = f"# arch {arch.__version__}, statsmodels {statsmodels.__version__}, scipy {scipy.__version__}; forecasting_golden.py\n"
warnings.simplefilter("ignore")


class Golden:
    def __init__(self, path):
        self.file = open(path, "w", encoding="ascii")
        self.file.write(HEADER)

    def put(self, name, values):
        values = np.atleast_1d(np.asarray(values, dtype=float)).ravel()
        self.file.write(f"{name} = {' '.join(repr(float(v)) for v in values)}\n")


def derivative(f, x, step):
    """Gradient by central differences of fourth order."""
    g = np.empty(len(x))
    for i in range(len(x)):
        h = step[i]
        e = np.zeros(len(x))
        e[i] = h
        g[i] = (8 * (f(x + e) - f(x - e)) - f(x + 2 * e) + f(x - 2 * e)) / (12 * h)
    return g


def hessian(f, x, step):
    k = len(x)
    rows = np.empty((k, k))
    for i in range(k):
        e = np.zeros(k)
        e[i] = step[i]
        d = lambda z: derivative(f, z, step)
        rows[i] = (8 * (d(x + e) - d(x - e)) - d(x + 2 * e) + d(x - 2 * e)) / (12 * step[i])
    return (rows + rows.T) / 2


def climb(f, x, step, rounds=12):
    """Newton's steps to the maximum of f near x."""
    x = np.asarray(x, dtype=float)
    for _ in range(rounds):
        change = np.linalg.solve(hessian(f, x, step), -derivative(f, x, step / 4))
        x = x + change
    return x


def simulate_garch(n, seed, omega, alpha, beta, nu=None, mu=0.0):
    rng = np.random.Generator(np.random.PCG64(seed))
    alpha, beta = np.atleast_1d(alpha), np.atleast_1d(beta)
    start = omega / (1 - alpha.sum() - beta.sum())
    squares, hs, y = [start] * len(alpha), [start] * len(beta), np.empty(n)
    for t in range(n):
        h = omega + sum(a * s for a, s in zip(alpha, squares)) + sum(b * s for b, s in zip(beta, hs))
        z = rng.standard_normal() if nu is None else rng.standard_t(nu) * np.sqrt((nu - 2) / nu)
        e = np.sqrt(h) * z
        y[t] = round(mu + e, 6)
        squares = ([e * e] + squares)[:len(alpha)]
        hs = ([h] + hs)[:len(beta)]
    return y


def garch(path):
    from arch.univariate import ARCHInMean  # noqa: F401 (asserts that the package is whole)
    from arch import arch_model

    g = Golden(path)
    normal = simulate_garch(1000, 20261127, 0.02, 0.09, 0.88, mu=0.05)
    heavy = simulate_garch(1200, 7, 0.05, 0.12, 0.80, nu=6, mu=0.03)
    two = simulate_garch(900, 11, 0.4, [0.25, 0.3], [], mu=-0.1)
    lagged = simulate_garch(1500, 5, 0.05, [0.2], [0.25, 0.5], mu=0.1)
    for name, y in (("normal", normal), ("heavy", heavy), ("two", two), ("lagged", lagged)):
        g.put(f"{name}.y", y)
    cases = [("normal", normal, "Constant", "normal", 1, 1), ("zero", normal, "Zero", "normal", 1, 1),
             ("heavy", heavy, "Constant", "t", 1, 1), ("arch2", two, "Constant", "normal", 2, 0),
             ("garch12", lagged, "Constant", "normal", 1, 2), ("garch21t", heavy, "Constant", "t", 2, 1)]
    for name, y, mean, dist, p, q in cases:
        model = arch_model(y, mean=mean, vol="GARCH", p=p, q=q, dist=dist, rescale=False)
        fit = model.fit(disp="off", tol=1e-14, options={"maxiter": 2000})
        theta = fit.params.to_numpy()
        backcast = model.volatility.backcast(np.asarray(model.resids(model.starting_values())))
        assert (theta[1:] > 1e-6).all(), (name, theta)  # inside the region, where derivatives are 0
        var_bounds = model.volatility.variance_bounds(np.asarray(model.resids(model.starting_values())))
        sigma2 = np.zeros(len(y))

        def loglike(x):
            return -model._loglikelihood(x, sigma2, backcast, var_bounds)

        def each(x):
            return -model._loglikelihood(x, sigma2, backcast, var_bounds, individual=True)

        step = 1e-3 * np.maximum(np.abs(theta), 0.02)
        theta = climb(loglike, theta, step)
        H = -hessian(loglike, theta, step)
        S = np.empty((len(y), len(theta)))
        for i in range(len(theta)):
            e = np.zeros(len(theta))
            e[i] = step[i] / 4
            S[:, i] = (8 * (each(theta + e) - each(theta - e)) - each(theta + 2 * e) + each(theta - 2 * e)) / (12 * e[i])
        opg = S.T @ S
        Hi = np.linalg.inv(H)
        ll = float(loglike(theta))
        k = len(theta)
        g.put(f"{name}.parameters", theta)
        g.put(f"{name}.loglike", ll)
        g.put(f"{name}.aic", 2 * k - 2 * ll)
        g.put(f"{name}.bic", np.log(len(y)) * k - 2 * ll)
        g.put(f"{name}.hessian", np.sqrt(np.diag(Hi)))
        g.put(f"{name}.opg", np.sqrt(np.diag(np.linalg.inv(opg))))
        g.put(f"{name}.robust", np.sqrt(np.diag(Hi @ opg @ Hi)))
        fixed = model.fix(theta)
        g.put(f"{name}.variance", np.asarray(fixed.conditional_volatility)[-40:] ** 2)
        g.put(f"{name}.forecast", fixed.forecast(horizon=10, reindex=False).variance.to_numpy()[-1])


PARTS = {"garch": garch}

if __name__ == "__main__":
    for part, write in PARTS.items():
        if len(sys.argv) < 3 or part in sys.argv[2:]:
            write(os.path.join(sys.argv[1], part + ".txt"))
