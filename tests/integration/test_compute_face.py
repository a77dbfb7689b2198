#!/usr/bin/env python3
"""What scripts may give to the compute functions, what they are told when it is wrong, and that nothing they give crashes the program.

Usage: test_compute_face.py [ROUNDS]    rounds of the fuzzing part (default 2)
"""
import json
import os
import subprocess
import sys
import tempfile

program = os.environ["FINSMART"]
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
failed = 0

PRELUDE = """
local nan, inf = 0 / 0, math.huge
local r = {0.01, -0.02, 0.015, 0.004, -0.003, 0.02, -0.011}
local two = { AAA = {0.01, -0.02, 0.015, 0.004}, BBB = {0.02, 0.01, -0.01, 0.003} }
local f = frame.new { a = r, b = {0.02, 0.01, -0.01, 0.003, 0.01, -0.02, 0.005} }
local function again(text, n) local t = {} for i = 1, n do t[i] = text end return t end
"""

# Expression -> words of the error that it must give.
ERRORS = [
    ("risk.var()", ["'risk.var'", "returns is missing", "series or a list"]),
    ("risk.var('x')", ["returns is a string", "expected a series"]),
    ("risk.var({0.1, 'a', 0.2})", ["string at position 2"]),
    ("risk.var(r, {methd = 'gaussian'})", ["has no option 'methd'", "did you mean 'method'"]),
    ("risk.var(r, {method = 'magic'})", ["method is 'magic'", "'historical'"]),
    ("risk.var(r, {level = 1.5})", ["level is 1.5", "between 0 and 1"]),
    ("risk.var(r, {level = 'high'})", ["level is 'high'", "a number"]),
    ("risk.var(r, {quantile_type = 7.5})", ["quantile_type is 7.5", "whole number from 1 to 9"]),
    ("risk.var(r, {seed = -1, method = 'monte_carlo'})", ["seed is -1"]),
    ("risk.var({0.1, nan, 0.2, 0.3})", ["missing at position 2", 'missing = "complete"']),
    ("risk.var({0.1, inf, 0.2, 0.3})", ["infinite at position 2"]),
    ("risk.var(r, {missing = 'maybe'})", ["missing is 'maybe'"]),
    ("risk.var(r, {missing = 'pairwise'})", ["no pairwise form"]),
    ("risk.var({})", ["returns", "0 values"]),
    ("risk.var(r, {window = 0})", ["window is 0"]),
    ("risk.var(r, {}, {})", ["at most 1 argument"]),
    ("perf.to_prices(r, {window = 3})", ["has no option 'window'"]),
    ("perf.beta(r, {0.1, 0.2})", ["benchmark", "2", "7"]),
    ("perf.sharpe({0.01, 0.01, 0.01})", ["perf.sharpe"]),
    ("ts.ols(r, { a = r, b = r })", ["ts.ols", "x.b is a linear combination of column 'a'"]),
    ("ts.ols(r, { {1, 2}, {3} })", ["1 values in row 2"]),
    ("ts.ols(r, { a = r, b = {1, 2} })", ["lengths must be equal"]),
    ("stats.covariance(frame.new { name = again('x', 3) })", ["without columns of numbers"]),
    ("stats.covariance(5)", ["expected a frame"]),
    ("risk.portfolio_var(two, { AAA = 1, CCC = 2 })", ["no number for 'BBB'"]),
    ("risk.portfolio_var(two, { AAA = 1, BBB = 2, AAB = 3 })", ["'AAB'", "none of the columns", "did you mean"]),
    ("risk.portfolio_var(two, {1, 2, 3})", ["positions has 3 values"]),
    ("options.bsm(100, 100)", ["one table"]),
    ("options.bsm { spot = 100, strike = 100, rate = 0.05, volatility = 0.2 }", ["expiry is missing"]),
    ("options.bsm { spot = -1, strike = 100, rate = 0.05, volatility = 0.2, expiry = 1 }", ["options.bsm", "-1"]),
    ("options.bsm { spot = r, strike = {1, 2}, rate = 0.05, volatility = 0.2, expiry = 1 }", ["strike has 2 values", "spot has 7"]),
    ("options.implied_vol { price = 200, spot = 100, strike = 100, rate = 0.05, expiry = 1 }", ["options.implied_vol", "200"]),
    ("portfolio.min_variance({{1, 2}, {2, 1}}, {lower = 0.9})", ["portfolio.min_variance"]),
    ("stats.t_cdf(1)", ["option 'df' is missing"]),
    ("stats.quantile(r, {p = 2})", ["p[1] is 2"]),
    ("perf.xirr({-1, 2}, {'2020-01-01', 'never'})", ["never"]),
    ("perf.xirr({-1, 2}, {0, 1e18})", ["seconds since 1970"]),
    ("attribution.brinson(two, two, two, { AAA = {1, 2, 3, 4} })", ["rb has 1 value"]),
    ("ta.adx(frame.new { close = r })", ["no column 'high'"]),
    ("ta.sma(frame.new { name = again('x', 3) }, 2)", ["no columns of numbers"]),
    ("ta.nothing(r)", ["nothing"]),
    ("stats.nearest_psd({{1, 2}, {3, 1}})", ["stats.nearest_psd", "expected a symmetric matrix"]),
    ("stats.nearest_psd({{1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}}, {iterations = 1})", ["not found in 1 rounds", "tolerance"]),
    ("stats.rolling_median(f.a, 3, 0.5)", ["'stats.rolling_median'", "at most 2"]),
    ("stats.rolling_median(3, 0.5)", ["'stats.rolling_median'", "at most 1"]),
    ("stats.rolling_median(f.a, 0)", ["'stats.rolling_median'", "period is 0"]),
    ("ts.garch({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})", ["ts.garch"]),
]

