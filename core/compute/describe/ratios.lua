-- Figures of one series of returns: spread, drawdowns, ratios, wins and losses, significance.
local kind = { name = "kind", type = "choice", choices = { "simple", "log" }, default = "simple",
  doc = "what the returns are: simple (p / previous - 1) or log (ln(p / previous))" }
local periods = { name = "periods", type = "number", min = 0, max = math.huge, open = true, default = 252,
  doc = "returns in a year; 1 gives figures of a period" }
local rf = { name = "rf", type = "number", min = -1, max = math.huge, open = true, default = 0,
  doc = "risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods" }
local function compounding(default)
  return { name = "compounding", type = "choice", choices = { "geometric", "arithmetic" }, default = default or "geometric",
    doc = "geometric multiplies growth, arithmetic adds returns" }
end
local function ddof(default)
  return { name = "ddof", type = "int", min = 0, max = 1, default = default or 1, doc = "variances are divided by n - ddof" }
end
local mar = { name = "mar", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "least acceptable return of one period" }
local divisor = { name = "divisor", type = "choice", choices = { "full", "subset" }, default = "full",
  doc = "divide by all observations, or by those below the threshold" }
local shape = { name = "shape", type = "choice", choices = { "population", "unbiased" }, default = "population",
  doc = "skewness and kurtosis from central moments with divisor n, or corrected for bias as pandas and Excel do" }
local function level(default)
  return { name = "level", type = "number", min = 0, max = 1, open = true, default = default, doc = "confidence; the worst 1 - level are averaged" }
end
local function series(min)
  return { { name = "returns", type = "series", length = "n", min = min or 1, doc = "returns of a period each, as fractions" } }
end
local function value(doc) return { name = "value", type = "number", doc = doc } end
local function number(name, doc) return { name = name, type = "number", doc = doc } end

local data = "local r = {0.003, 0.026, 0.011, -0.01, 0.015, 0.025, 0.016, 0.067, -0.014, 0.04, -0.005, 0.081}\n"

-- One figure, `value` first among its results.
local function figure(t)
  return {
    c = "perf_" .. (t.c or t.name), header = t.header, module = "perf", name = t.name, also = t.also, title = t.title, doc = t.doc,
    formula = t.formula, source = t.source, convention = t.convention, inputs = series(t.min), options = t.options or {},
    results = t.results, value = "value", missing = "drop",
    example = data .. "print(perf." .. t.name .. "(r" .. (t.with and ", { " .. t.with .. " }" or "") .. "))",
  }
end
local function also(...)
  local names = {}
  for i, name in ipairs { ... } do names[i] = { module = "perf", name = name } end
  return names
end

