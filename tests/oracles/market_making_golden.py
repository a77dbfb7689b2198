#!/usr/bin/env python3
"""Golden quotes of Gueant, Lehalle and Fernandez-Tapia's model: the matrix exponential of SciPy 1.17, the same system integrated by
SciPy's solve_ivp, and the exponential again with 60 digits (mpmath 1.3 or later); written only where all agree.

Usage: market_making_golden.py > tests/lua/script/market_making_golden.lua     (needs scipy, numpy, mpmath)
"""
import mpmath
import numpy as np
import scipy
from scipy.integrate import solve_ivp
from scipy.linalg import eigh_tridiagonal, expm

assert scipy.__version__.startswith("1.17."), scipy.__version__
mpmath.mp.dps = 60

# gamma, sigma, A, k, most; the first is Avellaneda and Stoikov's, the second Gueant's figures (prices in ticks, seconds).
PARAMETERS = [(0.1, 2.0, 140.0, 1.5, 8), (0.01, 0.3, 0.9, 0.3, 30), (1.0, 2.0, 140.0, 1.5, 5), (0.05, 0.02, 2.0, 90.0, 12),
              (0.5, 0.4, 1.5, 2.0, 1), (2.0, 0.05, 0.4, 40.0, 20)]
HORIZONS = [0.0, 0.3, 7.25, 600.0]


def system(gamma, sigma, A, k, most, number):
    """-M as lists: diagonal and the element beside it."""
    g, s, a, kk = number(gamma), number(sigma), number(A), number(k)
    alpha, eta = kk * g * s * s / 2, a * (1 + g / kk) ** (-(1 + kk / g))
    return [-alpha * q * q for q in range(-most, most + 1)], eta


def exact(parameters, left):
    """ln v with 60 digits."""
    diagonal, eta = system(*parameters, lambda x: mpmath.mpf(repr(x)))
    n = len(diagonal)
    m = mpmath.zeros(n)
    for i in range(n):
        m[i, i] = diagonal[i] * mpmath.mpf(repr(left))
        if i + 1 < n:
            m[i, i + 1] = m[i + 1, i] = eta * mpmath.mpf(repr(left))
    v = mpmath.expm(m, method="taylor") * mpmath.ones(n, 1)
    return [mpmath.log(x) for x in v]


def distances(logs, parameters, log, number):
    gamma, _, _, k, most = parameters
    premium = log(1 + number(gamma) / number(k)) / number(gamma)
    return [(logs[i] - logs[i + 1]) / number(k) + premium for i in range(2 * most)]


def numbers(values):
    return "{ " + ", ".join(repr(float(v)) for v in values) + " }"


print(f"-- Quotes of the exact model: SciPy {scipy.__version__} and mpmath; made by tests/oracles/market_making_golden.py.")
print("-- bid[i]: the bid's distance at the inventories -most .. most - 1 (the ask's is the bid's at the opposite inventory). Without")
print("-- `left`: the limit of a far horizon.")
print("return {")
for parameters in PARAMETERS:
    gamma, sigma, A, k, most = parameters
    diagonal, eta = system(*parameters, float)
    matrix = np.diag(diagonal) + eta * (np.eye(2 * most + 1, k=1) + np.eye(2 * most + 1, k=-1))
    value = eigh_tridiagonal(-np.array(diagonal), -eta * np.ones(2 * most), select="i", select_range=(0, 0))[0][0]
    print(f"  {{ gamma = {gamma!r}, sigma = {sigma!r}, A = {A!r}, k = {k!r}, most = {most},")
    for left in HORIZONS:
        bid = distances(exact(parameters, left), parameters, mpmath.log, lambda x: mpmath.mpf(repr(x)))
        # SciPy's exponential is right by the norm of the matrix: it is compared where v has not fallen below that. The largest
        # eigenvalue is taken off, which changes no ratio and keeps it from overflowing.
        v = expm((matrix + value * np.eye(2 * most + 1)) * left) @ np.ones(2 * most + 1)
        fine = v > 1e-4 * v.max()
        sb = distances(np.log(np.where(fine, v, 1)), parameters, np.log, float)
        assert np.isfinite(v).all(), (parameters, left)
        worst = max((abs(float(bid[i]) - sb[i]) for i in range(2 * most) if fine[i] and fine[i + 1]), default=0)
        assert worst < 1e-9 / k, (parameters, left, worst)
        if 0 < left <= 7.25:
            flow = solve_ivp(lambda t, y: matrix @ y - y * (matrix @ y)[most] / y[most], (0, left), np.ones(2 * most + 1), method="LSODA",
                             rtol=1e-11, atol=1e-14)
            v = flow.y[:, -1]
            fine = v > 1e-4 * v.max()
            ib = distances(np.log(np.where(fine, v, 1)), parameters, np.log, float)
            worst = max((abs(float(bid[i]) - ib[i]) for i in range(2 * most) if fine[i] and fine[i + 1]), default=0)
            assert worst < 1e-6 / k, (parameters, left, worst)
        print(f"    {{ left = {left!r}, bid = {numbers(bid)} }},")
    # The far horizon: the eigenvector, by inverse iteration with 60 digits from SciPy's eigenvalue.
    big, e = system(*parameters, lambda x: mpmath.mpf(repr(x)))
    n = 2 * most + 1
    m = mpmath.zeros(n)
    for i in range(n):
        m[i, i] = -big[i] - mpmath.mpf(float(value)) * (1 - mpmath.mpf("1e-9") * (1 if value > 0 else -1))
        if i + 1 < n:
            m[i, i + 1] = m[i + 1, i] = -e
    u = mpmath.ones(n, 1)
    for _ in range(12):
        u = mpmath.lu_solve(m, u)
        u = u / u[most]
    bid = distances([mpmath.log(x) for x in u], parameters, mpmath.log, lambda x: mpmath.mpf(repr(x)))
    print(f"    {{ bid = {numbers(bid)} }} }},")
print("}")
