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


def simulate_arma(n, seed, phi, theta, burn=200):
    """phi and theta: of lags 1, 2, ..."""
    rng = np.random.Generator(np.random.PCG64(seed))
    e = rng.standard_normal(n + burn)
    w = np.zeros(n + burn)
    for t in range(n + burn):
        w[t] = e[t]
        w[t] += sum(c * w[t - 1 - i] for i, c in enumerate(phi) if t > i)
        w[t] += sum(c * e[t - 1 - i] for i, c in enumerate(theta) if t > i)
    return w[burn:]


def arima(path):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    g = Golden(path)
    arma = np.round(5 + 2 * simulate_arma(200, 1, [0.6, -0.3], [0.4]), 5)
    holes = arma.copy()
    holes[[10, 11, 12, 50, 97, 151, 152]] = np.nan
    seasonal = simulate_arma(156, 2, [0.5] , [-0.3] + [0] * 10 + [-0.6, 0.18])
    for lag in (1, 12):
        for t in range(lag, len(seasonal)):
            seasonal[t] += seasonal[t - lag]
    seasonal = np.round(100 + seasonal, 5)
    drift = np.round(np.cumsum(0.2 + simulate_arma(150, 3, [], [0.45])), 5)
    quarters = np.round(-3 + simulate_arma(160, 4, [0.5, 0, 0, 0.4, -0.2], []), 5)
    data = {"arma": arma, "holes": holes, "seasonal": seasonal, "drift": drift, "quarters": quarters}
    for name, y in data.items():
        g.put(f"{name}.y", y)
    cases = [("arma201", "arma", (2, 0, 1), (0, 0, 0, 0), True), ("holes201", "holes", (2, 0, 1), (0, 0, 0, 0), True),
             ("airline", "seasonal", (1, 1, 1), (0, 1, 1, 12), False), ("drift011", "drift", (0, 1, 1), (0, 0, 0, 0), True),
             ("quarters", "quarters", (1, 0, 0), (1, 0, 0, 4), True), ("ma2", "arma", (0, 0, 2), (0, 0, 0, 0), False),
             ("random", "arma", (1, 1, 2), (0, 0, 0, 0), False)]
    for name, series, order, season, constant in cases:
        y = data[series]
        w = y.copy()
        for _ in range(order[1]):
            w = w[1:] - w[:-1]
        for _ in range(season[1]):
            w = w[season[3]:] - w[:-season[3]]
        flat = (order[0], 0, order[2]), (season[0], 0, season[2], season[3])
        exog = np.ones(len(w)) if constant else None
        model = SARIMAX(w, exog=exog, order=flat[0], seasonal_order=flat[1])
        model.ssm.tolerance = 0
        fit = model.fit(disp=0, maxiter=500, pgtol=1e-10, factr=10)
        f = lambda x: model.loglike(x, transformed=True)
        start = np.asarray(fit.params)
        # Likelihoods at given parameters, off the maximum.
        given = start * 0.8
        given[-1] = start[-1] * 1.3
        g.put(f"{name}.given", given)
        g.put(f"{name}.given_loglike", f(given))
        step = 2e-3 * np.maximum(np.abs(start), 0.1)
        theta = climb(f, start, step, 5)
        ll = float(f(theta))
        k, n = len(theta), int(np.isfinite(w).sum())
        g.put(f"{name}.parameters", theta)
        g.put(f"{name}.loglike", ll)
        g.put(f"{name}.std_errors", np.sqrt(np.diag(np.linalg.inv(-hessian(f, theta, step / 8))))[:-1])
        g.put(f"{name}.aic", 2 * k - 2 * ll)
        g.put(f"{name}.aicc", 2 * k - 2 * ll + 2 * k * (k + 1) / (n - k - 1))
        g.put(f"{name}.bic", np.log(n) * k - 2 * ll)
        g.put(f"{name}.residuals", model.filter(given).filter_results.forecasts_error[0])
        # Forecasts of the undifferenced series at given parameters, by the exact diffuse filter.
        whole = SARIMAX(y, order=order, seasonal_order=season, trend="c" if constant else "n", use_exact_diffuse=True)
        whole.ssm.tolerance = 0
        at = given.copy()
        if constant:
            p, P = order[0], season[0]
            at[0] *= (1 - at[1:1 + p].sum()) * (1 - at[1 + p + order[2]:1 + p + order[2] + P].sum())
        ahead = whole.filter(at).get_forecast(24)
        g.put(f"{name}.forecast", ahead.predicted_mean)
        g.put(f"{name}.forecast_error", ahead.se_mean)
        g.put(f"{name}.interval", ahead.conf_int(alpha=0.2).ravel())