# Expression -> a condition on `v` in Lua.
GOOD = [
    ("select(2, risk.var(r))", "v.observations == 7 and v.convention.level == 0.95 and v.convention.quantile_type == 7"),
    ("select(2, risk.var(r, {method = 'monte_carlo', seed = 9}))", "v.convention.seed == 9"),
    ("perf.cumulative({nan, 0.01, 0.02, nan, 0.03}, {missing = 'complete'}).cumulative", "#v == 5 and v[1] ~= v[1] and v[4] ~= v[4] and v[5] > v[3]"),
    ("select(2, perf.sharpe({nan, 0.01, 0.02, 0.03}))", "v.observations == 3"),
    ("perf.sharpe(f)", "v.a ~= v.b and v.a == perf.sharpe(f.a)"),
    ("perf.sharpe(f, {window = 3})", "#v == 7 and v.a[2] ~= v.a[2] and v.a[7] == perf.sharpe(f.a:tail(3))"),
    ("perf.total_return(r, {window = 'expanding'})", "math.abs(v[7] - perf.total_return(r)) < 1e-15"),
    ("stats.covariance(f).covariance", "math.abs(v.a[1] - stats.variance(f.a)) < 1e-18 and v.a[2] == v.b[1]"),
    ("stats.covariance({ A = {1, 2, nan, 4}, B = {2, 1, 5, 3} }, {missing = 'pairwise'}).covariance", "v.B[2] == stats.variance({2, 1, 5, 3})"),
    ("stats.covariance({ A = {1, 2, nan, 4}, B = {2, 1, 5, 3} }, {missing = 'complete'})", "v.observations == 3"),
    ("risk.portfolio_es(two, { BBB = 2, AAA = 1 })", "v == risk.portfolio_es(two, {1, 2})"),
    ("select(2, risk.portfolio_var(two, { BBB = 2, AAA = 1 }, {method = 'gaussian'}))", "math.abs(v.component.AAA + v.component.BBB - v.value) < 1e-15"),
    ("options.bsm { spot = {90, 100, 110}, strike = 100, rate = 0.05, volatility = 0.2, expiry = 1 }", "#v == 3 and v[2] == options.bsm { spot = 100, strike = 100, rate = 0.05, volatility = 0.2, expiry = 1 }"),
    ("ta.sma(f, 2)", "v.a[1] ~= v.a[1] and v.b[2] == ta.sma(f.b, 2)[2]"),
    ("ts.ols(f.a, { x = f.b }, { intercept = false }).coefficients", "type(v.x) == 'number'"),
    ("stats.nearest_psd(frame.new { a = {1, 1, 0}, b = {1, 1, 1}, c = {0, 1, 1} }, {kind = 'correlation'}).matrix",
     "v.a[1] == 1 and math.abs(v.a[2] - 0.7607) < 1e-4 and v.c[2] == v.b[3]"),
    ("stats.rolling_median(f.a, 3)", "v[2] ~= v[2] and v[7] == stats.median(f.a:tail(3))"),
    ("stats.norm_cdf(0)", "v == 0.5"),
    ("stats.random{ n = 3, seed = 5 }.values", "v == stats.random{ n = 3, seed = 5 }.values and not (v == stats.random{ n = 3, seed = 6 }.values)"),
]

