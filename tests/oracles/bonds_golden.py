#!/usr/bin/env python3
"""Golden values of day counts, schedules, bonds and curves from QuantLib, and of Nelson and Siegel's curves from scipy.

Usage: bonds_golden.py > tests/unit/compute/golden/bonds.txt     (needs QuantLib 1.44, scipy, numpy)
"""
import numpy as np
import QuantLib as ql
import scipy
from scipy.optimize import least_squares

assert ql.__version__ == "1.44", ql.__version__
print(f"# Bonds: QuantLib {ql.__version__}, scipy; made by tests/oracles/bonds_golden.py")
EPOCH = ql.Date(1, 1, 1970)


def show(name, values):
    print(name, "=", " ".join(repr(float(v)) for v in values))


def day(d):
    return d - EPOCH


def date(text):
    y, m, d = (int(x) for x in text.split("-"))
    return ql.Date(d, m, y)


COUNTS = {"thirty_360": ql.Thirty360(ql.Thirty360.USA), "thirty_e_360": ql.Thirty360(ql.Thirty360.European),
          "actual_360": ql.Actual360(), "actual_365": ql.Actual365Fixed(), "actual_actual_isda": ql.ActualActual(ql.ActualActual.ISDA)}
pairs = [(date(a), date(b)) for a, b in (x.split() for x in (
    "2003-11-01 2004-05-01,1999-02-01 1999-07-01,2002-08-15 2003-07-15,2006-08-20 2007-02-20,2006-08-31 2007-02-28,"
    "2007-02-28 2007-08-31,2008-02-29 2008-08-31,2011-12-30 2012-01-31,2012-01-31 2012-02-29,2000-02-29 2024-02-29,"
    "1999-12-31 2001-01-01,2024-01-30 2024-03-31,2023-05-31 2023-08-31,2020-03-15 2020-03-15,1960-01-31 2050-12-31").split(","))]
show("pairs.start", [day(a) for a, _ in pairs])
show("pairs.finish", [day(b) for _, b in pairs])
for name, count in COUNTS.items():
    show("fraction." + name, [count.yearFraction(a, b) for a, b in pairs])
    show("days." + name, [count.dayCount(a, b) for a, b in pairs])

# settlement maturity coupon yield frequency
bonds = [("2024-03-12", "2030-08-15", .045, .0512, 2), ("2024-08-15", "2030-08-15", .045, .03, 2), ("2023-01-09", "2024-01-10", .07, .02, 4),
         ("2021-06-30", "2051-05-20", .0125, .061, 1), ("2024-02-29", "2034-11-15", .0, .04, 2), ("2020-07-01", "2025-12-15", .1, -.004, 12),
         ("2024-05-16", "2026-05-15", .05, .0475, 2)]
for i, name in enumerate(("settlement", "maturity")):
    show("bond." + name, [day(date(b[i])) for b in bonds])
for i, name in ((2, "coupon"), (3, "yield"), (4, "frequency")):
    show("bond." + name, [b[i] for b in bonds])
for name, kind in list(COUNTS.items()) + [("actual_actual_icma", None)]:
    rows = []
    for s, m, c, y, f in bonds:
        s, m = date(s), date(m)
        ql.Settings.instance().evaluationDate = s
        start = m - ql.Period(12 * 40, ql.Months)
        schedule = ql.Schedule(start, m, ql.Period(12 // f, ql.Months), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted,
                               ql.DateGeneration.Backward, False)
        count = kind or ql.ActualActual(ql.ActualActual.ISMA, schedule)
        bond = ql.FixedRateBond(0, 100.0, schedule, [c], count)
        freq = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly, 12: ql.Monthly}[f]
        rate = ql.InterestRate(y, count, ql.Compounded, freq)
        F = ql.BondFunctions
        rows.append((F.cleanPrice(bond, y, count, ql.Compounded, freq, s), bond.accruedAmount(s),
                     F.duration(bond, rate, ql.Duration.Macaulay, s), F.duration(bond, rate, ql.Duration.Modified, s),
                     F.convexity(bond, rate, s)))
    for i, what in enumerate(("clean", "accrued", "macaulay", "modified", "convexity")):
        show(f"bond.{name}.{what}", [r[i] for r in rows])

schedules = [("2020-01-15", "2023-08-31", 2, True), ("2020-01-15", "2023-08-31", 2, False), ("2019-11-30", "2021-02-28", 4, True),
             ("2020-02-15", "2022-02-15", 4, False), ("2022-12-31", "2023-12-31", 12, True)]
for i, (s, m, f, end) in enumerate(schedules):
    schedule = ql.Schedule(date(s), date(m), ql.Period(12 // f, ql.Months), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted,
                           ql.DateGeneration.Backward, end)
    show(f"schedule.{i}", [day(d) for d in schedule])
    show(f"schedule.{i}.options", [f, end])

times = np.array([.25, .5, 1, 2, 3, 5, 7, 10, 15, 20, 30])


def model(p, t):
    g = lambda x: -np.expm1(-x) / x
    z = p[0] + p[1] * g(t / p[4]) + p[2] * (g(t / p[4]) - np.exp(-t / p[4]))
    return z + (p[3] * (g(t / p[5]) - np.exp(-t / p[5])) if len(p) > 5 else 0)


rates = np.array([.0531, .0528, .0502, .0461, .0439, .0421, .0423, .0425, .0437, .0452, .0438])
show("curve.times", times)
show("curve.rates", rates)
rng = np.random.default_rng(1)
for name in ("nelson_siegel", "svensson"):
    best = None
    for start in rng.uniform(-3, 3.4, (80, 2)):
        def z(p):
            q = np.concatenate([p[:4], np.exp(p[4:])]) if name == "svensson" else np.array([p[0], p[1], p[2], 0, np.exp(p[3])])
            return model(q, times) - rates
        x0 = [.04, .01, 0, 0, *start] if name == "svensson" else [.04, .01, 0, start[0]]
        low = [-5] * (4 if name == "svensson" else 3) + [np.log(.05)] * (2 if name == "svensson" else 1)
        high = [5] * (4 if name == "svensson" else 3) + [np.log(30)] * (2 if name == "svensson" else 1)
        fit = least_squares(z, x0, bounds=(low, high), xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=4000)
        if best is None or fit.cost < best.cost:
            best = fit
    show(f"{name}.sum_of_squares", [2 * best.cost])
    show(f"{name}.taus", np.exp(best.x[4:] if name == "svensson" else best.x[3:]))
show("svensson.example", model(np.array([.04, -.02, .03, -.015, 1.7, 8.0]), times))
