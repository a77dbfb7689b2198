#!/usr/bin/env python3
"""Nearest correlation matrices from the dual problem (Malick 2004, Qi and Sun 2006), which another algorithm solves.

The dual of the nearest matrix without constraints but a diagonal of 1 is min_y 1/2 |(A + diag y)+|^2 - sum y, smooth and without
constraints; a root of its gradient gives the nearest matrix, (A + diag y)+. statsmodels' corr_nearest stops at another
correlation matrix, which must be further away, and clips eigenvalues as kind "any" does.

Writes tests/unit/compute/golden/nearest.txt.
"""
import importlib.metadata
from pathlib import Path

import numpy as np
from scipy.optimize import minimize, root
from statsmodels.stats.correlation_tools import corr_nearest

OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden/nearest.txt"
lines = ["# made by tests/oracles/nearest_golden.py; " + ", ".join(
    f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "scipy", "statsmodels"))]


def put(name, values):
    lines.append(f"{name} = " + " ".join(repr(float(v)) for v in np.asarray(values, dtype=float).reshape(-1, order="F")))


def plus(a):
    values, vectors = np.linalg.eigh(a)
    return (vectors * np.maximum(values, 0)) @ vectors.T


def nearest(a, floor=0.0):
    """X = floor I + Z, Z of eigenvalues from 0 up and a diagonal of 1 - floor, nearest to A - floor I."""
    base, diagonal = a - floor * np.eye(len(a)), 1 - floor
    value = lambda y: 0.5 * (plus(base + np.diag(y)) ** 2).sum() - diagonal * y.sum()
    slope = lambda y: np.diag(plus(base + np.diag(y))) - diagonal
    y = minimize(value, np.zeros(len(a)), jac=slope, method="BFGS", options={"gtol": 1e-9}).x
    y = root(slope, y, tol=1e-15).x
    assert np.abs(slope(y)).max() < 1e-14, np.abs(slope(y)).max()
    return plus(base + np.diag(y)) + floor * np.eye(len(a))


def distance(a, b):
    return np.sqrt(((a - b) ** 2).sum())


higham = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
x = nearest(higham)
assert np.allclose([x[0, 1], x[0, 2]], [0.7607, 0.1573], atol=5e-5)  # as in the paper
put("higham", x)

rng = np.random.default_rng(2002)
n = 12
pairs = np.round(np.triu(rng.uniform(-1, 1, (n, n)), 1), 4)
pairs = pairs + pairs.T + np.eye(n)
x = nearest(pairs)
theirs = corr_nearest(pairs, threshold=1e-12, n_fact=1000)
assert distance(x, pairs) < distance(theirs, pairs) < 1.05 * distance(x, pairs)
put("pairs", pairs)
put("pairs.smallest", np.linalg.eigvalsh(pairs)[0])
put("pairs.nearest", x)
put("pairs.distance", distance(x, pairs))
put("pairs.floor", nearest(pairs, 0.01))
put("pairs.any", plus(pairs))
deviation = np.round(rng.uniform(0.05, 0.4, n), 3)
scale = np.outer(deviation, deviation)
put("covariance", pairs * scale)
put("covariance.nearest", x * scale)
put("covariance.distance", distance(x * scale, pairs * scale))
OUT.write_text("\n".join(lines) + "\n")