def variances(error, trend, season, m, x, level, slope, seasonal, sigma2, horizon):
    """Variances of forecasts by the moments of the state vector, for models that are linear in it."""
    alpha, beta, gamma, phi = x
    k = 2 + (m if season else 0)
    F = np.zeros((k, k))
    w = np.zeros(k)
    g = np.zeros(k)
    F[0, 0], F[0, 1], F[1, 1] = 1, phi, phi
    w[0], w[1] = 1, phi
    g[0], g[1] = alpha, beta
    state = np.r_[level, slope, seasonal[:m] if season else []]
    if season:
        w[2] = 1  # the season of the next value stands first, and goes last with its correction
        for i in range(m):
            F[2 + i, 2 + (i + 1) % m] = 1
        g[k - 1] = gamma
    mean, second, out = state, np.outer(state, state), []
    for _ in range(horizon):
        mu = w @ mean
        q = w @ second @ w
        noise = sigma2 * (q if error else 1.0)
        out.append(q - mu * mu + noise)
        mean = F @ mean
        second = F @ second @ F.T + np.outer(g, g) * noise
    return np.array(out)


def library(g, name, at):
    g.put(f"{name}.given_loglike", at.llf)
    g.put(f"{name}.given_fitted", np.asarray(at.fittedvalues)[-30:])
    g.put(f"{name}.given_resid", np.asarray(at.resid)[-30:])
    g.put(f"{name}.given_level", np.asarray(at.level)[-30:])
    g.put(f"{name}.given_forecast", np.asarray(at.forecast(30)))


def hyndman(g, name, y, relative, alpha, beta, gamma, phi, start, m):
    level, slope, season = start[0], start[1] if beta else 0.0, list(start[-m:])
    fitted, errors, levels = [], [], []
    for t, value in enumerate(y):
        q, s = level + phi * slope, season[t]
        error = (value - q * s) / (q * s) if relative else value - q * s
        fitted.append(q * s)
        errors.append(error)
        if relative:
            level, slope = q * (1 + alpha * error), phi * slope + beta * q * error
            season.append(s * (1 + gamma * error))
        else:
            level, slope = q + alpha * error / s, phi * slope + beta * error / s
            season.append(s + gamma * error / q)
        levels.append(level)
    n = len(y)
    ll = -n / 2 * (np.log(2 * np.pi * np.mean(np.square(errors))) + 1) - (np.sum(np.log(fitted)) if relative else 0)
    g.put(f"{name}.given_loglike", ll)
    g.put(f"{name}.given_fitted", fitted[-30:])
    g.put(f"{name}.given_resid", errors[-30:])
    g.put(f"{name}.given_level", levels[-30:])
    g.put(f"{name}.given_forecast", [(level + slope * sum(phi**j for j in range(1, h + 1))) * season[n + (h - 1) % m]
                                     for h in range(1, 31)])