FUZZ = r"""
local seed = %d
local function unit()
  seed = (seed * 16807) %% 2147483647
  return seed / 2147483647
end
local function whole(n) return math.floor(unit() * n) end
local SPECIAL = { nan, inf, -inf, 0, -0.0, 1e300, -1e300, 1e-310, 1, -1, 2^53 }
local function number()
  local kind = whole(8)
  if kind == 0 then return SPECIAL[whole(#SPECIAL) + 1] end
  if kind == 1 then return (unit() - 0.5) * 1e6 end
  return (unit() - 0.5) * (kind < 5 and 0.1 or 2)
end
local function list(n, kind)
  local t, level = {}, 100
  for i = 1, n do
    if kind == 0 then t[i] = (unit() - 0.5) * 0.1
    elseif kind == 1 then level = level * (1 + (unit() - 0.5) * 0.05) t[i] = level
    elseif kind == 2 then t[i] = 0.25
    elseif kind == 3 then t[i] = whole(2)
    elseif kind == 4 then t[i] = number()
    else t[i] = i end
  end
  return t
end
local counts = { ok = 0, refused = 0 }
local function value_of(spec, n, k, kind)
  if spec:find "matrix" then
    local rows = spec:match "`(%%w+)` by" == spec:match "by `(%%w+)`" and k or n
    local m = {}
    for j = 1, k do m["c" .. j] = list(rows, kind) end
    if whole(12) == 0 then return frame.new(m) end
    return m
  elseif spec:find "times" then return list(n, 5)
  elseif spec:find "number or series" then return whole(3) == 0 and list(n, kind) or math.abs(number())
  elseif spec:find "vector of" then
    local t = list(spec:find "`k`" and k or n, kind)
    return t
  end
  return list(n, kind)
end
local function option_of(spec)
  local choices = {}
  for c in spec:gmatch '`"([^"]+)"`' do choices[#choices + 1] = c end
  if #choices > 0 then return choices[whole(#choices) + 1] end
  if spec:find "true or false" then return whole(2) == 1 end
  if spec:find "list of numbers" then return whole(2) == 0 and number() or list(whole(5), 0) end
  if spec:find "whole number" then return whole(4) == 0 and whole(1000) - 3 or whole(6) end
  return number()
end
for _, f in ipairs(FUNCTIONS) do
  for _ = 1, 3 do
    local n, k, kind = whole(3) == 0 and whole(4) or 5 + whole(60), 1 + whole(4), whole(6)
    local arguments, options = {}, {}
    for i, spec in ipairs(f.inputs) do
      local v = value_of(spec[2], n, k, kind)
      if whole(25) == 0 then v = ({ "x", true, {}, number() })[whole(4) + 1] end
      if f.named then options[spec[1]] = v else arguments[i] = v end
    end
    for _, spec in ipairs(f.options) do
      if whole(4) == 0 and not BOUNDED[spec[1]] then options[spec[1]] = option_of(spec[2]) end
      if BOUNDED[spec[1]] and spec[2]:find "whole" then options[spec[1]] = BOUNDED[spec[1]] end
    end
    if f.calculation then
      if whole(6) == 0 then options.missing = ({ "error", "complete", "pairwise" })[whole(3) + 1] end
      arguments[#f.inputs * (f.named and 0 or 1) + 1] = options
    else
      for _, spec in ipairs(f.options) do arguments[#arguments + 1] = option_of(spec[2]) end
    end
    local count = f.calculation and (f.named and 1 or #f.inputs + 1) or #arguments
    local ok, why = pcall(f.call, unpack(arguments, 1, count))
    counts[ok and "ok" or "refused"] = counts[ok and "ok" or "refused"] + 1
    if not ok then
      local text = tostring(why)
      if not text:find(f.name, 1, true) and not text:find "expected" then error(f.name .. " said: " .. text, 0) end
    end
  end
end
return counts
"""


