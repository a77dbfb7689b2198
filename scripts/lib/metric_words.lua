-- metric_words.lua: what each figure of a backtest is called, how it is written and what it means, in words for
-- everyone. The order is the order of the table.
local words = {
  { "total_return", "Total return", "signed", "What the account gained or lost over the whole time, as a share of the starting cash." },
  { "cagr", "Return per year", "signed", "The same gain as a steady rate that compounds every year (CAGR)." },
  { "annual_return", "Return per year, arithmetic", "signed", "Average return of a period times the number of periods in a year." },
  { "volatility", "Volatility", "percent", "How much the returns swing around their average, for one year: the standard deviation." },
  { "sharpe", "Sharpe ratio", "ratio", "Return above the risk-free rate for each unit of volatility, for one year. Above 1 is good; below 0 a deposit was better." },
  { "sortino", "Sortino ratio", "ratio", "Like the Sharpe ratio, but only swings to the bad side count as risk." },
  { "calmar", "Calmar ratio", "ratio", "Return per year divided by the worst fall." },
  { "omega", "Omega ratio", "ratio", "Sum of the gains divided by the sum of the losses, over all periods." },
  { "max_drawdown", "Worst fall", "percent", "The deepest fall from a highest point so far to a later low (maximum drawdown)." },
  { "max_drawdown_days", "Longest time under water", "days", "The most days from a highest point until it was reached again, or until the end." },
  { "ulcer", "Ulcer index", "percent", "Depth and length of all falls in one figure: the root mean square drawdown." },
  { "var", "Value at risk", "percent", "The loss that a period exceeds only rarely; see the conventions for how rarely." },
  { "expected_shortfall", "Expected shortfall", "percent", "The average loss of the periods that are worse than the value at risk." },
  { "skewness", "Skewness", "ratio", "Below 0: the large moves are more often losses than gains." },
  { "kurtosis", "Excess kurtosis", "ratio", "Above 0: extreme days are more common than a bell curve suggests." },
  { "benchmark_return", "Return of the benchmark", "signed", "What holding the benchmark over the same time brought." },
  { "beta", "Beta", "ratio", "How much the account moves when the benchmark moves by 1." },
  { "alpha", "Alpha", "signed", "Return per year that the benchmark's moves do not explain." },
  { "correlation", "Correlation", "ratio", "1: moves with the benchmark; 0: unrelated; -1: moves against it." },
  { "information_ratio", "Information ratio", "ratio", "Return above the benchmark for each unit of deviation from it." },
  { "tracking_error", "Tracking error", "percent", "How much the difference to the benchmark swings, for one year." },
  { "win_rate", "Winning trades", "percent", "Share of the closed trades that ended with a gain." },
  { "profit_factor", "Profit factor", "ratio", "Sum of all gains divided by the sum of all losses of closed trades. Above 1 the gains prevail." },
  { "payoff_ratio", "Payoff ratio", "ratio", "Average gain of a winning trade divided by the average loss of a losing one." },
  { "mean_trade", "Result per trade", "money", "Average result of a closed trade, after fees." },
  { "best_trade", "Best trade", "money", "Result of the best closed trade." },
  { "worst_trade", "Worst trade", "money", "Result of the worst closed trade." },
  { "mean_return", "Average return of a period", "signed", "Average of the returns from one point of the account's value to the next." },
  { "exposure", "Time in the market", "percent", "Share of the time in which the account held a position." },
  { "turnover", "Turnover per year", "times", "Value traded in a year compared with the account's average value." },
  { "fees", "Fees paid", "money", "All commissions of all fills." },
}

-- How the engine calculates them (core/trade/result.h), in the symbols that `symbols` explains.
local SQRT, MINUS, SIGMA, TIMES = "\226\136\154", "\226\136\146", "\206\163", "\195\151"
local formulas = {
  total_return = "last value / starting cash " .. MINUS .. " 1",
  cagr = "(1 + total return)^(m/n) " .. MINUS .. " 1",
  volatility = "sd(r) " .. TIMES .. " " .. SQRT .. "m",
  sharpe = "mean(r " .. MINUS .. " rf/m) / sd(r) " .. TIMES .. " " .. SQRT .. "m",
  sortino = "mean(r " .. MINUS .. " rf/m) / " .. SQRT .. "(" .. SIGMA .. " min(r " .. MINUS .. " rf/m, 0)\194\178 / n) " .. TIMES .. " " .. SQRT .. "m; n counts all periods",
  calmar = "return per year / " .. MINUS .. "worst fall",
  max_drawdown = "least of value / highest value so far " .. MINUS .. " 1, the starting cash included",
  max_drawdown_days = "days of 24 hours from a high until the value is back at it, or until the end",
  skewness = "m\226\130\131 / m\226\130\130^1.5 with moments divided by n",
  kurtosis = "m\226\130\132 / m\226\130\130\194\178 " .. MINUS .. " 3 with moments divided by n",
  beta = "slope of the regression of r " .. MINUS .. " rf/m on the benchmark's",
  alpha = "m times the constant of that regression",
  win_rate = "closed trades with a result above 0 / all closed trades",
  profit_factor = "sum of the results above 0 / " .. MINUS .. "sum of those below, closed trades, after fees",
  exposure = "points with an open position / all points of the account's value",
  turnover = "(bought + sold) / 2 / mean value of the account, divided by n/m years",
}

local by_key = {}
for i, w in ipairs(words) do
  by_key[w[1]] = { order = i, key = w[1], name = w[2], kind = w[3], meaning = w[4], formula = formulas[w[1]] }
end

return { list = words, by_key = by_key,
  symbols = "r is the return from one point of the account's value to the next, n how many there are, m their number in a year, rf the risk-free rate a year; sd is the standard deviation that divides by n " .. MINUS .. " 1.",
  -- What the entries of `conventions` say, where the key alone is no plain English.
  conventions = {
    periods = "Number of returns", periods_basis = "Periods per year, because", return_kind = "Kind of return", returns = "Returns", kind = "Kind of return", periods_per_year = "Periods per year", ddof = "Degrees of freedom taken off in deviations (ddof)",
    risk_free = "Risk-free rate per year", rf = "Risk-free rate per year", compounding = "Compounding", quantile_type = "Quantile type",
    quantile = "Quantile type", years = "Years", mar = "Minimum acceptable return", drawdown = "Drawdown", turnover = "Turnover", exposure = "Exposure",
    fill = "Fills", fills = "Fills", price_path = "Price path inside a bar", equity = "Equity points", sharpe = "Sharpe ratio", sortino = "Sortino ratio",
    annual_left_out = "Figures per year", cagr = "Return per year", calmar = "Calmar ratio", trades = "Trades", win_rate = "Winning trades" } }