def ets(path):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    g = Golden(path)
    rng = np.random.Generator(np.random.PCG64(9))
    n = 120
    t = np.arange(n)
    season4, season12 = np.array([3.0, -1.0, -4.0, 2.0]), 6 * np.sin(np.arange(12) * np.pi / 6) + np.array([1.5, -1.5] * 6)
    level = 60 + np.cumsum(rng.standard_normal(n) * 0.8)
    flat = np.round(level + rng.standard_normal(n) * 2, 4)
    trend = np.round(level + 0.7 * t + rng.standard_normal(n) * 2, 4)
    quarters = np.round(level + season4[t % 4] + rng.standard_normal(n), 4)
    months = np.round(level + 0.4 * t + season12[t % 12] + rng.standard_normal(n) * 1.5, 4)
    growing = np.round((level + 0.6 * t) * (1 + season12[t % 12] / 40) * (1 + rng.standard_normal(n) * 0.03), 4)
    data = {"flat": flat, "trend": trend, "quarters": quarters, "months": months, "growing": growing}
    for name, y in data.items():
        g.put(f"{name}.y", y)
    cases = [("ANN", "flat", 1), ("AAN", "trend", 1), ("AAdN", "trend", 1), ("ANA", "quarters", 4), ("AAA", "months", 12),
             ("AAM", "growing", 12), ("MNN", "flat", 1), ("MAN", "trend", 1), ("MAdN", "trend", 1), ("MAA", "months", 12),
             ("MAM", "growing", 12), ("MAdM", "growing", 12), ("MNM", "growing", 12)]
    kinds = {"N": None, "A": "add", "M": "mul"}
    for name, series, m in cases:
        y = data[series]
        damped = "d" in name
        short = name.replace("d", "")
        kw = dict(error=kinds[short[0]], trend=kinds[short[1]], damped_trend=damped, seasonal=kinds[short[2]],
                  seasonal_periods=m if m > 1 else None)
        rule = ETSModel(y, initialization_method="heuristic", **kw)
        start = np.r_[rule.initial_level, [] if short[1] == "N" else rule.initial_trend,
                      [] if m == 1 else rule.initial_seasonal]
        g.put(f"{name}.heuristic", start)
        model = ETSModel(y, initialization_method="estimated", **kw)
        smoothing = [0.4] + ([0.1] if short[1] != "N" else []) + ([0.15] if m > 1 else []) + ([0.9] if damped else [])
        params = np.r_[smoothing, start[:len(start) - (m if m > 1 else 0)], start[len(start) - m:][::-1] if m > 1 else []]
        at = model.smooth(params)
        if short[2] == "M":
            # statsmodels divides by the new level in the last line, Hyndman et al. (2008, table 2.2) by the one forecast.
            hyndman(g, name, y, short[0] == "M", 0.4, 0.1 if short[1] != "N" else 0, 0.15, 0.9 if damped else 1, start, m)
        else:
            library(g, name, at)
        if short[2] != "M":
            states = np.asarray(at.season)[-m:] if m > 1 else []
            x = (0.4, 0.1 if short[1] != "N" else 0, 0.15 if m > 1 else 0, 0.9 if damped else 1)
            v = variances(short[0] == "M", short[1], m > 1, m, x, at.level[-1], at.slope[-1] if short[1] != "N" else 0,
                          states, np.mean(np.asarray(at.resid) ** 2), 30)
            g.put(f"{name}.given_variance", v)
            if short[0] == "A":
                import pandas as pd
                dated = ETSModel(pd.Series(y), initialization_method="estimated", **kw).smooth(params)
                exact = np.asarray(dated.get_prediction(start=n, end=n + 29).forecast_variance)
                assert np.allclose(exact, v, rtol=1e-9), (name, exact, v)
        # The best of several starts of the library's own likelihood.
        best = None
        for alpha in (0.05, 0.3, 0.7):
            p = params.copy()
            p[0] = alpha
            if short[1] != "N":
                p[1] = alpha * 0.1
            for _ in range(3):
                fit = model.fit(start_params=p, disp=False, maxiter=5000, ftol=1e-15, gtol=1e-10)
                p = np.asarray(fit.params)
            if best is None or fit.llf > best.llf:
                best = fit
        g.put(f"{name}.best_loglike", best.llf)
        g.put(f"{name}.best_parameters", best.params)
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    for name, series, kw in (("ses", "flat", {}), ("holt", "trend", dict(trend="add")),
                             ("hw", "months", dict(trend="add", seasonal="add", seasonal_periods=12)),
                             ("hwm", "growing", dict(trend="add", seasonal="mul", seasonal_periods=12))):
        model = ExponentialSmoothing(data[series], initialization_method="estimated", **kw)
        fit = model.fit(method="L-BFGS-B", minimize_kwargs=dict(options=dict(maxiter=5000, maxfun=10**6, ftol=1e-15, gtol=1e-9)))
        g.put(f"{name}.sse", fit.sse)


