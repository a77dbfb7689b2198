#!/usr/bin/env python3
"""Published worked examples, through the functions that scripts call. Each line names its source, the call, and what was printed there."""
import json
import os
import subprocess
import sys
import tempfile

CASES = [
    # Haug, The Complete Guide to Option Pricing Formulas (1998), pages 2 to 8 and 11 to 16
    ("Haug, call", "options.bsm{type='call', spot=60, strike=65, rate=.08, expiry=.25, volatility=.30}", 2.1334, 1e-4),
    ("Haug, put with dividend yield", "options.bsm{type='put', spot=100, strike=95, dividend=.05, rate=.10, expiry=.5, volatility=.20}", 2.4648, 1e-4),
    ("Haug, put on a future", "options.black76{type='put', forward=19, strike=19, rate=.10, expiry=.75, volatility=.28}", 1.7011, 1e-4),
    ("Haug, currency call", "options.bsm{type='call', spot=1.56, strike=1.60, dividend=.08, rate=.06, expiry=.5, volatility=.12}", 0.0291, 1e-4),
    ("Haug, put", "options.bsm{type='put', spot=75, strike=70, dividend=.05, rate=.10, expiry=.5, volatility=.35}", 4.0870, 1e-4),
    ("Haug, delta of a call", "greek('delta', {type='call', spot=105, strike=100, dividend=.1, rate=.1, expiry=.5, volatility=.36})", .5946, 1e-4),
    ("Haug, delta of a put", "greek('delta', {type='put', spot=105, strike=100, dividend=.1, rate=.1, expiry=.5, volatility=.36})", -.3566, 1e-4),
    ("Haug, gamma", "greek('gamma', {spot=55, strike=60, rate=.10, expiry=.75, volatility=.30})", .0278, 1e-4),
    ("Haug, vega", "greek('vega', {spot=55, strike=60, rate=.10, expiry=.75, volatility=.30})", 18.9358, 1e-3),
    ("Haug, theta of a year", "greek('theta', {type='put', spot=430, strike=405, dividend=.05, rate=.07, expiry=1/12, volatility=.20})", -31.1924, 1e-3),
    ("Haug, theta of a day", "greek('theta_day', {type='put', spot=430, strike=405, dividend=.05, rate=.07, expiry=1/12, volatility=.20})", -.0855, 1e-4),
    ("Haug, rho", "greek('rho', {spot=72, strike=75, rate=.09, expiry=1, volatility=.19})", 38.7325, 1e-3),
    # Hull, Options, Futures, and Other Derivatives
    ("Hull, call", "options.bsm{spot=42, strike=40, rate=.1, volatility=.2, expiry=.5}", 4.7594, 1e-4),
    ("Hull, put", "options.bsm{type='put', spot=42, strike=40, rate=.1, volatility=.2, expiry=.5}", .8086, 1e-4),
    ("Hull, tree of two steps, European", "options.binomial{type='put', exercise='european', spot=50, strike=52, rate=.05, expiry=2, steps=2, up=1.2, down=.8}", 4.1927, 1e-4),
    ("Hull, tree of two steps, American", "options.binomial{type='put', exercise='american', spot=50, strike=52, rate=.05, expiry=2, steps=2, up=1.2, down=.8}", 5.0896, 1e-4),
    ("Hull, American put, 5 steps", "options.american{type='put', method='crr', spot=50, strike=50, rate=.1, volatility=.4, expiry=5/12, steps=5}", 4.4885, 1e-4),
    ("Hull, American put, 500 steps", "options.american{type='put', method='crr', spot=50, strike=50, rate=.1, volatility=.4, expiry=5/12, steps=500}", 4.2830, 1e-4),
    ("Hull, index call", "options.bsm{spot=930, strike=900, rate=.08, dividend=.03, volatility=.2, expiry=2/12}", 51.833, 1e-3),
    ("Hull, delta", "greek('delta', {spot=49, strike=50, rate=.05, volatility=.2, expiry=.3846})", .5216, 1e-4),
    ("Hull, gamma", "greek('gamma', {spot=49, strike=50, rate=.05, volatility=.2, expiry=.3846})", .06555, 1e-5),
    ("Hull, vega", "greek('vega', {spot=49, strike=50, rate=.05, volatility=.2, expiry=.3846})", 12.105, 1e-3),
    ("Hull, theta", "greek('theta', {spot=49, strike=50, rate=.05, volatility=.2, expiry=.3846})", -4.3054, 1e-4),
    ("Hull, rho", "greek('rho', {spot=49, strike=50, rate=.05, volatility=.2, expiry=.3846})", 8.9066, 1e-3),
    # Bacon, Practical Portfolio Performance Measurement and Attribution (2008), chapters 5 and 8
    ("Bacon, year of the portfolio", "brinson{}.portfolio_return", .0385932095, 1e-10),
    ("Bacon, year of the benchmark", "brinson{}.benchmark_return", -.0940625200, 1e-10),
    ("Bacon, Carino, allocation", "brinson{linking='carino'}.total_allocation", .0119451371, 1e-10),
    ("Bacon, Carino, selection", "brinson{linking='carino'}.total_selection", .1207105924, 1e-10),
    ("Bacon, Menchero, allocation", "brinson{linking='menchero'}.total_allocation", .0092218080, 1e-10),
    ("Bacon, GRAP, selection", "brinson{linking='grap'}.total_selection", .1202960934, 1e-10),
    ("Bacon, Frongello, allocation", "brinson{linking='frongello'}.total_allocation", .0123596361, 1e-10),
    ("Bacon, geometric excess", "brinson{mode='geometric'}.excess", .1464292321, 1e-9),
    # Kupiec's test in J.P. Morgan (1998) and Jorion; Basel Committee (1996)
    ("Jorion, Kupiec's statistic", "risk.kupiec{observations=252, exceedances=20, level=.95}", 3.91255, 1e-5),
    ("Jorion, its p-value", "select(2, risk.kupiec{observations=252, exceedances=20, level=.95}).p_value", .04793, 1e-5),
    ("Jorion, fewest of 1000 at 99 %", "select(2, risk.kupiec{observations=1000, exceedances=5, level=.99}).accept_low", 5, 0),
    ("Jorion, most of 510 at 95 %", "select(2, risk.kupiec{observations=510, exceedances=5, level=.95}).accept_high", 35, 0),
    ("Basel, 4 exceedances", "select(2, risk.basel_zone{exceedances=4}).probability", .8922, 1e-4),
    ("Basel, 9 exceedances", "select(2, risk.basel_zone{exceedances=9}).probability", .9997, 1e-4),
    ("Basel, the yellow zone", "risk.basel_zone{exceedances=5}", 1, 0),
    ("Basel, the red zone", "risk.basel_zone{exceedances=10}", 2, 0),
    # NIST StRD, Longley: certified coefficients
    ("NIST Longley, constant", "longley().intercept", -3482258.63459582, 3482258 * 1e-10),
    ("NIST Longley, deflator", "longley().coefficients.a", 15.0618722713733, 15 * 1e-10),
    ("NIST Longley, year", "longley().coefficients.f", 1829.15146461355, 1829 * 1e-10),
    ("NIST Longley, residual deviation", "longley().sigma", 304.854073561965, 304 * 1e-10),
    ("NIST Longley, R2", "longley().r_squared", .995479004577296, 1e-12),
    ("NIST Longley, F", "longley().f_statistic", 330.285339234588, 330 * 1e-9),
    # Microsoft's documentation of XIRR
    ("XIRR", "perf.xirr({-10000, 2750, 4250, 3250, 2750}, {'2008-01-01', '2008-03-01', '2008-10-30', '2009-02-15', '2009-04-01'})", .3733625335, 1e-9),
]
PRELUDE = r"""
local function greek(name, o) return (select(2, options.bsm(o)))[name] end
local function brinson(o)
  o.fold = true
  return attribution.brinson({ UK = {.4, .7, .3, .3}, Japan = {.3, .2, .5, .5}, US = {.3, .1, .2, .2} },
    { UK = {.20, -.05, -.20, .10}, Japan = {-.05, .03, .08, -.07}, US = {.06, -.05, -.15, .25} },
    { UK = {.4, .4, .5, .4}, Japan = {.2, .3, .4, .4}, US = {.4, .3, .1, .2} },
    { UK = {.10, -.07, -.25, .05}, Japan = {-.04, .04, .05, -.05}, US = {.08, -.10, -.20, .10} }, o)
end
local function longley()
  local y = {60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551}
  return ts.ols(y, {
    a = {83.0, 88.5, 88.2, 89.5, 96.2, 98.1, 99.0, 100.0, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9},
    b = {234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601, 518173, 554894},
    c = {2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007},
    d = {1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827},
    e = {107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368, 127852, 130081},
    f = {1947, 1948, 1949, 1950, 1951, 1952, 1953, 1954, 1955, 1956, 1957, 1958, 1959, 1960, 1961, 1962} })
end
"""

with tempfile.TemporaryDirectory() as home:
    script = os.path.join(home, "examples.lua")
    calls = "\n".join(f"out[{i}] = ({call})" for i, (_, call, _, _) in enumerate(CASES, 1))
    with open(script, "w", encoding="utf-8") as f:
        f.write(f'return study {{ name = "examples", api = 1, run = function()\n{PRELUDE}\nlocal out = {{}}\n{calls}\nreturn out end }}\n')
    done = subprocess.run([os.environ["FINSMART"], "run", script, "--home", home, "--json"], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        print("not ok -", done.stderr)
        sys.exit(1)
    got = json.loads(done.stdout)
failed = 0
for (name, call, expected, tolerance), value in zip(CASES, got):
    ok = value is not None and abs(value - expected) <= tolerance
    failed += not ok
    print(f"ok - {name}" if ok else f"not ok - {name}: {call} is {value}; printed {expected}")
sys.exit(1 if failed or len(got) != len(CASES) else 0)
