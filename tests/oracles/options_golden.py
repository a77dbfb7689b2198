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

# Calls at spot 1, rate 0 and expiry 1 over strikes and volatilities far and near, to be inverted.
rows = []
for x in (0, 1e-12, 1e-6, 1e-3, .01, .1, .5, 1, 2, 5, 10):
    for v in (1e-7, 1e-5, 1e-3, .01, .05, .2, .5, 1, 2, 4, 6, 8, 12):
        strike = mpf(float(exp(mpf(x))))
        rows.append((mpf(x), mpf(v), bsm(1, mpf(1), strike, 0, 0, mpf(v), mpf(1)), strike,
                     bachelier(1, -mpf(x), mpf(0), 0, mpf(v), mpf(1))))
for i, name in enumerate(("log_moneyness", "volatility", "call", "strike", "bachelier")):
    print("implied." + name, "=", " ".join(mp.nstr(row[i], 17) if row[i] > mpf(10)**-300 else "0" for row in rows))

# American options.
mp.dps = 25
from mpmath import findroot, quad, asin, sin, cos, pi

american = [  # s k r q v t
    (50, 50, .1, 0, .4, 5 / 12), (42, 40, .04, .08, .35, .75), (100, 100, .08, .12, .2, .25), (110, 100, .08, .12, .2, .25),
    (90, 100, .08, .04, .2, .5), (100, 100, .03, .07, .3, 3), (80, 100, .08, 0, .4, .5), (120, 100, .05, .05, .15, 1),
    (100, 130, .06, .02, .25, 2)]
for i, name in enumerate(("spot", "strike", "rate", "dividend", "volatility", "expiry")):
    show("american." + name, [mpf(c[i]) for c in american])


def crr(sign, early, s, k, r, q, v, t, n):
    """The textbook's tree, in 25 digits."""
    dt = mpf(t) / n
    u = exp(v * sqrt(dt))
    p = (exp((r - q) * dt) - 1 / u) / (u - 1 / u)
    values = [max(sign * (s * u ** (2 * j - n) - k), 0) for j in range(n + 1)]
    for i in range(n - 1, -1, -1):
        values = [exp(-r * dt) * (p * values[j + 1] + (1 - p) * values[j]) for j in range(i + 1)]
        if early:
            values = [max(x, sign * (s * u ** (2 * j - i) - k)) for j, x in enumerate(values)]
    return values[0]


def baw(sign, s, k, r, q, v, t):
    if (sign > 0 and q <= 0) or (sign < 0 and r <= 0):
        return bsm(sign, s, k, r, q, v, t)
    m, n = 2 * r / v ** 2, 2 * (r - q) / v ** 2
    e = (-(n - 1) + sign * sqrt((n - 1) ** 2 + 4 * m / (1 - exp(-r * t)))) / 2

    def premium(x):
        d1 = (log(x / k) + (r - q + v * v / 2) * t) / (v * sqrt(t))
        return sign * (1 - exp(-q * t) * ncdf(sign * d1)) * x / e
    edge = findroot(lambda x: sign * (x - k) - bsm(sign, x, k, r, q, v, t) - premium(x),
                    (k * mpf(1.0001) ** sign, k * mpf(8) ** sign), solver="ridder", tol=1e-30, verify=False, maxsteps=200)
    if sign * (s - edge) >= 0:
        return sign * (s - k)
    return bsm(sign, s, k, r, q, v, t) + premium(edge) * (s / edge) ** e


def bvn(a, b, r):
    f = lambda x: exp(-(a * a + b * b - 2 * a * b * sin(x)) / (2 * cos(x) ** 2))
    return ncdf(a) * ncdf(b) + quad(f, [0, asin(r) / 2, asin(r)]) / (2 * pi)


