#!/usr/bin/env python3
"""Golden values of the distributions, by mpmath 1.3 with 40 digits, and random bits by NumPy's Philox for the layout.

Writes tests/unit/compute/golden/distributions.txt: one list each of arguments and values for pdf, cdf and sf.
"""
from pathlib import Path
import mpmath as mp

assert mp.__version__.startswith("1."), mp.__version__
mp.mp.dps = 40
OUT = Path(__file__).resolve().parent.parent / "unit/compute/golden/distributions.txt"


def gamma_tails(a, x):
    return mp.gammainc(a, 0, x, regularized=True), mp.gammainc(a, x, mp.inf, regularized=True)


def beta_tails(a, b, x):
    return mp.betainc(a, b, 0, x, regularized=True), mp.betainc(b, a, 0, 1 - x, regularized=True)


def gamma_density(a, x):
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a)) / x


def beta_density(a, b, x):
    return mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))


rows = {"norm": [], "t": [], "chi2": [], "f": [], "gamma": [], "beta": []}
for x in (-37.5, -8.25, -3.0, -1.0, -1e-9, 0.0, 0.3, 1.959963984540054, 6.5, 37.0):
    m = mp.mpf(x)
    rows["norm"].append((x, mp.npdf(m), mp.ncdf(m), mp.ncdf(-m)))
for df in (0.7, 1.0, 2.5, 5.0, 30.0, 1234.5):
    for x in (-40.0, -2.5, -0.01, 0.0, 0.75, 3.0, 12.0):
        d, m = mp.mpf(df), mp.mpf(x)
        tail = mp.betainc(d / 2, mp.mpf(1) / 2, 0, d / (d + m * m), regularized=True) / 2
        lower = tail if x < 0 else 1 - tail
        pdf = mp.exp(mp.loggamma((d + 1) / 2) - mp.loggamma(d / 2)) / mp.sqrt(d * mp.pi) * (1 + m * m / d) ** (-(d + 1) / 2)
        rows["t"].append((x, df, pdf, lower, 1 - lower if x < 0 else tail))
for df in (0.5, 1.0, 2.0, 7.3, 100.0, 600.0):
    for ratio in (1e-3, 0.3, 0.9, 1.0, 1.1, 2.5, 9.0):
        x = df * ratio
        lower, upper = gamma_tails(mp.mpf(df) / 2, mp.mpf(x) / 2)
        rows["chi2"].append((x, df, gamma_density(mp.mpf(df) / 2, mp.mpf(x) / 2) / 2, lower, upper))
for a, scale in ((0.05, 1.0), (0.9, 2.0), (3.25, 0.5), (60.0, 1.0), (900.0, 3.0)):
    for ratio in (1e-2, 0.5, 0.99, 1.0, 1.01, 3.0):
        x = a * scale * ratio
        lower, upper = gamma_tails(mp.mpf(a), mp.mpf(x) / mp.mpf(scale))
        rows["gamma"].append((x, a, scale, gamma_density(mp.mpf(a), mp.mpf(x) / mp.mpf(scale)) / mp.mpf(scale), lower, upper))
for a, b in ((0.3, 0.4), (0.5, 8.0), (1.0, 1.0), (2.5, 3.5), (50.0, 0.7), (400.0, 300.0)):
    for x in (1e-8, 0.05, 0.16, 0.4, 0.57, 0.9, 0.999):
        m = mp.mpf(x)
        lower, upper = beta_tails(mp.mpf(a), mp.mpf(b), m)
        rows["beta"].append((x, a, b, beta_density(mp.mpf(a), mp.mpf(b), m), lower, upper))
for d1, d2 in ((1.0, 1.0), (2.0, 9.0), (5.5, 3.25), (10.0, 1000.0), (300.0, 40.0)):
    for x in (1e-6, 0.2, 1.0, 1.7, 4.0, 60.0):
        a, b, r = mp.mpf(d1) / 2, mp.mpf(d2) / 2, mp.mpf(d1) / mp.mpf(d2) * mp.mpf(x)
        u = r / (1 + r)
        lower, upper = beta_tails(a, b, u)
        rows["f"].append((x, d1, d2, beta_density(a, b, u) * mp.mpf(d1) / mp.mpf(d2) / (1 + r) ** 2, lower, upper))

lines = [f"# made by tests/oracles/distributions_golden.py; mpmath {mp.__version__}",
         "# each list: argument, parameters, density, lower tail, upper tail, again and again"]
for name, list_ in rows.items():
    flat = " ".join(" ".join(repr(float(v)) for v in row) for row in list_)
    lines.append(f"{name} = {flat}")
OUT.write_text("\n".join(lines) + "\n")
