"""Portfolios by quadprog and PyPortfolioOpt, for tests/unit/compute/test_mean_variance.c.

quadprog gives the figures to the last digits; PyPortfolioOpt, whose solver stops at about 1e-8, must agree with them.

Usage: python portfolio_golden.py > tests/unit/compute/golden/portfolio.txt
"""
import importlib.metadata
import warnings

import cvxpy
import numpy as np
import quadprog
from pypfopt import EfficientFrontier
from scipy.optimize import brentq

assert importlib.metadata.version("quadprog") == "0.1.14"
assert importlib.metadata.version("pyportfolioopt") == "1.6.0"
warnings.filterwarnings("ignore")


def put(name, values):
    print(name, "=", *(repr(float(v)) for v in np.ravel(values)))


rng = np.random.default_rng(42)
k = 12
loads = 0.01 * rng.normal(size=(k, 3)) + 0.004
cov = loads @ loads.T + np.diag((0.004 + 0.01 * rng.random(k)) ** 2)
mu = 0.002 * rng.random(k) - 0.0002
rf = 0.0001
group = np.array([1, 1, 2, 2, 3, 3, 1, 2, 3, 0, 0, 1])
group_lower = np.array([0.2, 0.1, 0.0])
group_upper = np.array([0.4, 0.3, 0.5])
previous = np.full(k, 1 / k)
indicator = np.array([(group == g + 1).astype(float) for g in range(3)])


def qp(p, q, rows, low, high, lower, upper):
    """Equalities are rows whose low is their high."""
    n = len(q)
    equal = [(a, l) for a, l, h in zip(rows, low, high) if l == h]
    rest = [(a, l) for a, l, h in zip(rows, low, high) if l != h and np.isfinite(l)]
    rest += [(-np.asarray(a), -h) for a, l, h in zip(rows, low, high) if l != h and np.isfinite(h)]
    eye = np.eye(n)
    rest += [(eye[i], lower[i]) for i in range(n) if np.isfinite(lower[i])]
    rest += [(-eye[i], -upper[i]) for i in range(n) if np.isfinite(upper[i])]
    every = equal + rest
    scale = 1 / np.mean(np.diag(p))
    return quadprog.solve_qp(scale * p, -scale * np.asarray(q), np.array([a for a, _ in every]).T,
                             np.array([b for _, b in every]), meq=len(equal))[0]


def best(t, lower, upper, rows=(), low=(), high=()):
    return qp(cov, -t * mu, [np.ones(k), *rows], [1.0, *low], [1.0, *high], np.full(k, lower), np.full(k, upper))


def agree(ours, theirs, bound=2e-4):
    theirs = np.array(list(theirs.values()))
    assert np.abs(ours - theirs).max() < bound, (ours, theirs)


print("# Written by tests/oracles/portfolio_golden.py with quadprog 0.1.14 and PyPortfolioOpt 1.6.0.")
for name, values in dict(cov=cov, mu=mu, rf=rf, group=group, group_lower=group_lower, group_upper=group_upper,
                         previous=previous).items():
    put(name, values)

inf = np.inf
w = best(0, 0, inf)
agree(w, EfficientFrontier(mu, cov).min_volatility())
put("min_variance", w), put("min_variance.volatility", np.sqrt(w @ cov @ w))
put("min_variance.short", best(0, -inf, inf))
put("min_variance.box", best(0, 0.02, 0.15))
grouped = best(0, 0, inf, indicator, group_lower, group_upper)
put("min_variance.groups", grouped)
model = EfficientFrontier(mu, cov)
for g in range(3):
    model.add_constraint(lambda x, g=g: indicator[g] @ x >= group_lower[g])
    model.add_constraint(lambda x, g=g: indicator[g] @ x <= group_upper[g])
agree(grouped, model.min_volatility())

w = best(1 / 8, 0, inf)
agree(w, EfficientFrontier(mu, cov).max_quadratic_utility(risk_aversion=8))
put("max_utility", w)
put("max_utility.box", best(1 / 8, -0.1, 0.3))

w = best(0, 0, inf, [mu], [0.0012], [inf])
agree(w, EfficientFrontier(mu, cov).efficient_return(0.0012))
put("efficient_return", w)


def tangency(lower, upper, rows=(), low=(), high=()):
    """With y = w / ((mu - rf)'w): limits become rows without a constant."""
    one, every, lows, highs = np.ones(k), [mu - rf], [1.0], [1.0]
    for a, l, h in zip([*np.eye(k), *rows], [*np.full(k, lower), *low], [*np.full(k, upper), *high]):
        if np.isfinite(l):
            every.append(a - l * one), lows.append(0.0), highs.append(inf)
        if np.isfinite(h):
            every.append(h * one - a), lows.append(0.0), highs.append(inf)
    every.append(one), lows.append(0.0), highs.append(inf)
    y = qp(cov, np.zeros(k), every, lows, highs, np.full(k, -inf), np.full(k, inf))
    return y / y.sum()


w = tangency(0, inf)
agree(w, EfficientFrontier(mu, cov).max_sharpe(risk_free_rate=rf))
put("max_sharpe", w), put("max_sharpe.sharpe", (mu @ w - rf) / np.sqrt(w @ cov @ w))
put("max_sharpe.short", tangency(-inf, inf))
w = tangency(-0.05, 0.2)
agree(w, EfficientFrontier(mu, cov, weight_bounds=(-0.05, 0.2)).max_sharpe(risk_free_rate=rf))
put("max_sharpe.box", w)
put("max_sharpe.groups", tangency(0, inf, indicator, group_lower, group_upper))