def bjerksund(sign, s, k, r, q, v, t):
    """Haug (2007), 3.2.3, in his notation."""
    if (sign > 0 and q <= 0) or (sign < 0 and r <= 0):
        return bsm(sign, s, k, r, q, v, t)
    b = r - q
    if sign < 0:
        s, k, r, b = k, s, r - b, -b
    beta = (mpf(1) / 2 - b / v ** 2) + sqrt((b / v ** 2 - mpf(1) / 2) ** 2 + 2 * r / v ** 2)
    binf, b0 = beta / (beta - 1) * k, (max(k, r / (r - b) * k) if r != b else k)
    t1 = (sqrt(5) - 1) / 2 * t
    h = lambda x: -(b * x + 2 * v * sqrt(x)) * k ** 2 / ((binf - b0) * b0)
    i1, i2 = b0 + (binf - b0) * (1 - exp(h(t1))), b0 + (binf - b0) * (1 - exp(h(t)))
    if s >= i2:
        return s - k
    a1, a2 = (i1 - k) * i1 ** -beta, (i2 - k) * i2 ** -beta

    def phi(x, g, hh, i):
        lam = (-r + g * b + g * (g - 1) * v * v / 2) * x
        d = -(log(s / hh) + (b + (g - mpf(1) / 2) * v * v) * x) / (v * sqrt(x))
        kap = 2 * b / v ** 2 + (2 * g - 1)
        return exp(lam) * s ** g * (ncdf(d) - (i / s) ** kap * ncdf(d - 2 * log(i / s) / (v * sqrt(x))))

    def psi(g, hh):
        c = b + (g - mpf(1) / 2) * v * v
        w1, w = v * sqrt(t1), v * sqrt(t)
        e = [(log(s / i1) + c * t1) / w1, (log(i2 ** 2 / (s * i1)) + c * t1) / w1, (log(s / i1) - c * t1) / w1,
             (log(i2 ** 2 / (s * i1)) - c * t1) / w1]
        f = [(log(x) + c * t) / w for x in (s / hh, i2 ** 2 / (s * hh), i1 ** 2 / (s * hh), s * i1 ** 2 / (hh * i2 ** 2))]
        rho, lam, kap = sqrt(t1 / t), -r + g * b + g * (g - 1) * v * v / 2, 2 * b / v ** 2 + (2 * g - 1)
        return exp(lam * t) * s ** g * (bvn(-e[0], -f[0], rho) - (i2 / s) ** kap * bvn(-e[1], -f[1], rho)
                                        - (i1 / s) ** kap * bvn(-e[2], -f[2], -rho)
                                        + (i1 / i2) ** kap * bvn(-e[3], -f[3], -rho))
    return (a2 * s ** beta - a2 * phi(t1, beta, i2, i2) + phi(t1, 1, i2, i2) - phi(t1, 1, i1, i2) - k * phi(t1, 0, i2, i2)
            + k * phi(t1, 0, i1, i2) + a1 * phi(t1, beta, i1, i2) - a1 * psi(beta, i1) + psi(1, i1) - psi(1, k)
            - k * psi(0, i1) + k * psi(0, k))


for sign, kind in ((1, "call"), (-1, "put")):
    cs = [[mpf(x) for x in c] for c in american]
    show(f"american.crr.{kind}", [crr(sign, True, *c, 60) for c in cs])
    show(f"european.crr.{kind}", [crr(sign, False, *c, 60) for c in cs])
    show(f"american.baw.{kind}", [baw(sign, *c) for c in cs])
    show(f"american.bjerksund_stensland.{kind}", [bjerksund(sign, *c) for c in cs])
    lr, fine = [], []
    for c in american:
        s, k, r, q, v, t = c
        today = ql.Date(1, 1, 2001)
        ql.Settings.instance().evaluationDate = today
        day = ql.Actual365Fixed()
        # whole days only, so the expiry is put into rates and volatility: one year with r t, q t and v sqrt(t)
        flat = lambda x: ql.YieldTermStructureHandle(ql.FlatForward(today, x, day))
        process = ql.BlackScholesMertonProcess(
            ql.QuoteHandle(ql.SimpleQuote(s)), flat(q * t), flat(r * t),
            ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), v * t ** .5, day)))
        option = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Call if sign > 0 else ql.Option.Put, k),
                                  ql.AmericanExercise(today, today + 365))
        option.setPricingEngine(ql.BinomialVanillaEngine(process, "lr", 101))
        lr.append(option.NPV())
        option.setPricingEngine(ql.BinomialVanillaEngine(process, "lr", 2001))
        fine.append(option.NPV())
        option.setPricingEngine(ql.BaroneAdesiWhaleyApproximationEngine(process))
        assert abs(option.NPV() - float(baw(sign, *map(mpf, c)))) < 2e-4, (c, sign, option.NPV(), baw(sign, *map(mpf, c)))
    show(f"american.leisen_reimer.{kind}", lr)
    show(f"american.fine.{kind}", fine)
