-- Figures of returns beside a benchmark.
local kind = { name = "kind", type = "choice", choices = { "simple", "log" }, default = "simple",
  doc = "what both series are: simple (p / previous - 1) or log (ln(p / previous))" }
local periods = { name = "periods", type = "number", min = 0, max = math.huge, open = true, default = 252,
  doc = "returns in a year; 1 gives figures of a period" }
local rf = { name = "rf", type = "number", min = -1, max = math.huge, open = true, default = 0,
  doc = "risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods" }
local ddof = { name = "ddof", type = "int", min = 0, max = 1, default = 1, doc = "variances are divided by n - ddof" }
local function compounding(default)
  return { name = "compounding", type = "choice", choices = { "geometric", "arithmetic" }, default = default or "geometric",
    doc = "geometric multiplies growth, arithmetic adds returns" }
end
local capture_method = { name = "method", type = "choice", choices = { "compound", "annualised", "mean" }, default = "compound",
  doc = "compounded over those periods, annualised with their number (empyrical), or mean by mean" }
local function value(doc) return { name = "value", type = "number", doc = doc } end
local function number(name, doc) return { name = name, type = "number", doc = doc } end
local used = { name = "used", type = "int", doc = "periods that were used" }

local data = "local r = {0.003, 0.026, 0.011, -0.01, 0.015, 0.025, 0.016, 0.067, -0.014, 0.04, -0.005, 0.081}\n"
  .. "local b = {0.002, 0.025, 0.018, -0.011, 0.014, 0.018, 0.014, 0.065, -0.015, 0.042, -0.006, 0.083}\n"

local function figure(t)
  local names = {}
  for i, name in ipairs(t.also or {}) do names[i] = { module = "perf", name = name } end
  return {
    c = "perf_" .. t.name, header = t.header or "benchmark", module = "perf", name = t.name, also = names, title = t.title, doc = t.doc,
    formula = t.formula, source = t.source, convention = t.convention,
    inputs = {
      { name = "returns", type = "series", length = "n", min = t.min or 2, doc = "returns of a period each, as fractions" },
      { name = "benchmark", type = "series", length = "n", min = t.min or 2, doc = "the benchmark's returns of the same periods" },
    },
    options = t.options or {}, results = t.results, value = "value", missing = "drop",
    example = data .. "print(perf." .. t.name .. "(r, b" .. (t.with and ", { " .. t.with .. " }" or "") .. "))",
  }
end