def run(body, home, timeout=240):
    script = os.path.join(home, "face.lua")
    with open(script, "w", encoding="utf-8") as f:
        f.write(f'return study {{ name = "face", api = 1, run = function()\n{PRELUDE}\n{body}\nend }}\n')
    done = subprocess.run([program, "run", script, "--home", home, "--json"], capture_output=True, text=True, timeout=timeout)
    return done


def check(what, ok, detail=""):
    global failed
    failed += not ok
    print(f"ok - {what}" if ok else f"not ok - {what}: {detail}")


def described():
    """Functions with their inputs and options, from the reference pages."""
    folder = os.path.join(os.environ["SOURCE_DIR"], "docs/reference")
    out = []
    for page in sorted(os.listdir(folder)):
        if page in ("compute.md", "config.md", "lua.md", "plugin-api.md"):
            continue
        with open(os.path.join(folder, page), encoding="utf-8") as f:
            sections = f.read().split("\n## ")[1:]
        for section in sections:
            name = section.split("\n", 1)[0]
            calculation = "- Look-back:" not in section
            inputs, options = [], []
            for line in section.splitlines():
                if line.startswith("| `") and " =`" in line.split("|")[1]:
                    options.append((line.split("`")[1].rstrip(" ="), line.split("|")[2]))
                elif line.startswith("| `"):
                    cell = line.split("|")[2]
                    (inputs if calculation or cell.strip().startswith("series") else options).append((line.split("`")[1], cell))
            out.append((name, calculation, f"{name}{{" in section, inputs, options))
    return out


def lua(value):
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(lua(v) for v in value) + "}"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


with tempfile.TemporaryDirectory() as home:
    body = "local out = {}\n" + "\n".join(f"out[{i}] = tostring(select(2, pcall(function() return {call} end)))" for i, (call, _) in enumerate(ERRORS, 1))
    done = run(body + "\nreturn out", home)
    texts = json.loads(done.stdout) if done.returncode == 0 else [done.stderr] * len(ERRORS)
    for (call, words), text in zip(ERRORS, texts):
        check(f"{call} says what is wrong", all(w in text for w in words), text)
    body = "local out = {}\n" + "\n".join(f"do local v = {call}; out[{i}] = ({condition}) and true or false end" for i, (call, condition) in enumerate(GOOD, 1))
    done = run(body + "\nreturn out", home)
    answers = json.loads(done.stdout) if done.returncode == 0 else [done.stderr] * len(GOOD)
    for (call, condition), answer in zip(GOOD, answers):
        check(call, answer is True, f"{condition} is {answer}")

    functions = described()
    check("the reference tells more than 300 functions", len(functions) > 300, len(functions))
    table = ",\n".join("{ name = %s, call = %s, calculation = %s, named = %s, inputs = %s, options = %s }" % (
        lua(name), name, str(calculation).lower(), str(named).lower(), lua(inputs), lua(options)) for name, calculation, named, inputs, options in functions)
    # What would only take long: sizes of simulations.
    bounded = "local BOUNDED = { paths = 500, samples = 50, steps = 20, n = 20, points = 5, period = 4, max_lags = 3, max_p = 2, max_q = 2 }\n"
    for seed in range(1, rounds + 1):
        done = run(bounded + "local FUNCTIONS = {\n" + table + "\n}\n" + FUZZ % (seed * 7919), home)
        ok = done.returncode == 0 and "runtime error" not in done.stderr and "Sanitizer" not in done.stderr
        check(f"random arguments, seed {seed}: {done.stdout.strip().replace(chr(10), ' ')[:80]}", ok, done.stderr[-1500:])
sys.exit(1 if failed else 0)
