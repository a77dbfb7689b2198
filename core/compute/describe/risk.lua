-- Risk: value at risk and expected shortfall, their parts in a portfolio, scenarios and stress, backtests.
local function value(doc) return { name = "value", type = "number", doc = doc } end
local function number(name, doc) return { name = name, type = "number", doc = doc } end
local function int(name, doc) return { name = name, type = "int", doc = doc } end
local level = { name = "level", type = "number", min = 0, max = 1, open = true, default = 0.95,
  doc = "confidence: losses pass the figure in 1 - level of periods" }
local horizon = { name = "horizon", type = "number", min = 0, max = math.huge, open = true, default = 1,
  doc = "periods; the figure of one period times its square root" }
local quantile_type = { name = "quantile_type", type = "int", min = 1, max = 9, default = 7, doc = "Hyndman and Fan's type, R's number" }
local ddof = { name = "ddof", type = "int", min = 0, max = 1, default = 1, doc = "variances are divided by n - ddof" }
local tail = { name = "tail", type = "choice", choices = { "beyond", "fraction" }, default = "beyond",
  doc = "the historical ES is the mean of what lies at or below the quantile, or of the worst (1 - level) n values, the last in part (coherent)" }
local methods = { "historical", "gaussian", "cornish_fisher", "ewma", "garch", "filtered_historical", "monte_carlo" }
local function simulation(...)
  local options = {
    { name = "method", type = "choice", choices = methods, default = "historical", doc = "how the loss is estimated" },
    level, horizon, quantile_type, ddof,
    { name = "lambda", type = "number", min = 0, max = 1, open = true, default = 0.94, doc = "decay of ewma: 0.94 for days, 0.97 for months" },
    { name = "distribution", type = "choice", choices = { "gaussian", "t", "bootstrap" }, default = "gaussian", doc = "what monte_carlo draws" },
    { name = "df", type = "number", min = 2, max = math.huge, open = true, default = 5, doc = "degrees of freedom of t, scaled to the sample's deviation" },
    { name = "paths", type = "int", min = 100, max = 100000000, default = 100000, doc = "draws of monte_carlo" },
    { name = "seed", type = "seed", default = 1, doc = "of monte_carlo: the same gives the same figure" },
  }
  for _, option in ipairs { ... } do options[#options + 1] = option end
  return options
end
local monotone = int("monotone", "0 where Cornish and Fisher's quantile does not rise with its probability: skewness and kurtosis are too large for it")
local returns = { { name = "returns", type = "series", length = "n", min = 2, doc = "returns or profits of a period each" } }
local portfolio = {
  { name = "returns", type = "matrix", rows = "n", columns = "k", doc = "returns of the assets" },
  { name = "positions", type = "vector", length = "k", doc = "weights (figures are returns) or amounts of money (figures are money)" },
}
local function portfolio_options(...)
  local options = { { name = "method", type = "choice", choices = { "historical", "gaussian", "cornish_fisher" }, default = "historical", doc = "how the loss is estimated" },
    level, horizon, quantile_type, ddof, ... }
  return options
end
local function parts(figure)
  return {
    value(figure .. " of the portfolio"),
    { name = "marginal", type = "vector", length = "k", labels = "k", doc = "change of the figure by one more unit of the position" },
    { name = "component", type = "vector", length = "k", labels = "k", doc = "position * marginal; they sum to the figure" },
    { name = "percent", type = "vector", length = "k", labels = "k", doc = "component / figure" },
    { name = "incremental", type = "vector", length = "k", labels = "k", doc = "the figure less that of the portfolio without the position" },
  }
end
local data = "local r = {0.003, 0.026, 0.011, -0.01, 0.015, 0.025, 0.016, 0.067, -0.014, 0.04, -0.005, 0.081}\n"
local assets = "local r = {{0.01, -0.02}, {0.03, 0.01}, {-0.01, 0.02}, {-0.02, -0.01}, {0.015, 0.005}}\n"
local sequence = "local hits = {}\nfor i = 1, 252 do hits[i] = i % 12 == 0 and 1 or 0 end\n"
local hits = { name = "hits", type = "series", length = "n", min = 2, doc = "1 where the loss was above VaR, else 0" }
local counts = { name = "hits", type = "series", length = "n", optional = true, doc = "1 where the loss was above VaR, else 0; left out when counts are given" }
local confidence = { name = "confidence", type = "number", min = 0, max = 1, open = true, default = 0.95, doc = "of the test" }
local observations = { name = "observations", type = "int", min = 0, max = 2147483647, default = 250, doc = "without hits: how many there are" }
local exceedances = { name = "exceedances", type = "int", min = 0, max = 2147483647, default = 0, doc = "without hits: how many losses were above VaR" }

return {
  calculations = true,
  {
    c = "risk_var", header = "var", module = "risk", name = "var", also = { { module = "risk", name = "value_at_risk" } },
    title = "Value at risk",
    doc = "The loss that is passed in 1 - level of periods, as a positive number; a negative figure is a gain. Methods: historical quantile; gaussian; cornish_fisher (modified for skewness and kurtosis); ewma (RiskMetrics, mean 0); garch (GARCH(1,1) with normal errors, next period's variance); filtered_historical (that fit's standardised residuals); monte_carlo. Use with `window` for a rolling VaR.",
    formula = "-quantile(r, 1 - level) * sqrt(horizon); gaussian: -(mean + z sd); cornish_fisher: z + (z^2 - 1) S / 6 + (z^3 - 3 z) K / 24 - (2 z^3 - 5 z) S^2 / 36 for z",
    source = "J.P. Morgan, RiskMetrics (1996); Zangari (1996); Barone-Adesi, Giannopoulos and Vosper (1999); PerformanceAnalytics VaR (ddof 0)",
    convention = "losses positive; scaled with the square root of the horizon; ddof 1; S and K of the population",
    inputs = returns, options = simulation(),
    results = { value("VaR"), number("deviation", "of one period, as the method has it"), monotone },
    value = "value", missing = "drop", example = data .. "print(risk.var(r, { method = \"cornish_fisher\", level = 0.95 }))",
  },
  {
    c = "risk_es", header = "var", module = "risk", name = "es", also = { { module = "risk", name = "cvar" }, { module = "risk", name = "expected_shortfall" } },
    title = "Expected shortfall (CVaR)",
    doc = "The mean loss in the periods whose losses pass VaR, as a positive number, by the same methods; cornish_fisher is that of Boudt, Peterson and Croux and never below VaR.",
    formula = "-mean(r where r <= quantile(r, 1 - level)) * sqrt(horizon); gaussian: -mean + sd phi(z) / (1 - level)",
    source = "Acerbi and Tasche (2002); Rockafellar and Uryasev (2002); Boudt, Peterson and Croux (2008); PerformanceAnalytics ES (ddof 0)",
    convention = "losses positive; scaled with the square root of the horizon; ddof 1",
    inputs = returns, options = simulation(tail),
    results = { value("ES"), number("var", "VaR at the same level and horizon"), number("deviation", "of one period, as the method has it"), monotone },
    value = "value", missing = "drop", example = data .. "print(risk.es(r, { level = 0.9 }))",
  },
  {
    c = "risk_sharpe", header = "sharpe", module = "risk", name = "sharpe", also = { { module = "perf", name = "modified_sharpe" } },
    title = "Sharpe ratio by VaR or ES",
    doc = "Excess return of a period by VaR or ES of a period in place of the deviation; with Cornish-Fisher VaR it is known as the modified Sharpe ratio. A sample without losses at this level has none (an error).",
    formula = "(mean(r) - f) / VaR", source = "Dowd (2000); Gregoriou and Gueyie (2003); PerformanceAnalytics SharpeRatio (FUN = VaR or ES, ddof 0)",
    convention = "per period, not annualised; f = (1 + rf)^(1 / periods) - 1",
    inputs = returns,
    options = {
      { name = "measure", type = "choice", choices = { "var", "es" }, default = "var", doc = "the denominator" },
      { name = "method", type = "choice", choices = { "historical", "gaussian", "cornish_fisher" }, default = "cornish_fisher", doc = "how it is estimated" },
      level, quantile_type, ddof,
      { name = "kind", type = "choice", choices = { "simple", "log" }, default = "simple", doc = "what the returns are" },
      { name = "periods", type = "number", min = 0, max = math.huge, open = true, default = 252, doc = "returns in a year, for rf" },
      { name = "rf", type = "number", min = -1, max = math.huge, open = true, default = 0, doc = "risk-free rate of a year; log returns have ln(1 + rf) / periods of it" },
    },
    results = { value("ratio of a period"), number("excess", "mean(r) - f"), number("risk", "VaR or ES") },
    value = "value", missing = "drop", example = data .. "print(risk.sharpe(r, { measure = \"es\", level = 0.9 }))",
  },
  {
    c = "risk_portfolio_var", header = "portfolio", module = "risk", name = "portfolio_var",
    title = "Value at risk of a portfolio and its parts",
    doc = "VaR of positions, and for each position the marginal, component and incremental VaR. Components sum to VaR.",
    formula = "component = position * dVaR / dposition; historical: minus position * the asset's return in the quantile's scenarios",
    source = "Garman (1996); Boudt, Peterson and Croux (2008)", convention = "losses positive; scaled with the square root of the horizon",
    inputs = portfolio, options = portfolio_options(), results = parts("VaR"), value = "value", missing = "drop",
    example = assets .. "print(risk.portfolio_var(r, {0.6, 0.4}, { method = \"gaussian\" }))",
  },
  {
    c = "risk_portfolio_es", header = "portfolio", module = "risk", name = "portfolio_es", also = { { module = "risk", name = "portfolio_cvar" } },
    title = "Expected shortfall of a portfolio and its parts",
    doc = "ES of positions, and for each position the marginal, component and incremental ES. Components sum to ES.",
    formula = "component = position * dES / dposition; historical: minus position * the asset's mean return over the tail's scenarios",
    source = "Tasche (2000); Boudt, Peterson and Croux (2008)", convention = "losses positive; scaled with the square root of the horizon",
    inputs = portfolio, options = portfolio_options(tail), results = parts("ES"), value = "value", missing = "drop",
    example = assets .. "print(risk.portfolio_es(r, {0.6, 0.4}, { level = 0.8 }))",
  },
  {
    c = "risk_scenario_pnl", header = "scenario", module = "risk", name = "scenario_pnl",
    title = "Profit of scenarios and its VaR",
    doc = "The profit of positions in each scenario (a row of shocks), and VaR and ES of the scenarios as equally likely: historical simulation. 10,000 positions by 500 scenarios take the time of reading them once.",
    formula = "pnl = shocks * exposures", source = "historical simulation", convention = "losses positive in var and es",
    inputs = {
      { name = "shocks", type = "matrix", rows = "n", columns = "k", doc = "scenarios (rows) of each position's return or change of price" },
      { name = "exposures", type = "vector", length = "k", doc = "amounts" },
    },
    options = { level, quantile_type, tail },
    results = { { name = "pnl", type = "series", length = "n", doc = "profit of each scenario" }, number("var", "VaR"), number("es", "ES"),
      number("worst", "lowest profit"), int("worst_row", "its scenario") },
    missing = "drop", example = "local shocks = {{-0.02, 0.01}, {0.01, -0.03}, {-0.05, -0.04}, {0.02, 0.01}}\nprint(risk.scenario_pnl(shocks, {1e6, 5e5}, { level = 0.75 }).var)",
  },
  {
    c = "risk_stress", header = "stress", module = "risk", name = "stress", also = { { module = "risk", name = "delta_gamma" } },
    title = "Profit of factor shocks",
    doc = "The profit of each scenario of factor shocks from deltas and, where given, gammas, and each factor's part of it.",
    formula = "delta'x + x'Gamma x / 2", source = "delta-gamma approximation", convention = "the symmetric part of gamma counts",
    inputs = {
      { name = "shocks", type = "matrix", rows = "n", columns = "k", doc = "scenarios (rows) of changes of factors" },
      { name = "delta", type = "vector", length = "k", doc = "change of the portfolio by one unit of each factor" },
      { name = "gamma", type = "matrix", rows = "k", columns = "k", optional = true, doc = "second derivatives" },
    },
    results = {
      { name = "pnl", type = "series", length = "n", doc = "profit of each scenario" },
      { name = "first_order", type = "series", length = "n", doc = "delta'x" },
      { name = "second_order", type = "series", length = "n", doc = "x'Gamma x / 2" },
      { name = "contribution", type = "matrix", rows = "n", columns = "k", doc = "each factor's part" },
      number("worst", "lowest profit"), int("worst_row", "its scenario"),
    },
    missing = "drop", example = "local shocks = {{-0.1, 0.02}, {0.05, -0.01}}\nprint(risk.stress(shocks, {100, -40}, {{-8, 2}, {2, 5}}).worst)",
  },
  {
    c = "risk_reverse_stress", header = "stress", module = "risk", name = "reverse_stress",
    title = "Scale of a scenario that gives a loss",
    doc = "The smallest factor by which a scenario must be multiplied to lose `loss`; an error where no factor does.",
    formula = "s delta'x + s^2 x'Gamma x / 2 = -loss", source = "smallest positive root", convention = "loss is positive",
    inputs = {
      { name = "shock", type = "vector", length = "k", doc = "the scenario" },
      { name = "delta", type = "vector", length = "k", doc = "change of the portfolio by one unit of each factor" },
      { name = "gamma", type = "matrix", rows = "k", columns = "k", optional = true, doc = "second derivatives" },
    },
    options = { { name = "loss", type = "number", min = 0, max = math.huge, open = true, default = 1, doc = "to be lost" } },
    results = { value("scale"), { name = "scenario", type = "vector", length = "k", doc = "scale * shock" } },
    value = "value", example = "print(risk.reverse_stress({-0.1, 0.2}, {100, -50}, nil, { loss = 30 }))",
  },
  {
    c = "risk_period_shocks", header = "stress", module = "risk", name = "period_shocks",
    title = "Shocks of historical periods",
    doc = "The compounded returns of factors from `first` to `last` (positions from 1, both included), one scenario a period: a crisis as a shock.",
    formula = "prod(1 + r) - 1, or sum of log returns", source = "definition", convention = "of the input's kind",
    inputs = {
      { name = "returns", type = "matrix", rows = "n", columns = "k", doc = "returns of the factors" },
      { name = "first", type = "vector", length = "m", doc = "where each period begins" },
      { name = "last", type = "vector", length = "m", doc = "where it ends" },
    },
    options = { { name = "kind", type = "choice", choices = { "simple", "log" }, default = "simple", doc = "what the returns are" } },
    results = { { name = "shocks", type = "matrix", rows = "m", columns = "k", doc = "one row a period" } },
    missing = "drop", example = assets .. "print(risk.period_shocks(r, {1, 3}, {2, 5}).shocks)",
  },
  {
    c = "risk_window_shocks", header = "stress", module = "risk", name = "window_shocks",
    title = "Shocks of all windows",
    doc = "The compounded returns of factors over every window of so many periods, overlapping: scenarios for a horizon.",
    formula = "prod(1 + r) - 1, or sum of log returns", source = "definition", convention = "of the input's kind; overlapping windows are not independent",
    inputs = { { name = "returns", type = "matrix", rows = "n", columns = "k", doc = "returns of the factors" } },
    options = { { name = "length", type = "int", min = 1, max = 2147483647, default = 10, doc = "periods of a window" },
      { name = "kind", type = "choice", choices = { "simple", "log" }, default = "simple", doc = "what the returns are" } },
    results = { { name = "shocks", type = "matrix", rows = "n - length + 1", columns = "k", doc = "one row a window" } },
    missing = "drop", example = assets .. "print(risk.window_shocks(r, { length = 2 }).shocks)",
  },
  {
    c = "risk_correlation_stress", header = "correlation", module = "risk", name = "correlation_stress",
    title = "Risk under other correlations",
    doc = "A portfolio's VaR when correlations move by `share` towards `target`, or towards `correlation` between all pairs, and volatilities stay. Correlations that cannot be together are replaced by the nearest that can.",
    formula = "z sqrt(w'DCDw); nearest matrix by alternating projections", source = "Higham (2002)", convention = "normal with mean 0; losses positive",
    inputs = {
      { name = "covariance", type = "matrix", rows = "k", columns = "k", doc = "covariance of the assets" },
      { name = "positions", type = "vector", length = "k", doc = "weights or amounts" },
      { name = "target", type = "matrix", rows = "k", columns = "k", optional = true, doc = "correlations to move to" },
    },
    options = {
      { name = "share", type = "number", min = 0, max = 1, default = 1, doc = "of the way" },
      { name = "correlation", type = "number", min = -1, max = 1, default = 1, doc = "without target: between all pairs" },
      level,
      { name = "floor", type = "number", min = 0, max = 0.01, default = 0, doc = "smallest eigenvalue of a repaired matrix" },
    },
    results = { value("VaR under stress"), number("base", "VaR before"), number("deviation", "of the portfolio under stress"), number("base_deviation", "before"),
      number("smallest", "eigenvalue of what was asked for; below 0: it cannot be"), number("distance", "of the repair, Frobenius' norm"),
      { name = "correlations", type = "matrix", rows = "k", columns = "k", doc = "as used" } },
    value = "value", example = "print(risk.correlation_stress({{0.04, 0.012}, {0.012, 0.09}}, {1, 1}, nil, { share = 0.5 }))",
  },
  {
    c = "risk_exceedances", header = "backtest", module = "risk", name = "exceedances",
    title = "Losses above VaR", doc = "Marks the observations whose loss is above the VaR told for them, and how far above on average.",
    formula = "r < -var", source = "definition", convention = "VaR positive for losses; a loss of just VaR is none",
    inputs = { { name = "returns", type = "series", length = "n", min = 1, doc = "returns or profits" }, { name = "var", type = "series", length = "n", min = 1, doc = "VaR for each" } },
    results = { value("how many"), number("rate", "their share"), number("excess", "mean loss above VaR; NaN when there is none"), { name = "hits", type = "series", length = "n", doc = "1 or 0" } },
    value = "value", missing = "drop", example = "print(risk.exceedances({0.01, -0.02, -0.05, -0.021}, {0.02, 0.02, 0.02, 0.02}))",
  },
  {
    c = "risk_kupiec", header = "backtest", module = "risk", name = "kupiec", also = { { module = "risk", name = "pof_test" } }, named = true,
    title = "Kupiec's test (proportion of failures)",
    doc = "Whether losses are above VaR as often as its level says. Give `hits`, or the counts.",
    formula = "LR = -2 ln((1 - p)^(T - N) p^N / ((1 - N / T)^(T - N) (N / T)^N)), chi squared with 1 degree of freedom", source = "Kupiec (1995)", convention = "p = 1 - level",
    inputs = { counts }, options = { level, observations, exceedances, confidence },
    results = { value("LR"), number("p_value", "probability of a larger one"), number("rate", "N / T"), int("rejected", "1 at `confidence`"),
      number("accept_low", "fewest hits that are not rejected"), number("accept_high", "most hits that are not rejected") },
    value = "value", missing = "drop", example = "print(risk.kupiec{ observations = 252, exceedances = 20, level = 0.95 })",
  },
  {
    c = "risk_christoffersen", header = "backtest", module = "risk", name = "christoffersen",
    title = "Christoffersen's tests",
    doc = "Whether hits are independent of the one before, and, with Kupiec's test, whether coverage is right given the past.",
    formula = "LR of a first-order Markov chain against independence (1 degree of freedom); its sum with Kupiec's LR (2)", source = "Christoffersen (1998)",
    convention = "Kupiec's part over all observations",
    inputs = { hits }, options = { level, confidence },
    results = { value("LR of conditional coverage"), number("p_value", "its probability"), number("coverage", "Kupiec's LR"), number("p_coverage", "its probability"),
      number("independence", "LR of independence"), number("p_independence", "its probability"), int("rejected", "conditional coverage, 1 at `confidence`"),
      int("n00", "steps without hits"), int("n01", "to a hit"), int("n10", "from a hit"), int("n11", "from hit to hit") },
    value = "value", missing = "drop", example = sequence .. "print(risk.christoffersen(hits, { level = 0.95 }))",
  },
  {
    c = "risk_basel_zone", header = "backtest", module = "risk", name = "basel_zone", also = { { module = "risk", name = "traffic_light" } }, named = true,
    title = "Basel traffic light",
    doc = "The zone of a count of losses above VaR: 0 green, 1 yellow (from a cumulative probability of 95 %), 2 red (99.99 %). Give `hits`, or the counts. `plus` is the addition to the multiplier, defined for 250 days at 99 %.",
    formula = "P(X <= k), X binomial with T and 1 - level", source = "Basel Committee on Banking Supervision (1996), Supervisory framework for backtesting", convention = "250 days at 99 % unless said otherwise",
    inputs = { counts }, options = { exceedances, observations, { name = "level", type = "number", min = 0, max = 1, open = true, default = 0.99, doc = "confidence of the VaR" } },
    results = { value("0 green, 1 yellow, 2 red"), number("probability", "of at most so many"), number("plus", "addition to the multiplier"),
      number("yellow_from", "hits from which it is yellow"), number("red_from", "and red") },
    value = "value", missing = "drop", example = "print(risk.basel_zone{ exceedances = 6 })",
  },
}
