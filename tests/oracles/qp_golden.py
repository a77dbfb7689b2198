"""Quadratic programs solved by quadprog, for tests/unit/compute/test_qp.c.

Usage: python qp_golden.py > tests/unit/compute/golden/qp.txt
"""
import importlib.metadata

import numpy as np
import quadprog

assert importlib.metadata.version("quadprog") == "0.1.14"


def put(name, values):
    print(name, "=", *(repr(float(v)) if np.isfinite(v) else ("inf" if v > 0 else "-inf") for v in np.ravel(values)))


rng = np.random.default_rng(20260102)
print("# Written by tests/oracles/qp_golden.py with quadprog 0.1.14. Matrices by columns.")
shapes = [(2, 1), (3, 2), (5, 2), (8, 3), (12, 4), (20, 5), (30, 3), (40, 12)]
print("count =", len(shapes))
for case, (n, m) in enumerate(shapes):
    f = rng.normal(size=(n + 5, n))
    p = f.T @ f / (n + 5)
    q = rng.normal(size=n)
    a = rng.normal(size=(m, n))
    a[0] = 1
    inside = rng.random(n)
    inside /= inside.sum()
    low, high = np.zeros(n), np.full(n, 0.6)
    low[rng.random(n) < 0.2] = -np.inf
    high[rng.random(n) < 0.5] = np.inf
    value = a @ inside
    row_low, row_high = value - rng.random(m), value + 0.05 * rng.random(m)
    row_low[0] = row_high[0] = 1
    row_low[1::3] = -np.inf
    normals, limits = [a[0]], [1.0]
    for r in range(1, m):
        if np.isfinite(row_low[r]):
            normals.append(a[r]), limits.append(row_low[r])
        normals.append(-a[r]), limits.append(-row_high[r])
    for i in range(n):
        e = np.zeros(n)
        e[i] = 1
        if np.isfinite(low[i]):
            normals.append(e), limits.append(low[i])
        if np.isfinite(high[i]):
            normals.append(-e), limits.append(-high[i])
    x = quadprog.solve_qp(p, -q, np.array(normals).T, np.array(limits), meq=1)[0]
    name = f"case{case}."
    put(name + "n", [n]), put(name + "rows", [m])
    put(name + "p", p.T), put(name + "q", q), put(name + "a", a.T)
    put(name + "row_lower", row_low), put(name + "row_upper", row_high)
    put(name + "lower", low), put(name + "upper", high)
    put(name + "x", x), put(name + "value", [0.5 * x @ p @ x + q @ x])