for name, lower, upper in [("efficient_risk", 0, inf), ("efficient_risk.box", 0, 0.25)]:
    target = 0.008
    t = brentq(lambda t: np.sqrt((w := best(t, lower, upper)) @ cov @ w) - target, 1e-6, 1.0, xtol=1e-16, rtol=1e-15)
    w = best(t, lower, upper)
    agree(w, EfficientFrontier(mu, cov, weight_bounds=(0, min(upper, 1))).efficient_risk(target))
    put(name, w)

returns = np.linspace(mu @ best(0, 0, inf), mu.max(), 7)
frontier = [best(0, 0, inf, [mu], [r], [inf]) for r in returns[:-1]]
put("frontier.returns", returns[:-1])
put("frontier.volatilities", [np.sqrt(w @ cov @ w) for w in frontier])

for name, t, limit in [("turnover.min_variance", 0, 0.3), ("turnover.utility", 1 / 8, 0.25)]:
    x = cvxpy.Variable(k)
    problem = cvxpy.Problem(cvxpy.Minimize(5000 * cvxpy.quad_form(x, cvxpy.psd_wrap(cov)) - 1e4 * t * mu @ x),
                            [cvxpy.sum(x) == 1, x >= 0, cvxpy.norm1(x - previous) <= limit])
    problem.solve(solver="CLARABEL", tol_gap_abs=1e-13, tol_gap_rel=1e-13, tol_feas=1e-13)
    put(name, x.value), put(name + ".value", problem.value / 1e4)

# Black-Litterman, by PyPortfolioOpt's closed formulas.
import pandas as pd
from pypfopt import HRPOpt
from pypfopt.black_litterman import BlackLittermanModel, market_implied_prior_returns
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist, squareform

caps = pd.Series(1 + 9 * rng.random(k))
annual = pd.DataFrame(252 * cov)
views = np.zeros((3, k))
views[0, 0], views[0, 3] = 1, -1
views[1, 5] = 1
views[2, [6, 7, 8]] = [0.5, 0.5, -1]
q = np.array([0.03, 0.12, -0.02])
confidence = np.array([0.2, 0.7, 1.0])
given = np.diag([0.001, 0.002, 0.0005]) + 0.0001
prior = market_implied_prior_returns(caps, 2.5, annual, 0.02)
put("bl.market", caps / caps.sum()), put("bl.views", views.T), put("bl.q", q), put("bl.confidence", confidence)
put("bl.omega", given), put("bl.prior", prior)
for name, extra in dict(default={}, idzorek=dict(omega="idzorek", view_confidences=confidence),
                        given=dict(omega=given)).items():
    model = BlackLittermanModel(annual, pi=prior, P=views, Q=q.reshape(-1, 1), tau=0.05, **extra)
    put(f"bl.{name}.returns", model.bl_returns())
    put(f"bl.{name}.covariance", model.bl_cov().to_numpy())
    put(f"bl.{name}.omega", model.omega)

# Hierarchical risk parity: scipy's trees.
assets, periods = 17, 300
common = rng.normal(size=(periods, 4))
sample = pd.DataFrame(0.01 * (common @ rng.normal(size=(4, assets))) + 0.012 * rng.normal(size=(periods, assets)))
sigma = sample.cov()
put("hrp.cov", sigma.to_numpy())
d = np.sqrt(np.clip((1 - sample.corr().to_numpy()) / 2, 0, 1))
np.fill_diagonal(d, 0)
for method in ("single", "complete", "average", "ward"):
    for kind, condensed in dict(columns=pdist(d), condensed=squareform(d, checks=False)).items():
        tree = hierarchy.linkage(condensed, method)
        order = hierarchy.to_tree(tree).pre_order()
        weights = HRPOpt._raw_hrp_allocation(sigma, order).sort_index()
        if kind == "condensed":
            theirs = HRPOpt(sample).optimize(linkage_method=method)
            assert np.allclose(weights, list(theirs.values()), rtol=1e-12)
        put(f"hrp.{kind}.{method}", weights)
        put(f"hrp.{kind}.{method}.order", np.array(order) + 1)
        tree[:, :2] += 1
        put(f"hrp.{kind}.{method}.tree", tree.T)

# Whole units by PyPortfolioOpt's greedy method; weights descend, as it takes them in that order.
from pypfopt import DiscreteAllocation

weights = np.array([0.28, 0.21, 0.17, 0.13, 0.11, 0.06, 0.04])
prices = np.array([512.3, 33.07, 141.9, 78.4, 9.95, 260.11, 61.5])
put("allocation.weights", weights), put("allocation.prices", prices)
for total in (1000, 5000, 23456.78):
    names = [f"a{i}" for i in range(len(weights))]
    model = DiscreteAllocation(dict(zip(names, weights)), pd.Series(prices, names), total_portfolio_value=total)
    bought, left = model.greedy_portfolio()
    put(f"allocation.{int(total)}", [bought.get(n, 0) for n in names])
    put(f"allocation.{int(total)}.left", [left])