return {
  calculations = true,
  figure { name = "tracking_error", header = "dispersion", title = "Tracking error", doc = "The standard deviation of returns less the benchmark's, of a year.",
    formula = "sd(r - b) * sqrt(periods)", source = "PerformanceAnalytics TrackingError", convention = "ddof 1",
    options = { periods, ddof }, results = { value("of a year"), number("per_period", "of a period") }, with = "periods = 12" },
  figure { name = "beta", title = "Beta", doc = "The slope of returns on the benchmark: over all periods, or those in which the benchmark was above the risk-free rate (bull) or below it (bear).",
    formula = "cov(r, b) / var(b)", source = "Sharpe (1964); PerformanceAnalytics CAPM.beta, .bull and .bear", convention = "the rate decides the side only",
    options = { { name = "side", type = "choice", choices = { "all", "bull", "bear" }, default = "all", doc = "which periods" }, kind, periods, rf },
    results = { value("beta"), used }, with = "side = \"bull\", periods = 12" },
  figure { name = "alpha", title = "Alpha", also = { "jensen_alpha" },
    doc = "What returns have beyond their share of the benchmark's. Four figures have this name: Jensen's alpha from returns of a year; the regression's intercept of a period; that times `periods` (quantstats); and that compounded (empyrical).",
    formula = "a = mean(r - f) - beta mean(b - f); jensen: R - rf - beta (B - rf); multiply: periods * a; compound: (1 + a)^periods - 1",
    source = "Jensen (1968); PerformanceAnalytics CAPM.jensenAlpha, CAPM.alpha", convention = "R and B are geometric returns of a year",
    options = { kind, periods, rf, { name = "annualisation", type = "choice", choices = { "jensen", "multiply", "compound", "none" }, default = "jensen", doc = "which of the four is the value" } },
    results = { value("alpha by `annualisation`"), number("beta", "slope"), number("per_period", "a"), number("multiplied", "periods * a"),
      number("compounded", "(1 + a)^periods - 1"), number("jensen", "from returns of a year") }, with = "periods = 12" },
  figure { name = "r_squared", title = "R squared", doc = "The share of the variance of returns that the benchmark explains.",
    formula = "correlation(r, b)^2", source = "definition; quantstats r_squared", convention = "of the returns as they are",
    results = { value("R squared"), number("correlation", "of returns and benchmark") } },
  figure { name = "treynor", title = "Treynor ratio", also = { "treynor_ratio" }, doc = "Excess return of a year by beta; modified: by beta times the benchmark's volatility of a year.",
    formula = "(prod(1 + r - f)^(periods / n) - 1) / beta", source = "Treynor (1965); PerformanceAnalytics TreynorRatio", convention = "geometric by default",
    options = { kind, periods, rf, compounding(), { name = "modified", type = "flag", default = false, doc = "divide by systematic risk" } },
    results = { value("Treynor ratio"), number("beta", "slope") }, with = "periods = 12" },
  figure { name = "m2", title = "M squared", also = { "m_squared" }, doc = "The return of a year that the series would have had at the benchmark's volatility, and that less the benchmark's return.",
    formula = "(R - rf) * sd(b) / sd(r) + rf", source = "Modigliani and Modigliani (1997)", convention = "geometric by default",
    options = { kind, periods, rf, compounding() }, results = { value("M squared"), number("excess", "above the benchmark's return") }, with = "periods = 12" },
  figure { name = "active_premium", title = "Active premium", min = 1, doc = "The return of a year less the benchmark's.",
    formula = "R - B", source = "PerformanceAnalytics ActivePremium", convention = "geometric by default",
    options = { kind, periods, compounding() }, results = { value("active premium") }, with = "periods = 12" },
  figure { name = "information_ratio", title = "Information ratio",
    doc = "Active return of a year by tracking error. Arithmetic by default; PerformanceAnalytics takes the geometric active premium; quantstats and empyrical give the arithmetic figure of one period (periods = 1).",
    formula = "mean(r - b) / sd(r - b) * sqrt(periods); geometric: (R - B) / tracking error", source = "Grinold (1989); PerformanceAnalytics InformationRatio (geometric)",
    convention = "ddof 1", options = { kind, periods, ddof, compounding("arithmetic") },
    results = { value("information ratio"), number("active_premium", "numerator"), number("tracking_error", "denominator") }, with = "periods = 12" },
  figure { name = "appraisal", title = "Appraisal ratio", also = { "appraisal_ratio" }, doc = "Jensen's alpha by the risk of what the benchmark does not explain.",
    formula = "Jensen's alpha / (sd(residuals) * sqrt(periods))", source = "Treynor and Black (1973); PerformanceAnalytics AppraisalRatio (ddof 0)", convention = "ddof 1",
    options = { kind, periods, rf, ddof }, results = { value("appraisal ratio"), number("alpha", "Jensen's"), number("specific_risk", "denominator") }, with = "periods = 12" },
  figure { name = "up_capture", header = "capture", min = 1, title = "Up capture", doc = "Return by the benchmark's, over the periods in which the benchmark rose.",
    formula = "(prod(1 + r) - 1) / (prod(1 + b) - 1) where b > 0", source = "PerformanceAnalytics UpDownRatios; empyrical up_capture (annualised)", convention = "compounded by default",
    options = { kind, periods, capture_method }, results = { value("capture ratio"), used } },
  figure { name = "down_capture", header = "capture", min = 1, title = "Down capture", doc = "Return by the benchmark's, over the periods in which the benchmark fell. PerformanceAnalytics counts those too in which it stood still: `zeros = true`.",
    formula = "(prod(1 + r) - 1) / (prod(1 + b) - 1) where b < 0", source = "PerformanceAnalytics UpDownRatios (zeros); empyrical down_capture (annualised)", convention = "compounded by default",
    options = { kind, periods, capture_method, { name = "zeros", type = "flag", default = false, doc = "periods with b = 0 count as down" } },
    results = { value("capture ratio"), used } },
  figure { name = "up_down", header = "capture", min = 1, title = "Up and down ratios", doc = "How often returns rose with the benchmark and fell with it (number), and were above it when it rose and when it fell (percent).",
    formula = "up_number = count(r > 0, b > 0) / count(b > 0); up_percent = count(r > b, b > 0) / count(b > 0)", source = "PerformanceAnalytics UpDownRatios", convention = "shares from 0 to 1",
    options = { { name = "measure", type = "choice", choices = { "up_number", "down_number", "up_percent", "down_percent" }, default = "up_number", doc = "which is the value" } },
    results = { value("the share that `measure` names"), number("up_number", "rose when the benchmark rose"), number("down_number", "fell when it fell"),
      number("up_percent", "above it when it rose"), number("down_percent", "above it when it fell") } },
}