return {
  calculations = true,
  -- Spread
  figure { name = "volatility", header = "dispersion", title = "Volatility", also = also("annual_volatility"),
    doc = "The standard deviation of returns, of a year. Exactly 0 for a constant series.",
    formula = "sd(r) * sqrt(periods)", source = "definition; empyrical annual_volatility", convention = "ddof 1; of the returns as they are",
    options = { periods, ddof() }, results = { value("of a year"), number("per_period", "standard deviation of a period") }, with = "periods = 12" },
  figure { name = "semideviation", header = "dispersion", title = "Semideviation",
    doc = "The deviation of the returns below their mean.",
    formula = "sqrt(sum(min(r - mean, 0)^2) / n) * sqrt(periods)", source = "PerformanceAnalytics SemiDeviation (periods = 1)",
    convention = "divisor n by default",
    options = { periods, divisor }, results = { value("of a year"), number("per_period", "of a period") }, with = "periods = 12" },
  figure { name = "downside_deviation", header = "dispersion", title = "Downside deviation", also = also("downside_risk"),
    doc = "The deviation of the returns below `mar`; 0 when none is below.",
    formula = "sqrt(sum(min(r - mar, 0)^2) / n) * sqrt(periods)", source = "Sortino (1994); empyrical downside_risk; PerformanceAnalytics DownsideDeviation (periods = 1)",
    convention = "mar is of one period; divisor n by default",
    options = { mar, periods, divisor }, results = { value("of a year"), number("per_period", "of a period") }, with = "mar = 0.005, periods = 12" },
  figure { name = "lpm", header = "dispersion", title = "Lower partial moment",
    doc = "The mean of the shortfalls below `mar`, each to the power `order`; order 0 is the share of returns below.",
    formula = "sum(max(mar - r, 0)^order) / n", source = "Fishburn (1977)", convention = "per period, not annualised",
    options = { { name = "order", type = "number", min = 0, max = 100, default = 2, doc = "power" }, mar, divisor },
    results = { value("the moment") }, with = "order = 1" },
  -- Ratios
  figure { name = "sharpe", header = "ratio", title = "Sharpe ratio", min = 2, also = also("sharpe_ratio"),
    doc = "Excess return of a year by volatility. A constant series has none (an error).",
    formula = "periods * mean(r - f) / (sd(r) * sqrt(periods)); geometric: (prod(1 + r - f)^(periods / n) - 1) in the numerator",
    source = "Sharpe (1994); PerformanceAnalytics 2.1.0, empyrical and quantstats by default", convention = "arithmetic by default; ddof 1",
    options = { kind, periods, rf, ddof(), compounding("arithmetic") },
    results = { value("Sharpe ratio of a year"), number("excess", "excess return of a year"), number("volatility", "of a year") }, with = "periods = 12, rf = 0.02" },
  figure { name = "sortino", header = "ratio", title = "Sortino ratio", also = also("sortino_ratio"),
    doc = "Return above `mar` by downside deviation.",
    formula = "(mean(r) - mar) / downside deviation * sqrt(periods)", source = "Sortino and Price (1994); empyrical sortino_ratio",
    convention = "mar is of one period; divisor n; periods = 1 gives PerformanceAnalytics' figure",
    options = { mar, periods, divisor }, results = { value("Sortino ratio of a year"), number("downside", "downside deviation of a period") }, with = "periods = 12" },
  figure { name = "omega", header = "ratio", title = "Omega ratio", also = also("omega_ratio"),
    doc = "What is gained above `mar` by what is lost below it.",
    formula = "sum max(r - mar, 0) / sum max(mar - r, 0)", source = "Keating and Shadwick (2002)", convention = "mar is of one period",
    options = { mar }, results = { value("omega") } },
  figure { name = "calmar", header = "ratio", title = "Calmar ratio", also = also("calmar_ratio"),
    doc = "Return of a year by the deepest drawdown.",
    formula = "annual return / max drawdown", source = "Young (1991); empyrical calmar_ratio", convention = "years = n / periods",
    options = { kind, periods, compounding() }, results = { value("Calmar ratio") }, with = "periods = 12" },
  figure { name = "sterling", header = "ratio", title = "Sterling ratio", also = also("sterling_ratio"),
    doc = "Return of a year by the average drawdown plus 10 %. PerformanceAnalytics divides by the deepest drawdown plus 10 %: `drawdown = \"max\"`.",
    formula = "annual return / (average drawdown + excess)", source = "Kestner (1996); PerformanceAnalytics SterlingRatio (max)", convention = "drawdowns positive",
    options = { kind, periods, compounding(),
      { name = "drawdown", type = "choice", choices = { "average", "max" }, default = "average", doc = "which drawdown" },
      { name = "excess", type = "number", min = 0, max = 10, default = 0.1, doc = "added to it" } },
    results = { value("Sterling ratio") }, with = "periods = 12" },
  figure { name = "burke", header = "ratio", title = "Burke ratio", also = also("burke_ratio"),
    doc = "Return of a year above the risk-free rate by the root of the sum of all drawdowns squared; modified: times sqrt(n).",
    formula = "(annual return - rf) / sqrt(sum depth^2)", source = "Burke (1994)", convention = "a drawdown runs from its peak to its recovery",
    options = { kind, periods, rf, compounding(), { name = "modified", type = "flag", default = false, doc = "times the root of the number of returns" } },
    results = { value("Burke ratio") }, with = "periods = 12" },
  figure { name = "martin", header = "ratio", title = "Martin ratio (ulcer performance index)", also = also("upi", "ulcer_performance_index"),
    doc = "Return of a year above the risk-free rate by the ulcer index.",
    formula = "(annual return - rf) / ulcer index", source = "Martin and McCann (1989)", convention = "ddof 0 in the ulcer index",
    options = { kind, periods, rf, ddof(0), compounding() }, results = { value("Martin ratio") }, with = "periods = 12" },
  figure { name = "pain_ratio", header = "ratio", title = "Pain ratio",
    doc = "Return of a year above the risk-free rate by the pain index.",
    formula = "(annual return - rf) / pain index", source = "Becker; PerformanceAnalytics PainRatio", convention = "drawdowns positive",
    options = { kind, periods, rf, compounding() }, results = { value("pain ratio") }, with = "periods = 12" },
  -- Drawdowns
  {
    c = "perf_drawdowns", header = "drawdown", module = "perf", name = "drawdowns", title = "Table of drawdowns",
    doc = "Every loss from a peak: depth, where it began, was deepest and ended, and how long that took. Positions count returns from 1; 0 is the start before the first, recovery NaN while it lasts.",
    formula = "depth = 1 - wealth / highest wealth so far", source = "PerformanceAnalytics table.Drawdowns",
    convention = "depths are positive; the start counts as a peak",
    inputs = series(),
    options = { kind, compounding(), { name = "order", type = "choice", choices = { "time", "depth" }, default = "time", doc = "by time, or deepest first" } },
    results = {
      { name = "found", type = "int", doc = "drawdowns" },
      { name = "depth", type = "vector", length = "n", count = "found", doc = "deepest loss" },
      { name = "peak", type = "vector", length = "n", count = "found", doc = "position of the peak" },
      { name = "trough", type = "vector", length = "n", count = "found", doc = "position of the deepest loss" },
      { name = "recovery", type = "vector", length = "n", count = "found", doc = "position at which the peak is back" },
      { name = "length", type = "vector", length = "n", count = "found", doc = "from peak to recovery, or to the end" },
      { name = "decline_length", type = "vector", length = "n", count = "found", doc = "from peak to trough" },
      { name = "recovery_length", type = "vector", length = "n", count = "found", doc = "from trough to recovery" },
      { name = "underwater", type = "series", length = "n", doc = "depth of each observation" },
    },
    missing = "drop", example = data .. "print(perf.drawdowns(r).depth[1])",
  },
  figure { name = "max_drawdown", header = "drawdown", title = "Deepest drawdown",
    doc = "The largest loss from a peak, with its positions (NaN when there is none; recovery NaN while it lasts).",
    formula = "max(1 - wealth / highest wealth so far)", source = "definition; empyrical max_drawdown with the sign turned",
    convention = "positive; the start counts as a peak",
    options = { kind, compounding() },
    results = { value("depth"), number("peak", "position of its peak"), number("trough", "position of its trough"), number("recovery", "position of its recovery") } },
  figure { name = "average_drawdown", header = "drawdown", title = "Average drawdown",
    doc = "The mean depth of all drawdowns, and their mean length.",
    formula = "mean(depth)", source = "PerformanceAnalytics AverageDrawdown", convention = "positive; 0 when there is none",
    options = { kind, compounding() },
    results = { value("mean depth"), { name = "found", type = "int", doc = "drawdowns" }, number("length", "mean length") } },
  figure { name = "ulcer_index", header = "drawdown", title = "Ulcer index",
    doc = "The root of the mean squared depth of all observations. quantstats divides by n - 1: `ddof = 1`.",
    formula = "sqrt(sum depth^2 / (n - ddof))", source = "Martin and McCann (1989)", convention = "ddof 0",
    options = { kind, ddof(0), compounding() }, results = { value("ulcer index") } },
  figure { name = "pain_index", header = "drawdown", title = "Pain index",
    doc = "The mean depth of all observations.", formula = "sum depth / n", source = "Becker; PerformanceAnalytics PainIndex",
    convention = "depths are positive", options = { kind, compounding() }, results = { value("pain index") } },
  figure { name = "cdar", header = "drawdown", title = "Conditional drawdown at risk", also = also("conditional_drawdown"),
    doc = "The mean of the deepest part of all observations' depths.",
    formula = "mean of the deepest (1 - level) n depths, the last of them in part", source = "Chekhlov, Uryasev and Zabarankin (2005)",
    convention = "depths are positive", options = { level(0.95), kind, compounding() },
    results = { value("CDaR"), number("dar", "drawdown at risk: the shallowest among them") } },
  -- Wins and losses
  figure { name = "win_rate", header = "outcome", title = "Win rate", doc = "The share of wins among wins and losses; returns of 0 are neither.",
    formula = "wins / (wins + losses)", source = "quantstats win_rate", convention = "zeros excluded",
    results = { value("win rate"), { name = "wins", type = "int", doc = "returns above 0" }, { name = "losses", type = "int", doc = "below 0" }, { name = "zeros", type = "int", doc = "neither" } } },
  figure { name = "payoff_ratio", header = "outcome", title = "Payoff ratio", also = also("win_loss_ratio"), doc = "The mean win by the mean loss.",
    formula = "mean(r > 0) / -mean(r < 0)", source = "quantstats payoff_ratio", convention = "zeros excluded; losses positive",
    results = { value("payoff ratio"), number("average_win", "mean win"), number("average_loss", "mean loss, positive") } },
  figure { name = "profit_factor", header = "outcome", title = "Profit factor", doc = "The sum of wins by the sum of losses.",
    formula = "sum(r > 0) / -sum(r < 0)", source = "quantstats profit_factor", convention = "of returns, not of trades", results = { value("profit factor") } },
  figure { name = "gain_to_pain", header = "outcome", title = "Gain to pain ratio", also = also("gain_to_pain_ratio"), doc = "The sum of all returns by the sum of losses.",
    formula = "sum(r) / -sum(r < 0)", source = "Schwager (2012); quantstats gain_to_pain_ratio", convention = "at the frequency of the returns", results = { value("gain to pain") } },
  figure { name = "tail_ratio", header = "outcome", title = "Tail ratio", doc = "The size of the right tail by that of the left.",
    formula = "|quantile(level)| / |quantile(1 - level)|", source = "empyrical tail_ratio", convention = "quantile type 7",
    options = { { name = "level", type = "number", min = 0.5, max = 1, open = true, default = 0.95, doc = "where the right tail begins" },
      { name = "quantile_type", type = "int", min = 1, max = 9, default = 7, doc = "Hyndman and Fan's type, R's number" } },
    results = { value("tail ratio") } },
  figure { name = "kelly", header = "outcome", title = "Kelly's share", also = also("kelly_criterion"),
    doc = "The share of capital that makes it grow fastest. `continuous` takes mean and variance, `wins` the win rate and the payoff ratio: the two are different figures.",
    formula = "fraction * (mean(r) - f) / variance; wins: fraction * (p - (1 - p) / payoff)", source = "Kelly (1956); Thorp (2006); quantstats kelly_criterion (wins); PerformanceAnalytics KellyRatio (continuous, fraction 0.5)",
    convention = "ddof 1; fraction 0.5 is half Kelly",
    options = { { name = "method", type = "choice", choices = { "continuous", "wins" }, default = "continuous", doc = "which form" },
      { name = "fraction", type = "number", min = 0, max = 100, open = true, default = 1, doc = "part of the share that is staked" }, kind, periods, rf },
    results = { value("share of the capital") } },
  figure { name = "best", header = "outcome", title = "Best return", doc = "The largest return and its position.", formula = "max(r)", source = "definition",
    convention = "the first of equal ones", results = { value("return"), number("position", "from 1") } },
  figure { name = "worst", header = "outcome", title = "Worst return", doc = "The smallest return and its position.", formula = "min(r)", source = "definition",
    convention = "the first of equal ones", results = { value("return"), number("position", "from 1") } },
  figure { name = "consecutive_wins", header = "outcome", title = "Longest run of wins", doc = "The most returns above 0 in a row.", formula = "longest run of r > 0",
    source = "quantstats consecutive_wins", convention = "a return of 0 ends a run", results = { value("length"), number("end", "position of its last; NaN when there is none") } },
  figure { name = "consecutive_losses", header = "outcome", title = "Longest run of losses", doc = "The most returns below 0 in a row.", formula = "longest run of r < 0",
    source = "quantstats consecutive_losses", convention = "a return of 0 ends a run", results = { value("length"), number("end", "position of its last; NaN when there is none") } },
  -- Significance
  figure { name = "probabilistic_sharpe", header = "significance", title = "Probabilistic Sharpe ratio", min = 4, also = also("psr"),
    doc = "The probability that the true Sharpe ratio is above `target`, given the length, skewness and kurtosis of the sample.",
    formula = "Phi((SR - target) sqrt(n - 1) / sqrt(1 - S SR + (K - 1) / 4 SR^2))", source = "Bailey and Lopez de Prado (2012)",
    convention = "Sharpe ratios of one period (an annual one by sqrt(periods)); K is raw, 3 for a normal; ddof 1",
    options = { { name = "target", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "Sharpe ratio of one period" }, kind, periods, rf, shape },
    results = { value("probability"), number("sharpe", "of one period"), number("skewness", "S"), number("kurtosis", "K, raw") } },
  figure { name = "deflated_sharpe", header = "significance", title = "Deflated Sharpe ratio", min = 4, also = also("dsr"),
    doc = "The probability that the true Sharpe ratio is above the best that `trials` independent tries without skill would show by luck.",
    formula = "probabilistic Sharpe ratio with target sqrt(V) ((1 - g) Z(1 - 1 / N) + g Z(1 - 1 / (N e))), g Euler's constant",
    source = "Bailey and Lopez de Prado (2014)", convention = "variance is that of the tries' Sharpe ratios of one period (an annual one by `periods`)",
    options = { { name = "trials", type = "number", min = 1, max = 1e15, default = 1, doc = "N, independent tries" },
      { name = "variance", type = "number", min = 0, max = math.huge, default = 0, doc = "V, of their Sharpe ratios" }, kind, periods, rf, shape },
    results = { value("probability"), number("target", "Sharpe ratio of one period to beat"), number("sharpe", "of one period"), number("skewness", "S"), number("kurtosis", "K, raw") },
    with = "trials = 20, variance = 0.01" },
  figure { name = "adjusted_sharpe", header = "significance", title = "Adjusted Sharpe ratio", min = 4,
    doc = "The Sharpe ratio of a year, lowered for negative skewness and fat tails.",
    formula = "SR (1 + S / 6 SR - (K - 3) / 24 SR^2)", source = "Pezier and White (2006); PerformanceAnalytics 2.1.0 AdjustedSharpeRatio",
    convention = "SR as perf.sharpe", options = { kind, periods, rf, ddof(), compounding("arithmetic"), shape },
    results = { value("adjusted Sharpe ratio"), number("sharpe", "of a year"), number("skewness", "S"), number("kurtosis", "K, raw") }, with = "periods = 12" },
}
