-- Portfolios: mean and variance, risk parity, Black-Litterman, hierarchical risk parity, whole units, statistics of weights.
local function number(name, doc) return { name = name, type = "number", doc = doc } end
local function labelled(name, doc) return { name = name, type = "vector", length = "k", labels = "k", doc = doc } end
local function option(name, default, doc, min, max, open)
  return { name = name, type = "number", min = min or -math.huge, max = max or math.huge, open = open, default = default, doc = doc }
end
local expected = { name = "expected", type = "vector", length = "k", doc = "expected returns of one period" }
local covariance = { name = "covariance", type = "matrix", rows = "k", columns = "k", doc = "covariance of the assets' returns, of the same period; symmetric, positive semidefinite" }
local rf = option("rf", 0, "risk-free rate of the same period")
local target_return = option("target", "none", "least expected return; must be given")
local target_risk = option("target", "none", "greatest volatility; must be given")
local weights = labelled("weights", "one an asset")
local volatility = number("volatility", "of one period")

-- Options of every optimal portfolio, then those of its own.
local function limits(...)
  local options = {
    option("budget", 1, "sum of the weights"),
    { name = "lower", type = "vector", length = "k", doc = "least weights: one for all, or one an asset; 0 when left out, -math.huge for none" },
    { name = "upper", type = "vector", length = "k", doc = "greatest weights, likewise; none when left out" },
    { name = "group", type = "vector", length = "k", doc = "number of each asset's group, from 1; 0 for none" },
    { name = "group_lower", type = "vector", own = true, doc = "least sum of the weights of group 1, 2, ..." },
    { name = "group_upper", type = "vector", own = true, doc = "greatest sum of the weights of group 1, 2, ..." },
    { name = "previous", type = "vector", length = "k", doc = "weights held now" },
    option("turnover", "none", "greatest sum of |weight - previous|", 0),
  }
  for _, more in ipairs { ... } do options[#options + 1] = more end
  return options
end
local duals = {
  labelled("bound_dual", "multipliers of the bounds: what 1/2 w'Sw - w'm / risk_aversion rises by when the bound does; NaN when the limit of turnover binds"),
  number("budget_dual", "multiplier of the sum of weights"),
}
local turnover = number("turnover", "sum of |weight - previous|; NaN without previous")
local function point()
  return {
    weights, number("expected_return", "m'w"), volatility, number("sharpe", "(expected_return - rf) / volatility"),
    number("risk_aversion", "for which this is the portfolio of greatest utility; infinite for the least variance"),
    turnover, duals[1], duals[2],
  }
end
local limits_text = " Weights are long only and sum to 1 unless `lower`, `upper` and `budget` say otherwise; groups and turnover may be limited. Contradicting limits are an error that names them."
local method = "; conditions of optimality hold within 1e-10 (block principal pivoting, then Goldfarb and Idnani's dual method)"
local convention = "one period; nothing is annualised; long only by default"
local sample = "local mu = {0.08, 0.10, 0.12}\nlocal S = {{0.04, 0.006, 0.004}, {0.006, 0.09, 0.012}, {0.004, 0.012, 0.16}}\n"

return {
  calculations = true,
  {
    c = "portfolio_min_variance", header = "mean_variance", module = "portfolio", name = "min_variance",
    also = { { module = "portfolio", name = "min_volatility" } },
    title = "Portfolio of least variance", doc = "The weights with the least volatility." .. limits_text,
    formula = "min 1/2 w'Sw subject to sum w = budget, lower <= w <= upper, groups, turnover", source = "Markowitz (1952, 1956)" .. method,
    convention = convention, inputs = { covariance }, options = limits(),
    results = { weights, volatility, turnover, duals[1], duals[2] },
    example = sample .. "local p = portfolio.min_variance(S, {upper = 0.5})\nprint(p.weights[1], p.volatility)",
  },
  {
    c = "portfolio_max_utility", header = "mean_variance", module = "portfolio", name = "max_utility",
    also = { { module = "portfolio", name = "max_quadratic_utility" } },
    title = "Portfolio of greatest utility", doc = "The weights with the greatest expected return less a price of variance." .. limits_text,
    formula = "max m'w - risk_aversion / 2 w'Sw", source = "Markowitz (1956)" .. method, convention = convention,
    inputs = { expected, covariance },
    options = limits(option("risk_aversion", 1, "price of variance", 0, math.huge, true), rf), results = point(),
    example = sample .. "local p = portfolio.max_utility(mu, S, {risk_aversion = 3})\nprint(p.weights[1], p.expected_return)",
  },
  {
    c = "portfolio_efficient_return", header = "mean_variance", module = "portfolio", name = "efficient_return",
    title = "Portfolio of least variance with a return", doc = "The weights with the least volatility whose expected return is at least `target`." .. limits_text,
    formula = "min 1/2 w'Sw subject to m'w >= target", source = "Markowitz (1956)" .. method, convention = convention,
    inputs = { expected, covariance }, options = limits(target_return, rf), results = point(),
    example = sample .. "local p = portfolio.efficient_return(mu, S, {target = 0.1})\nprint(p.weights[1], p.volatility)",
  },
  {
    c = "portfolio_efficient_risk", header = "mean_variance", module = "portfolio", name = "efficient_risk",
    title = "Portfolio of greatest return with a risk", doc = "The weights with the greatest expected return whose volatility is at most `target`." .. limits_text,
    formula = "max m'w subject to sqrt(w'Sw) <= target", source = "Markowitz (1956), on the frontier by risk aversion" .. method, convention = convention,
    inputs = { expected, covariance }, options = limits(target_risk, rf), results = point(),
    example = sample .. "local p = portfolio.efficient_risk(mu, S, {target = 0.2})\nprint(p.expected_return, p.volatility)",
  },
  {
    c = "portfolio_max_sharpe", header = "mean_variance", module = "portfolio", name = "max_sharpe",
    also = { { module = "portfolio", name = "tangency" } },
    title = "Portfolio of the greatest Sharpe ratio", doc = "The tangency portfolio. An error when no portfolio within the limits has an expected return above rf." .. limits_text,
    formula = "max (m'w - rf) / sqrt(w'Sw)", source = "Tobin (1958), Sharpe (1964), on the frontier by risk aversion" .. method, convention = convention,
    inputs = { expected, covariance }, options = limits(rf), results = point(),
    example = sample .. "local p = portfolio.max_sharpe(mu, S, {rf = 0.02})\nprint(p.weights[1], p.sharpe)",
  },
  {
    c = "portfolio_frontier", header = "mean_variance", module = "portfolio", name = "frontier",
    also = { { module = "portfolio", name = "efficient_frontier" } },
    title = "Efficient frontier", doc = "Portfolios of least variance for expected returns that rise evenly from that of the least variance to the greatest." .. limits_text,
    formula = "min 1/2 w'Sw subject to m'w >= r for each r", source = "Markowitz (1956)" .. method, convention = convention,
    inputs = { expected, covariance },
    options = limits({ name = "points", type = "int", min = 2, max = 1000, default = 20, doc = "portfolios" }, rf),
    results = {
      { name = "expected_returns", type = "vector", length = "points", doc = "of each" },
      { name = "volatilities", type = "vector", length = "points", doc = "of each" },
      { name = "sharpes", type = "vector", length = "points", doc = "of each" },
      { name = "weights", type = "matrix", rows = "points", columns = "k", doc = "a row each" },
    },
    example = sample .. "local f = portfolio.frontier(mu, S, {points = 5})\nprint(f.volatilities[1], f.volatilities[5])",
  },
  {
    c = "portfolio_risk_parity", header = "risk_parity", module = "portfolio", name = "risk_parity",
    also = { { module = "portfolio", name = "risk_budgeting" }, { module = "portfolio", name = "equal_risk_contribution" } },
    title = "Risk parity", doc = "The long-only weights whose shares of risk are the budget, equal ones by default.",
    formula = "w_i (Sw)_i / w'Sw = budget_i / sum budget", source = "Maillard, Roncalli and Teiletche (2010); Newton's method of Spinu (2013)",
    convention = "shares of variance; within 1e-12", inputs = { covariance },
    options = { { name = "budget", type = "vector", length = "k", doc = "shares of risk, above 0, in any unit" } },
    results = { weights, volatility, labelled("share", "of risk"), { name = "iterations", type = "int", doc = "steps made" } },
    example = sample .. "local p = portfolio.risk_parity(S)\nprint(p.weights[1], p.share[1])",
  },
  {
    c = "portfolio_risk_contributions", header = "risk_parity", module = "portfolio", name = "risk_contributions",
    title = "Contributions to risk", doc = "What each asset adds to the volatility of a portfolio.",
    formula = "w_i (Sw)_i / sqrt(w'Sw)", source = "Litterman (1996); Tasche (1999)", convention = "contributions sum to the volatility, shares to 1",
    inputs = { { name = "weights", type = "vector", length = "k", doc = "of the portfolio" }, covariance }, options = {},
    results = { volatility, labelled("marginal", "(Sw)_i / volatility"), labelled("contribution", "weight * marginal"), labelled("share", "contribution / volatility") },
    example = sample .. "local r = portfolio.risk_contributions({0.5, 0.3, 0.2}, S)\nprint(r.volatility, r.share[1])",
  },
  {
    c = "portfolio_inverse_volatility", header = "risk_parity", module = "portfolio", name = "inverse_volatility",
    title = "Weights by inverse volatility", doc = "Each asset by one over its volatility; correlations do not matter.",
    formula = "(1 / s_i) / sum (1 / s_j)", source = "definition", convention = "long only, summing to 1", inputs = { covariance }, options = {},
    results = { weights, volatility }, example = sample .. "print(portfolio.inverse_volatility(S).weights[1])",
  },
  {
    c = "portfolio_equal_weight", header = "risk_parity", module = "portfolio", name = "equal_weight",
    title = "Equal weights", doc = "One over the number of assets each, and the volatility of that.", formula = "1 / k", source = "definition",
    convention = "long only, summing to 1", inputs = { covariance }, options = {}, results = { weights, volatility },
    example = sample .. "print(portfolio.equal_weight(S).volatility)",
  },
  {
    c = "portfolio_black_litterman", header = "black_litterman", module = "portfolio", name = "black_litterman",
    title = "Black-Litterman", doc = "Expected returns that blend those which the market's weights imply with views. A view is a row of `views` (1 and -1 for one asset above another) and its return. Give either market_weights or prior. Uncertainty of views: proportional to their variance by default, `omega`, or `confidence`.",
    formula = "p + tau S P' (tau P S P' + O)^-1 (Q - P p), p = risk_aversion S w_market + rf; O = diag(tau P S P') or (1 - c) / c of it",
    source = "Black and Litterman (1992); He and Litterman (1999); Idzorek (2005) in Walters' closed form; as PyPortfolioOpt",
    convention = "tau 0.05, risk_aversion 2.5; the posterior covariance is S + M, with `covariance = \"prior\"` it is S; weights are unbounded and those of S + M are scaled by 1 / (1 + tau)",
    inputs = {
      covariance,
      { name = "views", type = "matrix", rows = "v", columns = "k", doc = "portfolios of the views, one a row", optional = true },
      { name = "view_returns", type = "vector", length = "v", doc = "their expected returns", optional = true },
    },
    options = {
      { name = "market_weights", type = "vector", length = "k", doc = "for the prior" },
      { name = "prior", type = "vector", length = "k", doc = "prior expected returns" },
      option("risk_aversion", 2.5, "of the market", 0, math.huge, true), option("tau", 0.05, "uncertainty of the prior relative to S", 0, math.huge, true),
      option("rf", 0, "added to the excess returns that the market implies"),
      { name = "omega", type = "matrix", rows = "v", columns = "v", doc = "covariance of the views' errors" },
      { name = "confidence", type = "vector", length = "v", doc = "in each view, from 0 (none) to 1 (certain)" },
      { name = "covariance", type = "choice", choices = { "posterior", "prior" }, default = "posterior", doc = "S + M or S" },
    },
    results = {
      labelled("returns", "posterior expected returns"),
      { name = "covariance", type = "matrix", rows = "k", columns = "k", doc = "that goes with them" },
      labelled("prior", "expected returns before the views"),
      labelled("weights", "of the greatest utility without bounds"),
      { name = "omega", type = "matrix", rows = "v", columns = "v", doc = "as used; infinite for a view without confidence" },
    },
    example = sample .. "local b = portfolio.black_litterman(S, {{1, -1, 0}}, {0.02}, {market_weights = {0.5, 0.3, 0.2}})\nprint(b.returns[1], b.weights[1])",
  },
  {
    c = "portfolio_hrp", header = "hrp", module = "portfolio", name = "hrp",
    also = { { module = "portfolio", name = "hierarchical_risk_parity" } },
    title = "Hierarchical risk parity", doc = "Assets are clustered by correlation, and weight is split from the top of the tree in inverse proportion to the variance of each half. Works for singular covariances. Implementations differ in what they cluster: the paper takes distances between the columns of the distance matrix (\"columns\"), PyPortfolioOpt the distances themselves (\"condensed\").",
    formula = "d = sqrt((1 - correlation) / 2); each half by the variance of its inverse-variance portfolio", source = "Lopez de Prado (2016); trees as scipy's",
    convention = "long only, summing to 1", inputs = { covariance },
    options = {
      { name = "distance", type = "choice", choices = { "columns", "condensed" }, default = "columns", doc = "what is clustered" },
      { name = "linkage", type = "choice", choices = { "single", "complete", "average", "ward" }, default = "single", doc = "distance of clusters" },
    },
    results = {
      weights, volatility,
      { name = "order", type = "vector", length = "k", doc = "assets in the order of the tree's leaves, from 1" },
      { name = "linkage", type = "matrix", rows = "k - 1", columns = "4", doc = "clusters merged, their distance, assets in both; assets are 1 to k, the cluster of row m is k + m" },
    },
    example = sample .. "local p = portfolio.hrp(S, {linkage = \"average\"})\nprint(p.weights[1], p.order[1])",
  },
  {
    c = "portfolio_discrete_allocation", header = "allocation", module = "portfolio", name = "discrete_allocation",
    title = "Whole units for weights", doc = "How many units of each asset to buy. Weights are at least 0 and sum to at most 1; what they do not use stays in cash.",
    formula = "greedy: floor, then the asset furthest below its weight; exact: min sum max(w_i total - units_i price_i, 0)",
    source = "PyPortfolioOpt's greedy_portfolio; branch and bound", convention = "never spends more than total * sum of weights",
    inputs = {
      { name = "weights", type = "vector", length = "k", doc = "at least 0" },
      { name = "prices", type = "vector", length = "k", doc = "of one unit, above 0" },
    },
    options = {
      option("total", 10000, "money", 0, math.huge, true), option("lot", 1, "units come in multiples of it", 0, math.huge, true),
      { name = "method", type = "choice", choices = { "greedy", "exact" }, default = "greedy", doc = "how" },
    },
    results = {
      { name = "units", type = "vector", length = "k", doc = "to hold" }, { name = "weights", type = "vector", length = "k", doc = "that they have of total" },
      number("leftover", "money"), number("shortfall", "what assets are worth below their targets"),
      { name = "proven", type = "int", doc = "1 when nothing better exists; 0 for greedy, and where exact gave up" },
    },
    example = "local a = portfolio.discrete_allocation({0.5, 0.3, 0.2}, {101.5, 33.2, 7.8}, {total = 5000, method = \"exact\"})\nprint(a.units[1], a.leftover)",
  },
  {
    c = "portfolio_statistics", header = "statistics", module = "portfolio", name = "statistics",
    title = "Statistics of a portfolio", doc = "Return, risk and diversification of given weights.",
    formula = "diversification_ratio = sum |w_i| s_i / volatility; herfindahl = sum w_i^2 / (sum |w_i|)^2; effective_bets = exp(-sum p ln p), p the shares of variance along the eigenvectors",
    source = "Choueifaty and Coignard (2008); Meucci (2009)", convention = "one period; weights as parts of the gross sum in herfindahl",
    inputs = { { name = "weights", type = "vector", length = "k", doc = "of the portfolio" }, covariance },
    options = { { name = "expected", type = "vector", length = "k", doc = "expected returns" }, rf },
    results = {
      number("expected_return", "NaN without expected returns"), volatility, number("sharpe", "NaN without expected returns"),
      number("diversification_ratio", "1 for one bet, sqrt(k) for k equal independent ones"), number("herfindahl", "1 / k to 1"),
      number("effective_assets", "1 / herfindahl"), number("effective_bets", "1 to k"), number("gross", "sum |w|"), number("net", "sum w"),
    },
    example = sample .. "local s = portfolio.statistics({0.5, 0.3, 0.2}, S, {expected = mu})\nprint(s.sharpe, s.diversification_ratio)",
  },
  {
    c = "portfolio_turnover", header = "statistics", module = "portfolio", name = "turnover",
    title = "Turnover", doc = "What is traded to get from previous to target weights. With `returns` the previous weights first drift with them.",
    formula = "sum |target_i - w_i (1 + r_i) / (1 + sum w_j r_j)|", source = "definition", convention = "buys + sells; one_way is the smaller of both",
    inputs = {
      { name = "target", type = "vector", length = "k", doc = "weights to get to" },
      { name = "previous", type = "vector", length = "k", doc = "weights as they were made" },
    },
    options = { { name = "returns", type = "vector", length = "k", doc = "of the assets since then" } },
    results = {
      number("turnover", "buys + sells"), number("one_way", "the smaller of buys and sells"), number("buys", "bought"), number("sells", "sold"),
      { name = "trades", type = "vector", length = "k", doc = "change of each weight" }, { name = "drifted", type = "vector", length = "k", doc = "what the previous weights have become" },
    },
    value = "turnover",
    example = "print(portfolio.turnover({0.5, 0.5}, {0.6, 0.4}, {returns = {0.1, -0.05}}))",
  },
}
