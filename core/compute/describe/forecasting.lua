-- Models that forecast: GARCH, ARIMA, exponential smoothing, the Kalman filter, regressions whose coefficients walk.
local function number(name, doc) return { name = name, type = "number", doc = doc } end
local function int(name, doc) return { name = name, type = "int", doc = doc } end
local function series(name, doc) return { name = name, type = "series", length = "n", doc = doc } end
local function vector(name, length, doc) return { name = name, type = "vector", length = length, doc = doc } end
local function matrix(name, rows, columns, doc) return { name = name, type = "matrix", rows = rows, columns = columns, doc = doc } end
local function join(...)
  local all = {}
  for _, list in ipairs { ... } do
    for _, item in ipairs(list) do all[#all + 1] = item end
  end
  return all
end

local function values(min) return { { name = "y", type = "series", length = "n", min = min, doc = "observations, oldest first" } } end
local horizon = { name = "horizon", type = "int", min = 1, max = 10000, default = 10, doc = "steps to forecast" }
local level = { name = "level", type = "number", min = 0, max = 1, open = true, default = 0.95, doc = "probability of the forecasts' intervals" }
local paths = { name = "paths", type = "int", min = 100, max = 100000, default = 5000,
  doc = "simulated for the intervals of a multiplicative season; horizon * paths at most 20 million" }
local seed = { name = "seed", type = "seed", default = 1, doc = "of the simulation: the same gives the same intervals" }
local function smoothing(name, doc) return { name = name, type = "number", min = 0, max = 1, default = "none", doc = doc .. "; left out: estimated" } end
local function order(name, max, default, doc) return { name = name, type = "int", min = 0, max = max, default = default, doc = doc } end

local criteria = {
  number("log_likelihood", "of the observations as given"), number("aic", "Akaike's criterion"),
  number("bic", "Schwarz's criterion"),
}
local corrected = {
  number("log_likelihood", "of the observations as given"), number("aic", "Akaike's criterion; sigma2 counts as a parameter"),
  number("aicc", "the same corrected for small samples"), number("bic", "Schwarz's criterion"),
}
local iterations = int("iterations", "of the search")
local function forecasts(what)
  return {
    vector("forecast", "horizon", what), vector("lower", "horizon", "lower end of the interval"),
    vector("upper", "horizon", "upper end of the interval"),
  }
end
local forecast_error = vector("forecast_error", "horizon", "standard deviations of the forecasts")
local noise = "local y, s = {}, 1\nfor i = 1, %d do\n  s = (s * 16807) %% 2147483647\n  y[i] = %s\nend\n"
local function data(count, formula) return noise:format(count, formula) end

return {
  calculations = true,
  {
    c = "garch", module = "ts", name = "garch",
    title = "GARCH(p, q)",
    doc = "Fits a model of changing variance to returns by maximum likelihood, with normal or Student's t errors, and forecasts variances. The search holds alpha and beta at or above 0 and their sum at or below 1, nu from 2.05 to 500; `boundary` tells an estimate on an edge, which has no standard error. The variance before the first observation moves the third digit of estimates: `start` says which.",
    formula = "y[t] = mu + e[t], e[t] = sqrt(h[t]) z[t], h[t] = omega + sum(alpha[i] e[t-i]^2) + sum(beta[j] h[t-j])",
    source = "Bollerslev (1986); start backcast: arch 8.0.0; start sample: Fiorentini, Calzolari and Panattoni (1996), whose benchmark comes out in all digits",
    convention = "variances in squared units of y; derivatives are analytic; errors from sums over observations without degrees of freedom",
    inputs = values(12),
    options = {
      { name = "p", type = "int", min = 1, max = 12, default = 1, doc = "lags of squared errors" },
      { name = "q", type = "int", min = 0, max = 12, default = 1, doc = "lags of the variance; 0: ARCH" },
      { name = "mean", type = "choice", choices = { "constant", "zero" }, default = "constant", doc = "of y" },
      { name = "distribution", type = "choice", choices = { "normal", "t" }, default = "normal", doc = "of z; t is scaled to variance 1" },
      { name = "start", type = "choice", choices = { "backcast", "sample" }, default = "backcast",
        doc = "the variance before the series: the first 75 squared deviations weighted by 0.94^i (arch), or the mean of e^2 (the benchmark, fGarch)" },
      { name = "covariance", type = "choice", choices = { "robust", "hessian", "opg", "information" }, default = "robust",
        doc = "of std_errors: the sandwich (Bollerslev and Wooldridge), the second derivatives, the scores' outer product, or the information matrix" },
      horizon,
    },
    results = join({
      number("mu", "mean of y; 0 when it is zero"), number("omega", "constant of the variance"),
      vector("alpha", "p", "coefficients of squared errors"), vector("beta", "q", "coefficients of past variances"),
      number("nu", "degrees of freedom of t; NaN for normal errors"),
      vector("parameters", "p + q + 3", "mu, omega, alpha, beta, nu"),
      vector("std_errors", "p + q + 3", "in the same order; NaN for what is not estimated or on an edge"),
      matrix("errors", "p + q + 3", "4", "all standard errors: columns robust, hessian, opg, information"),
    }, criteria, {
      number("persistence", "sum of alpha and beta"), number("unconditional", "variance in the long run; infinite at a persistence of 1"),
      int("boundary", "0, or the sum of 1: persistence is 1; 2: an alpha or beta is 0; 4: omega or nu at an edge"), iterations,
      series("variance", "h"), series("residuals", "standardised: e / sqrt(h)"),
      vector("forecast", "horizon", "variances 1, 2, ... steps ahead"),
    }),
    missing = "error",
    example = data(400, "(s / 2147483647 - 0.5) * (i % 100 < 50 and 0.02 or 0.05)") .. "local g = ts.garch(y, {distribution = \"normal\", start = \"sample\", horizon = 5})\nprint(g.omega, g.alpha[1], g.beta[1], g.persistence, g.forecast[5])",
  },
  {
    c = "arima", module = "ts", name = "arima", also = { { module = "ts", name = "sarima" } },
    title = "ARIMA with seasons",
    doc = "Fits ARIMA(p, d, q)(P, D, Q) by exact Gaussian maximum likelihood and forecasts with intervals. y is differenced first, then a Kalman filter from the stationary start gives the likelihood. Missing values are allowed: they count for nothing, and differences that touch one are missing too. Estimates are stationary and invertible; `boundary` tells a root that is nearly 1. `constant` is the mean of the differenced series (the drift with one difference). `fixed` gives the parameters instead of estimating them.",
    formula = "(1 - sum(ar B^i)) (1 - sum(sar B^(s i))) ((1 - B)^d (1 - B^s)^D y - constant) = (1 + sum(ma B^i)) (1 + sum(sma B^(s i))) e",
    source = "Box and Jenkins (1970); Harvey (1989), section 3.4; values of statsmodels 0.15 SARIMAX with simple_differencing",
    convention = "sigma2 without degrees of freedom, counted in the criteria; standard errors from second derivatives of the log-likelihood; intervals take parameters as known",
    inputs = values(3),
    options = {
      order("p", 24, 1, "autoregressive order"), order("d", 2, 0, "differences"), order("q", 24, 0, "order of the moving average"),
      order("seasonal_p", 4, 0, "autoregressive order in seasons"), order("seasonal_d", 1, 0, "seasonal differences"),
      order("seasonal_q", 4, 0, "order of the moving average in seasons"),
      { name = "period", type = "int", min = 1, max = 400, default = 1, doc = "observations a season" },
      { name = "constant", type = "choice", choices = { "auto", "yes", "no" }, default = "auto", doc = "auto: yes if nothing is differenced" },
      horizon, level,
      { name = "fixed", type = "vector", own = true, length = "fixed_length",
        doc = "parameters to take: the constant if there is one, ar, ma, sar, sma, and sigma2 or not" },
    },
    results = join({
      number("constant", "mean of the differenced series; 0 without one"), number("sigma2", "variance of e"),
      vector("ar", "p", "autoregressive coefficients"), vector("ma", "q", "moving average coefficients"),
      vector("sar", "seasonal_p", "seasonal autoregressive coefficients"), vector("sma", "seasonal_q", "seasonal moving average coefficients"),
      vector("parameters", "1 + p + q + seasonal_p + seasonal_q", "constant, ar, ma, sar, sma"),
      vector("std_errors", "1 + p + q + seasonal_p + seasonal_q", "in the same order; NaN for what is not estimated"),
    }, corrected, {
      int("used", "differences that are there: the n of the criteria"),
      int("boundary", "0, or the sum of 1: a root of the autoregression is nearly 1; 2: of the moving average"), iterations,
      series("residuals", "one-step errors"), series("fitted", "one-step forecasts"),
    }, forecasts("of y"), { forecast_error }),
    missing = "own",
    example = data(120, "10 + (i > 1 and 0.6 * (y[i-1] - 10) or 0) + s / 2147483647 - 0.5") .. "local m = ts.arima(y, {p = 1, q = 1, horizon = 4})\nprint(m.ar[1], m.ma[1], m.constant, m.aicc)\nprint(m.forecast[1], m.lower[1], m.upper[1])",
  },
  {
    c = "auto_arima", module = "ts", name = "auto_arima",
    title = "ARIMA with orders that are searched for",
    doc = "Chooses differences by the strength of the season and by KPSS, then orders by a stepwise search for the least AICc, and forecasts with the model found. Models with a root that is nearly 1 do not count; the search is no proof that there is none better. Missing values are allowed.",
    formula = "as ts.arima",
    source = "Hyndman and Khandakar (2008); Wang, Smith and Hyndman (2006) for the season, of a classical decomposition; KPSS at 5 % with 3 sqrt(n) / 13 lags",
    convention = "as ts.arima; the criterion is AICc",
    inputs = values(10),
    options = {
      { name = "period", type = "int", min = 1, max = 400, default = 1, doc = "observations a season; 1: none" },
      { name = "d", type = "int", min = -1, max = 2, default = -1, doc = "differences; -1: chosen" },
      { name = "seasonal_d", type = "int", min = -1, max = 1, default = -1, doc = "seasonal differences; -1: chosen" },
      order("max_p", 12, 5, "most lags"), order("max_q", 12, 5, "most lags of errors"),
      order("max_seasonal_p", 2, 2, "most seasonal lags"), order("max_seasonal_q", 2, 2, "most seasonal lags of errors"),
      horizon, level,
    },
    results = join({
      int("p", "autoregressive order"), int("d", "differences"), int("q", "order of the moving average"),
      int("seasonal_p", "seasonal autoregressive order"), int("seasonal_d", "seasonal differences"), int("seasonal_q", "seasonal order of the moving average"),
      int("has_constant", "1 if there is one"), int("models", "that were fitted"),
      number("constant", "mean of the differenced series; 0 without one"), number("sigma2", "variance of e"),
      int("count", "of parameters"),
      { name = "parameters", type = "vector", length = "1 + max_p + max_q + max_seasonal_p + max_seasonal_q", count = "count", doc = "constant, ar, ma, sar, sma" },
      { name = "std_errors", type = "vector", length = "1 + max_p + max_q + max_seasonal_p + max_seasonal_q", count = "count", doc = "in the same order" },
    }, corrected, {
      series("residuals", "one-step errors"), series("fitted", "one-step forecasts"),
    }, forecasts("of y"), { forecast_error }),
    missing = "own",
    example = data(100, "(i > 1 and y[i-1] or 0) + s / 2147483647 - 0.4") .. "local m = ts.auto_arima(y, {horizon = 5})\nprint(m.p, m.d, m.q, m.aicc, m.forecast[1])",
  },
  {
    c = "ets", module = "ts", name = "ets",
    title = "Exponential smoothing as a state space model",
    doc = "Fits ETS(error, trend, season) by maximum likelihood, starts included, and forecasts with intervals: exact, or simulated when the season is multiplicative. beta and gamma are those of the state space form (Holt's beta is beta / alpha, Winters' gamma is gamma / (1 - alpha)). alpha is held within 0.0001 and 0.9999, beta below alpha, gamma below 1 - alpha, phi from 0.8 to 0.98; `boundary` tells an estimate on an edge.",
    formula = "m = (level + phi slope) and a season added or multiplied; level' = level + phi slope + alpha e, slope' = phi slope + beta e, season' = season + gamma e (e over the season, and over the level, when it is multiplicative)",
    source = "Hyndman, Koehler, Ord and Snyder (2008); statsmodels 0.15 ETSModel but for its multiplicative season, which divides by the new level",
    convention = "sigma2 without degrees of freedom, counted in the criteria; of the starting seasons one less than there are is counted",
    inputs = values(10),
    options = {
      { name = "error", type = "choice", choices = { "additive", "multiplicative" }, default = "additive", doc = "multiplicative: its deviation is a share of the level" },
      { name = "trend", type = "choice", choices = { "none", "additive", "damped" }, default = "none", doc = "of the level" },
      { name = "season", type = "choice", choices = { "none", "additive", "multiplicative" }, default = "none", doc = "added, or a factor" },
      { name = "period", type = "int", min = 1, max = 400, default = 1, doc = "observations a season" },
      smoothing("alpha", "weight of an error in the level"), smoothing("beta", "in the slope"), smoothing("gamma", "in the season"),
      smoothing("phi", "damping of the slope"),
      { name = "initial", type = "choice", choices = { "estimated", "heuristic" }, default = "estimated",
        doc = "starts that are not given: estimated, or from a line through the first 10 values and a moving average" },
      { name = "initial_level", type = "number", min = -math.huge, max = math.huge, default = "none", doc = "before the first value" },
      { name = "initial_trend", type = "number", min = -math.huge, max = math.huge, default = "none", doc = "slope before the first value" },
      { name = "initial_season", type = "vector", own = true, length = "initial_season_length", doc = "of the first `period` values" },
      horizon, level, paths, seed,
    },
    results = join({
      number("alpha", "weight of an error in the level"), number("beta", "in the slope; NaN without trend"),
      number("gamma", "in the season; NaN without one"), number("phi", "damping; NaN without"),
      number("initial_level", "before the first value"), number("initial_trend", "slope before the first value"),
      vector("initial_season", "period", "of the first values; mean 0, or 1 when multiplicative"),
      number("sigma2", "variance of errors, relative ones when multiplicative"), number("sse", "sum of squares of y - fitted"),
    }, corrected, {
      int("boundary", "0, or the sum of 1, 2, 4, 8 for alpha, beta, gamma, phi on an edge"), iterations,
      series("level_path", "level after each value"), series("trend_path", "slope after each value"),
      series("season_path", "season after each value"), series("fitted", "one-step forecasts"),
      series("residuals", "errors, relative ones when multiplicative"),
    }, forecasts("of y"), { forecast_error }),
    missing = "error",
    example = data(60, "50 + 0.5 * i + ({4, -2, -5, 3})[i % 4 + 1] + 2 * s / 2147483647") .. "local m = ts.ets(y, {trend = \"additive\", season = \"additive\", period = 4, horizon = 8})\nprint(m.alpha, m.aicc, m.forecast[1], m.lower[1], m.upper[1])",
  },
  {
    c = "ses", header = "smoothing", module = "ts", name = "ses",
    title = "Simple exponential smoothing",
    doc = "Forecasts by a level that each value moves by alpha times its error. alpha and the start are those of least squared one-step errors, unless alpha is given.",
    formula = "level = alpha y + (1 - alpha) level",
    source = "Brown (1959); ETS(additive, none, none) of Hyndman, Koehler, Ord and Snyder (2008)",
    convention = "alpha is held within 0.0001 and 0.9999; intervals are normal",
    inputs = values(10),
    options = { smoothing("alpha", "weight of the newest value"), horizon, level },
    results = join({
      number("alpha", "weight of the newest value"), number("initial_level", "before the first value"),
      number("sse", "sum of squared one-step errors"), number("aicc", "Akaike's criterion, corrected"),
      series("smoothed", "level after each value"), series("fitted", "forecast of each value from those before"),
    }, forecasts("of y")),
    missing = "error",
    example = "local y = {12, 15, 11, 14, 13, 16, 15, 14, 17, 16, 15, 18}\nlocal m = ts.ses(y, {horizon = 3})\nprint(m.alpha, m.forecast[1])",
  },
  {
    c = "holt", header = "smoothing", module = "ts", name = "holt",
    title = "Holt's method",
    doc = "Exponential smoothing with a trend, which may be damped. Parameters that are not given, and the starts, are those of least squared one-step errors.",
    formula = "level = alpha y + (1 - alpha) (level + phi trend), trend = beta (level - last level) + (1 - beta) phi trend",
    source = "Holt (1957); Gardner and McKenzie (1985); ETS(additive, additive or damped, none)",
    convention = "beta is Holt's (that of ets divided by alpha); phi is 1 unless damped, and then held from 0.8 to 0.98",
    inputs = values(10),
    options = {
      smoothing("alpha", "weight of the newest value"), smoothing("beta", "weight of the newest slope; needs alpha"),
      { name = "damped", type = "flag", default = false, doc = "the trend fades" }, smoothing("phi", "share of the trend that is left after a step"),
      horizon, level,
    },
    results = join({
      number("alpha", "weight of the newest value"), number("beta", "weight of the newest slope"), number("phi", "damping; NaN without"),
      number("initial_level", "before the first value"), number("initial_trend", "before the first value"),
      number("sse", "sum of squared one-step errors"), number("aicc", "Akaike's criterion, corrected"),
      series("smoothed", "level after each value"), series("trend", "trend after each value"),
      series("fitted", "forecast of each value from those before"),
    }, forecasts("of y")),
    missing = "error",
    example = "local y = {12, 15, 14, 17, 18, 20, 19, 23, 24, 25, 27, 28}\nlocal m = ts.holt(y, {horizon = 3})\nprint(m.alpha, m.beta, m.forecast[1], m.forecast[3])",
  },
  {
    c = "holt_winters", header = "smoothing", module = "ts", name = "holt_winters",
    title = "Holt and Winters' method",
    doc = "Exponential smoothing with a trend and a season. Parameters that are not given, and the starts, are those of least squared one-step errors. A multiplicative season is corrected by y over the level forecast (Winters, and R's HoltWinters, take the new level).",
    formula = "level = alpha (y - season) + (1 - alpha) (level + phi trend), trend = beta (level - last level) + (1 - beta) phi trend, season = gamma (y - level) + (1 - gamma) season; or y / season and y / level",
    source = "Winters (1960); ETS(additive, additive or damped, additive or multiplicative)",
    convention = "beta and gamma are the classical ones; intervals are normal, or simulated when the season is multiplicative",
    inputs = values(10),
    options = {
      { name = "period", type = "int", min = 2, max = 400, doc = "observations a season" },
      { name = "season", type = "choice", choices = { "additive", "multiplicative" }, default = "additive", doc = "added, or a factor" },
      smoothing("alpha", "weight of the newest value"), smoothing("beta", "weight of the newest slope; needs alpha"),
      smoothing("gamma", "weight of the newest season; needs alpha"),
      { name = "damped", type = "flag", default = false, doc = "the trend fades" }, smoothing("phi", "share of the trend that is left after a step"),
      horizon, level, paths, seed,
    },
    results = join({
      number("alpha", "weight of the newest value"), number("beta", "weight of the newest slope"),
      number("gamma", "weight of the newest season"), number("phi", "damping; NaN without"),
      number("initial_level", "before the first value"), number("initial_trend", "before the first value"),
      vector("initial_season", "period", "of the first values; mean 0, or 1 when multiplicative"),
      number("sse", "sum of squared one-step errors"), number("aicc", "Akaike's criterion, corrected"),
      series("smoothed", "level after each value"), series("trend", "trend after each value"), series("season", "season after each value"),
      series("fitted", "forecast of each value from those before"),
    }, forecasts("of y")),
    missing = "error",
    example = data(48, "40 + 0.3 * i + ({4, -2, -5, 3})[i % 4 + 1] + s / 2147483647") .. "local m = ts.holt_winters(y, {period = 4, horizon = 4})\nprint(m.alpha, m.beta, m.gamma, m.forecast[1])",
  },
  {
    c = "kalman", module = "ts", name = "kalman", named = true,
    title = "Kalman filter and smoother",
    doc = "States of a linear Gaussian model whose matrices are given: filtered (given the past and present), smoothed (given all), the log-likelihood and forecasts. Missing values of y tell nothing. Without `initial_covariance` nothing is known of the start: it is diffuse, exactly, and values are NaN until it is settled.",
    formula = "y[t] = design a[t] + e[t], a[t+1] = transition a[t] + u[t]",
    source = "Kalman (1960); Rauch, Tung and Striebel (1965); Durbin and Koopman (2012), chapters 4 to 6",
    convention = "the log-likelihood counts the logarithm of 2 pi for diffuse values too, as statsmodels with use_exact_diffuse",
    inputs = {
      matrix("y", "n", "m", "observations"),
      matrix("design", "m", "k", "what of the states is observed"),
      matrix("transition", "k", "k", "from a state to the next"),
      matrix("state_covariance", "k", "k", "of what is added to the states"),
      matrix("observation_covariance", "m", "m", "of the noise of observations"),
      { name = "initial_state", type = "vector", length = "k", optional = true, doc = "at the first time; 0 when left out" },
      { name = "initial_covariance", type = "matrix", rows = "k", columns = "k", optional = true, doc = "of it; left out: diffuse" },
    },
    options = { { name = "horizon", type = "int", min = 1, max = 10000, default = 1, doc = "observations to forecast" } },
    results = {
      number("log_likelihood", "of the observations"), int("observed", "values that counted"), int("diffuse", "of them, those that settled a diffuse start"),
      matrix("filtered", "n", "k", "states given times up to that one"), matrix("filtered_variance", "n", "k", "their variances"),
      matrix("smoothed", "n", "k", "states given all times"), matrix("smoothed_variance", "n", "k", "their variances"),
      matrix("innovations", "n", "m", "y less its forecast from the time before"), matrix("innovation_variance", "n", "m", "their variances"),
      matrix("forecast", "horizon", "m", "of y"), matrix("forecast_variance", "horizon", "m", "their variances"),
      vector("last_state", "k", "of the time after the last"), matrix("last_covariance", "k", "k", "of that state"),
    },
    missing = "own",
    example = "local y = {{1.1}, {1.9}, {3.2}, {3.8}, {5.1}, {6.0}}\nlocal f = ts.kalman{y = y, design = {{1, 0}}, transition = {{1, 1}, {0, 1}},\n  state_covariance = {{0.01, 0}, {0, 0.001}}, observation_covariance = {{0.1}}}\nprint(f.log_likelihood, f.last_state[1], f.last_state[2])",
  },
  {
    c = "dynamic_beta", header = "random_walk", module = "ts", name = "dynamic_beta",
    title = "Regression with coefficients that walk",
    doc = "A regression whose coefficients are random walks, by the Kalman filter with an exact diffuse start; the variances of the noise and of the walks are those of greatest likelihood, or given. Filtered coefficients know the past and the present only. A walk whose variance comes out as nothing is a constant coefficient (`boundary`). Times at which y or a regressor is missing tell nothing.",
    formula = "y[t] = b[t]' x[t] + e[t], b[t+1] = b[t] + u[t], e of variance sigma2, u[i] of variance walk[i]",
    source = "Harvey (1989); Durbin and Koopman (2012)",
    convention = "criteria count the variances estimated and the coefficients; coefficients are NaN until the data settle them",
    inputs = {
      { name = "y", type = "series", length = "n", min = 4, doc = "what is explained" },
      matrix("x", "n", "k", "regressors"),
    },
    options = {
      { name = "constant", type = "flag", default = true, doc = "the first coefficient is that of a constant" },
      { name = "sigma2", type = "number", min = 0, max = math.huge, default = "none", doc = "variance of the noise; given with `walk`" },
      { name = "walk", type = "vector", own = true, length = "walk_length", doc = "variances of the walks, the constant's first; left out: estimated" },
    },
    results = join({ number("sigma2", "variance of the noise"), vector("walk", "k + constant", "variances of the walks") }, criteria, {
      int("boundary", "0, or the sum of 1: the variance of a walk is 0; 2: that of the noise is"), iterations,
      matrix("beta", "n", "k + constant", "filtered coefficients"), matrix("beta_error", "n", "k + constant", "their standard errors"),
      matrix("smoothed", "n", "k + constant", "coefficients given all times"), matrix("smoothed_error", "n", "k + constant", "their standard errors"),
      series("residuals", "y less its forecast from the time before"),
    }),
    missing = "own",
    example = "local y, x = {}, {}\nfor i = 1, 80 do\n  x[i] = {math.sin(i * i)}\n  y[i] = (1 + i / 80) * x[i][1] + 0.1 * math.cos(3 * i)\nend\nlocal b = ts.dynamic_beta(y, x)\nprint(b.sigma2, b.walk[2], b.log_likelihood)",
  },
  {
    c = "local_level", header = "random_walk", module = "ts", name = "local_level",
    title = "Local level model",
    doc = "A level that walks at random, seen with noise, by the Kalman filter with an exact diffuse start; both variances are those of greatest likelihood, or given. Missing values are allowed.",
    formula = "y[t] = level[t] + e[t], level[t+1] = level[t] + u[t]",
    source = "Durbin and Koopman (2012), chapter 2: for the Nile sigma2 is 15099 and walk 1469.1",
    convention = "criteria count the variances estimated and the level",
    inputs = values(3),
    options = {
      { name = "sigma2", type = "number", min = 0, max = math.huge, default = "none", doc = "variance of the noise; given with `walk`" },
      { name = "walk", type = "number", min = 0, max = math.huge, default = "none", doc = "variance of the level's steps" },
      horizon, level,
    },
    results = join({
      number("sigma2", "variance of the noise"), number("walk", "variance of the level's steps"), number("ratio", "walk / sigma2"),
    }, criteria, {
      int("boundary", "0, or 1: the level is constant, or 2: there is no noise"), iterations,
      series("filtered", "level given the past and the present"), series("filtered_error", "its standard error"),
      series("smoothed", "level given all times"), series("smoothed_error", "its standard error"),
      series("residuals", "y less its forecast from the time before"),
    }, forecasts("of y")),
    missing = "own",
    example = "local y = {1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020}\nlocal m = ts.local_level(y, {horizon = 3})\nprint(m.sigma2, m.walk, m.smoothed[1], m.forecast[1])",
  },
}