def kalman(path):
    from scipy.optimize import minimize
    from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

    g = Golden(path)
    # Nile's flow at Aswan, 1871 to 1970 (Cobb 1978), the example of Durbin and Koopman (2012).
    import statsmodels.api as sm
    nile = sm.datasets.nile.load_pandas().data["volume"].to_numpy()
    g.put("nile.y", nile)

    def run(name, y, design, transition, q, h, start=None, cov=None):
        m, k = y.shape[1], transition.shape[0]
        model = KalmanSmoother(k_endog=m, k_states=k)
        model.bind(np.ascontiguousarray(y))
        model["design"], model["transition"], model["selection"] = design, transition, np.eye(k)
        model["state_cov"], model["obs_cov"] = q, h
        if cov is None:
            model.initialize_diffuse()
        else:
            model.initialize_known(start, cov)
        model.tolerance = 0
        model.filter_univariate = cov is None
        r = model.smooth()
        g.put(f"{name}.loglike", r.llf_obs.sum())
        g.put(f"{name}.diffuse", r.nobs_diffuse)
        g.put(f"{name}.filtered", r.filtered_state)
        g.put(f"{name}.filtered_variance", np.array([np.diag(r.filtered_state_cov[:, :, t]) for t in range(len(y))]).T)
        g.put(f"{name}.smoothed", r.smoothed_state)
        g.put(f"{name}.smoothed_variance", np.array([np.diag(r.smoothed_state_cov[:, :, t]) for t in range(len(y))]).T)
        g.put(f"{name}.last_state", r.predicted_state[:, -1])
        g.put(f"{name}.last_covariance", r.predicted_state_cov[:, :, -1])
        return r.llf_obs.sum()

    one = np.eye(1)
    run("nile", nile[:, None], one, one, one * 1469.1, one * 15099.0)
    gaps = nile.copy()
    gaps[20:40] = np.nan
    gaps[60:80] = np.nan
    g.put("gaps.y", gaps)
    run("gaps", gaps[:, None], one, one, one * 1469.1, one * 15099.0)

    rng = np.random.Generator(np.random.PCG64(21))
    n = 60
    T = np.array([[0.8, 0.3, 0.0], [-0.2, 0.7, 0.1], [0.0, 0.0, 1.0]])
    Z = np.array([[1.0, 0.5, 0.0], [0.3, -1.0, 1.0]])
    Q = np.array([[0.5, 0.1, 0.0], [0.1, 0.3, 0.0], [0.0, 0.0, 0.1]])
    H = np.array([[0.4, -0.2], [-0.2, 0.6]])
    a, y = np.zeros(3), np.empty((n, 2))
    for t in range(n):
        y[t] = Z @ a + rng.multivariate_normal(np.zeros(2), H)
        a = T @ a + rng.multivariate_normal(np.zeros(3), Q)
    y = np.round(y, 4)
    y[5, 0] = y[6] = y[20, 1] = y[21, 1] = np.nan
    for name, value in (("T", T), ("Z", Z), ("Q", Q), ("H", H)):
        g.put(f"two.{name}", value.T)  # by columns
    g.put("two.y", y.T)
    P = np.array([[1.0, 0.2, 0.0], [0.2, 2.0, 0.1], [0.0, 0.1, 1.5]])
    g.put("two.P", P)
    g.put("two.a", [0.5, -0.3, 0.1])
    run("two", y, Z, T, Q, H, np.array([0.5, -0.3, 0.1]), P)
    run("vague", y, Z, T, Q, H)
    late = y.copy()
    late[:2] = np.nan
    late[2, 0] = np.nan
    g.put("late.y", late.T)
    run("late", late, Z, T, Q, H)

    # A market model whose beta and alpha walk.
    n = 250
    x = np.round(rng.standard_normal(n) * 0.012, 6)
    beta = 1 + np.cumsum(rng.standard_normal(n) * 0.03)
    r = np.round(0.0004 + beta * x + rng.standard_normal(n) * 0.006, 6)
    r[[40, 41, 100]] = np.nan
    g.put("beta.x", x)
    g.put("beta.y", r)
    design = np.stack([np.ones(n), x])[None, :, :]

    def beta_model(v):
        model = KalmanSmoother(k_endog=1, k_states=2)
        model.bind(np.ascontiguousarray(r[:, None]))
        model["design"], model["transition"], model["selection"] = design, np.eye(2), np.eye(2)
        model["state_cov"], model["obs_cov"] = np.diag(v[1:]), np.array([[v[0]]])
        model.initialize_diffuse()
        model.tolerance = 0
        model.filter_univariate = True
        return model

    given = np.array([3.5e-5, 1e-8, 1e-3])
    s = beta_model(given).smooth()
    g.put("beta.given", given)
    g.put("beta.loglike", s.llf_obs.sum())
    g.put("beta.filtered", s.filtered_state)
    g.put("beta.smoothed", s.smoothed_state)
    g.put("beta.smoothed_error", np.sqrt(np.array([np.diag(s.smoothed_state_cov[:, :, t]) for t in range(n)]).T))
    f = lambda v: -beta_model(np.exp(np.r_[v, -200, 0])[[0, 2, 1]] * [1, 0, 1]).loglike()
    fit = minimize(f, np.log([3.5e-5, 1e-3]), method="Nelder-Mead", options=dict(xatol=1e-9, fatol=1e-12, maxiter=4000))
    g.put("beta.best", np.exp(fit.x))
    g.put("beta.best_loglike", -fit.fun)

    level = sm.tsa.UnobservedComponents(nile, "llevel", use_exact_diffuse=True)
    level.ssm.tolerance = 0
    h = lambda v: -level.loglike(np.exp(v))
    fit = minimize(h, np.log([15000.0, 1500.0]), method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-13, maxiter=4000))
    g.put("level.best", np.exp(fit.x))
    g.put("level.best_loglike", -fit.fun)
    ahead = level.filter(np.exp(fit.x)).get_forecast(5)
    g.put("level.interval", ahead.conf_int(alpha=0.1).ravel())


PARTS = {"garch": garch, "arima": arima, "ets": ets, "kalman": kalman}

if __name__ == "__main__":
    for part, write in PARTS.items():
        if len(sys.argv) < 3 or part in sys.argv[2:]:
            write(os.path.join(sys.argv[1], part + ".txt"))
