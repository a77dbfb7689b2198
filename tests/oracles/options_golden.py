#!/usr/bin/env python3
"""Golden values of options: 60-digit arithmetic for prices and Greeks (derivatives by mpmath's differences), checked here
against QuantLib, and QuantLib's engines for American options.

Usage: options_golden.py > tests/unit/compute/golden/options.txt     (needs QuantLib 1.44, mpmath)
"""
import QuantLib as ql
from mpmath import mp, mpf, exp, log, sqrt, ncdf, npdf, diff

assert ql.__version__ == "1.44", ql.__version__
mp.dps = 60
print(f"# Options: mpmath at 60 digits and QuantLib {ql.__version__}; made by tests/oracles/options_golden.py")


def show(name, values):
    # what is left of a derivative that is 0 is noise far below 1e-40
    print(name, "=", " ".join("0" if abs(v) < mpf("1e-40") and "density" not in name and "cdf" not in name
                              else mp.nstr(mpf(v), 17) for v in values))


def bsm(sign, s, k, r, q, v, t):
    w = v * sqrt(t)
    d1 = (log(s / k) + (r - q) * t) / w + w / 2
    return sign * (s * exp(-q * t) * ncdf(sign * d1) - k * exp(-r * t) * ncdf(sign * (d1 - w)))


def black76(sign, f, k, r, v, t):
    return bsm(sign, f * 1, k, mpf(0), mpf(0), v, t) * exp(-r * t)


def bachelier(sign, f, k, r, v, t):
    w = v * sqrt(t)
    d = (f - k) / w
    return exp(-r * t) * (w * npdf(d) + sign * (f - k) * ncdf(sign * d))


def greeks(price, x, names):
    """All Greeks at the point x of the function, whose arguments are named."""
    at = {n: i for i, n in enumerate(names)}
    s, k, v, t = at["s"], at["k"], at["v"], at["t"]

    def d(*orders):
        n = [0] * len(x)
        for i in orders:
            n[i] += 1
        # mixed derivatives one after another: mpmath's partial derivatives lose digits to each other
        return diff(price, tuple(x), tuple(n)) if orders else price(*x)
    rows = {"price": d(), "delta": d(s), "gamma": d(s, s), "vega": d(v), "theta": -d(t), "rho": d(at["r"]),
            "vanna": d(s, v), "volga": d(v, v), "charm": -d(s, t), "speed": d(s, s, s), "zomma": d(s, s, v),
            "color": -d(s, s, t), "strike_delta": d(k), "strike_gamma": d(k, k)}
    if "q" in at:
        rows["phi"] = d(at["q"])
    return rows


cases = [  # s k r q v t
    (65, 60, .08, 0, .30, .25), (100, 95, .05, .10, .20, .5), (19, 19, .10, .10, .28, .75), (1.56, 1.6, .06, .08, .12, .5),
    (75, 70, .05, .10, .35, .5), (42, 40, .1, 0, .2, .5), (49, 50, .05, 0, .2, .3846), (930, 900, .08, .03, .2, 2 / 12),
    (100, 200, .02, .01, .25, 1), (200, 100, .02, .01, .25, 1), (100, 300, .01, 0, .15, .5), (300, 100, -.01, .02, .15, .5),
    (100, 100, 0, 0, .2, 1), (100, 100.01, .03, .03, .01, .01), (1e-9, 1.1e-9, .5, .2, .8, 3), (1e12, 9e11, .04, 0, 2.5, 10),
    (100, 101, .03, 0, 5, 4), (100, 100, .05, .02, .0005, .02), (100, 120, .04, .04, 1.5, .002), (100, 1, .1, .05, .6, 20),
]
for i, name in enumerate(("spot", "strike", "rate", "dividend", "volatility", "expiry")):
    show(name, [mpf(c[i]) for c in cases])
order = ["price", "delta", "gamma", "vega", "theta", "rho", "phi", "vanna", "volga", "charm", "speed", "zomma", "color",
         "strike_delta", "strike_gamma"]
for sign, kind in ((1, "call"), (-1, "put")):
    rows = [greeks(lambda s, k, r, q, v, t: bsm(sign, s, k, r, q, v, t), [mpf(x) for x in c], "skrqvt") for c in cases]
    for o in order:
        show(f"bsm.{kind}.{o}", [row[o] for row in rows])
    rows76 = [greeks(lambda s, k, r, v, t: black76(sign, s, k, r, v, t), [mpf(x) for x in c[:3] + c[4:]], "skrvt")
              for c in cases]
    for o in order:
        if o != "phi":
            show(f"black76.{kind}.{o}", [row[o] for row in rows76])
    # the same from QuantLib
    for c, row in zip(cases, rows):
        s, k, r, q, v, t = (float(x) for x in c)
        process = ql.BlackCalculator(ql.PlainVanillaPayoff(ql.Option.Call if sign > 0 else ql.Option.Put, k),
                                     s * float(exp((mpf(r) - q) * t)), v * t ** .5, float(exp(-mpf(r) * t)))
        for got, want in ((process.value(), "price"), (process.delta(s), "delta"), (process.gamma(s), "gamma"),
                          (process.vega(t), "vega"), (process.theta(s, t), "theta"), (process.rho(t), "rho"),
                          (process.dividendRho(t), "phi"), (process.strikeSensitivity(), "strike_delta")):
            value = float(row[want])
            scale = max(abs(value), {"price": s, "theta": s * v, "rho": k * t, "phi": s * t, "delta": 1, "strike_delta": 1,
                                     "gamma": 1e-6 / s, "vega": 1e-6 * s}[want])
            assert abs(got - value) <= 1e-10 * scale, (c, sign, want, got, value)

normal = [(.03, .02, .01, .008, 2), (-.002, .001, -.004, .006, 5), (100, 100, .05, 20, .5), (100, 130, .02, 12, .25),
          (130, 100, .02, 12, .25), (-5, -5.5, 0, 3, 1e-3)]
for i, name in enumerate(("forward", "strike", "rate", "volatility", "expiry")):
    show("normal." + name, [mpf(c[i]) for c in normal])
for sign, kind in ((1, "call"), (-1, "put")):
    rows = [greeks(lambda s, k, r, v, t: bachelier(sign, s, k, r, v, t), [mpf(x) for x in c], "skrvt") for c in normal]
    for o in order:
        if o != "phi":
            show(f"bachelier.{kind}.{o}", [row[o] for row in rows])
    for c, row in zip(normal, rows):
        f, k, r, v, t = (float(x) for x in c)
        got = ql.bachelierBlackFormula(ql.Option.Call if sign > 0 else ql.Option.Put, k, f, v * t ** .5, float(exp(-mpf(r) * t)))
        assert abs(got - float(row["price"])) <= 1e-12 * v, (c, got, row["price"])

# The normal distribution from far to far, and Mills' ratio and the exponential with it.
points = [mpf(i) / 16 - 37 for i in range(0, 16 * 46 + 1, 3)]
show("normal.x", points)
show("normal.cdf", [ncdf(x) for x in points])
show("normal.density", [npdf(x) for x in points])
