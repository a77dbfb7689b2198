-- Unit roots, cointegration, causality and what else core/compute/ts/ asks of series before they are modelled.
local function lags_of_adf(default_most)
  return { name = "lags", type = "int", min = -1, max = 100000, default = -1,
           doc = "differences in the regression; -1: chosen by `criterion`" },
         { name = "criterion", type = "choice", choices = { "aic", "bic", "t_stat" }, default = "aic",
           doc = "how lags are chosen" },
         { name = "max_lags", type = "int", min = -1, max = 100000, default = -1, doc = default_most }
end

local adf_lags, adf_criterion, adf_most =
  lags_of_adf("the most that are tried; -1: ceil(12 (n / 100)^(1/4)), but below n / 2 less the terms of the trend")

local critical = { name = "critical", type = "vector", length = "3", doc = "critical values at 1, 5 and 10 %" }

local two_walks = require "two_walks"

return { calculations = true,
{
  c = "adf", header = "unit_root", module = "ts", name = "adf", also = { { module = "ts", name = "adfuller" } },
  title = "Augmented Dickey-Fuller test",
  doc = "Whether a series has a unit root (the null hypothesis) or is stationary: a small p-value speaks for a stationary series.",
  formula = "dy_t = a y_(t-1) + trend + sum_l c_l dy_(t-l) + e; statistic a / se(a)",
  source = "Dickey and Fuller (1979), Said and Dickey (1984); p-values MacKinnon (1994), critical values MacKinnon (2010). As statsmodels' adfuller",
  convention = "lags are compared on the same observations, then the regression uses all it can; t_stat: 10 % two-sided, from the most down",
  inputs = { { name = "y", type = "series", length = "n", min = 4, doc = "levels, such as log prices" } },
  options = {
    { name = "trend", type = "choice", choices = { "none", "constant", "linear", "quadratic" }, default = "constant",
      doc = "deterministic terms, each with those before it" },
    adf_lags, adf_criterion, adf_most,
  },
  results = {
    { name = "statistic", type = "number", doc = "t of the level" },
    { name = "p_value", type = "number", doc = "of the unit root" },
    critical,
    { name = "lags", type = "int", doc = "used" },
    { name = "used", type = "int", doc = "observations of the regression" },
    { name = "criterion", type = "number", doc = "its value; NaN when lags were given" },
    { name = "coefficient", type = "number", doc = "of the level: rho - 1" },
    { name = "standard_error", type = "number", doc = "of the coefficient" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.adf(x, {trend = \"linear\"})\nprint(t.statistic, t.p_value, t.lags)",
},
{
  c = "phillips_perron", header = "unit_root", module = "ts", name = "phillips_perron", title = "Phillips-Perron test",
  doc = "As the Dickey-Fuller test, with a correction for autocorrelation by the long-run variance instead of lags.",
  formula = "tau = sqrt(g0 / l2) t - (l2 - g0) n se / (2 sqrt(l2) s); rho = n (a - 1) - n^2 se^2 (l2 - g0) / (2 s^2)",
  source = "Phillips and Perron (1988), Hamilton (1994); p-values of tau MacKinnon (1994), of rho Sheppard's response surfaces. As arch's PhillipsPerron",
  convention = "Bartlett weights; variances divided by n",
  inputs = { { name = "y", type = "series", length = "n", min = 4, doc = "levels, such as log prices" } },
  options = {
    { name = "trend", type = "choice", choices = { "none", "constant", "linear" }, default = "constant", doc = "deterministic terms" },
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "of the long-run variance; -1: ceil(12 (n / 100)^(1/4))" },
    { name = "test", type = "choice", choices = { "tau", "rho" }, default = "tau", doc = "which of the two `statistic` is" },
  },
  results = {
    { name = "statistic", type = "number", doc = "tau or rho" },
    { name = "p_value", type = "number", doc = "of the unit root" },
    critical,
    { name = "tau", type = "number", doc = "the t form" },
    { name = "rho", type = "number", doc = "the coefficient form" },
    { name = "lags", type = "int", doc = "used" },
    { name = "long_run_variance", type = "number", doc = "of the residuals" },
    { name = "variance", type = "number", doc = "of the residuals" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.phillips_perron(x)\nprint(t.statistic, t.p_value)",
},
{
  c = "kpss", header = "unit_root", module = "ts", name = "kpss", title = "KPSS test",
  doc = "Whether a series is stationary (the null hypothesis): a small p-value speaks for a unit root. The published table reaches from "
    .. "0.01 to 0.10; `limit` tells when p is below (-1) or above (1) these.",
  formula = "sum_t S_t^2 / (n^2 l2), S the partial sums of the residuals, l2 their long-run variance",
  source = "Kwiatkowski, Phillips, Schmidt and Shin (1992), table 1; lags: Hobijn, Franses and Ooms (1998). As statsmodels' kpss",
  convention = "Bartlett weights; p by linear interpolation",
  inputs = { { name = "y", type = "series", length = "n", min = 4, doc = "levels" } },
  options = {
    { name = "trend", type = "choice", choices = { "level", "linear" }, default = "level", doc = "what the series is stationary around" },
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "of the long-run variance; -1: by `rule`" },
    { name = "rule", type = "choice", choices = { "auto", "legacy" }, default = "auto",
      doc = "auto depends on the data, legacy is ceil(12 (n / 100)^(1/4))" },
  },
  results = {
    { name = "statistic", type = "number", doc = "high speaks for a unit root" },
    { name = "p_value", type = "number", doc = "from 0.01 to 0.10" },
    { name = "limit", type = "int", doc = "-1: p is below 0.01, 1: above 0.10, 0: as told" },
    { name = "critical", type = "vector", length = "4", doc = "critical values at 1, 2.5, 5 and 10 %" },
    { name = "lags", type = "int", doc = "used" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.kpss(x)\nprint(t.statistic, t.p_value, t.limit)",
},
{
  c = "variance_ratio", module = "ts", name = "variance_ratio", title = "Variance ratio test",
  doc = "Whether prices follow a random walk: the variance of returns over `lags` periods is then that many times the variance over one. "
    .. "A ratio above 1 speaks for trends, below 1 for reversals.",
  formula = "VR = s2(q) / s2(1); z = sqrt(n) (VR - 1) / sqrt(v), v = 2 (2 q - 1)(q - 1) / (3 q), or theta robust to heteroskedasticity",
  source = "Lo and MacKinlay (1988); Campbell, Lo and MacKinlay (1997), 2.4. As arch's VarianceRatio",
  convention = "robust, debiased and overlapping by default",
  inputs = { { name = "y", type = "series", length = "n", min = 4, doc = "log prices, not returns" } },
  options = {
    { name = "lags", type = "int", min = 2, max = 100000, default = 2, doc = "q, the periods of the long return" },
    { name = "drift", type = "flag", default = true, doc = "takes the mean return out" },
    { name = "robust", type = "flag", default = true, doc = "holds under changing volatility (overlapping only)" },
    { name = "debiased", type = "flag", default = true, doc = "unbiased variances (overlapping only)" },
    { name = "overlap", type = "flag", default = true, doc = "all long returns, not every q-th" },
  },
  results = {
    { name = "ratio", type = "number", doc = "1 for a random walk" },
    { name = "statistic", type = "number", doc = "standard normal" },
    { name = "p_value", type = "number", doc = "two-sided" },
    { name = "variance", type = "number", doc = "of sqrt(n) (ratio - 1)" },
    { name = "used", type = "int", doc = "returns" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.variance_ratio(x, {lags = 4})\nprint(t.ratio, t.p_value)",
},
{
  c = "engle_granger", module = "ts", name = "engle_granger", also = { { module = "ts", name = "coint" } },
  title = "Engle-Granger cointegration test",
  doc = "Whether a combination of series with unit roots is stationary, as in pairs trading: y is regressed on x, and the residuals, the "
    .. "spread, are tested for a unit root. A small p-value speaks for cointegration.",
  formula = "y = a + x b + u; ADF of u without deterministic terms",
  source = "Engle and Granger (1987); p-values MacKinnon (1994), critical values MacKinnon (2010). As statsmodels' coint",
  convention = "critical values for n - 1 observations; p-values for up to 5 regressors; no critical values without a constant",
  inputs = {
    { name = "y", type = "series", length = "n", min = 5, doc = "levels" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "levels" },
  },
  options = {
    { name = "trend", type = "choice", choices = { "none", "constant", "linear", "quadratic" }, default = "constant",
      doc = "deterministic terms of the regression" },
    adf_lags, adf_criterion, adf_most,
  },
  results = {
    { name = "statistic", type = "number", doc = "tau of the residuals" },
    { name = "p_value", type = "number", doc = "of no cointegration" },
    critical,
    { name = "lags", type = "int", doc = "used" },
    { name = "intercept", type = "number", doc = "of the regression; NaN without" },
    { name = "coefficients", type = "vector", length = "k", labels = "k", doc = "hedge ratios" },
    { name = "residuals", type = "series", length = "n", doc = "the spread" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.engle_granger(y, {x = x})\nprint(t.p_value, t.coefficients.x)",
},
{
  c = "johansen", module = "ts", name = "johansen", title = "Johansen cointegration test",
  doc = "How many independent combinations of up to 12 series are stationary, and which: by the trace and the largest eigenvalues of the "
    .. "vector error correction model. Row r of the tests has at most r - 1 relations as its null hypothesis.",
  formula = "canonical correlations of dx and x_(t-1) after lagged differences; trace_r = -n sum_(i>r) log(1 - l_i), max_r = -n log(1 - l_(r+1))",
  source = "Johansen (1988, 1991); critical values MacKinnon, Haug and Michelis (1999). As statsmodels' coint_johansen",
  convention = "det_order as in statsmodels; vectors with v'Sv = 1 and a positive first element",
  inputs = { { name = "x", type = "matrix", rows = "n", columns = "k", doc = "levels" } },
  options = {
    { name = "det_order", type = "int", min = -1, max = 1, default = 0, doc = "-1 no deterministic terms, 0 a constant, 1 a linear trend" },
    { name = "lags", type = "int", min = 0, max = 1000, default = 1, doc = "lagged differences" },
  },
  results = {
    { name = "rank", type = "int", doc = "relations at 5 % by the trace" },
    { name = "rank_max", type = "int", doc = "by the largest eigenvalues" },
    { name = "eigenvalues", type = "vector", length = "k", doc = "largest first" },
    { name = "trace", type = "vector", length = "k", doc = "statistics" },
    { name = "max_eigen", type = "vector", length = "k", doc = "statistics" },
    { name = "trace_critical", type = "matrix", rows = "k", columns = "3", doc = "at 10, 5 and 1 %" },
    { name = "max_eigen_critical", type = "matrix", rows = "k", columns = "3", doc = "at 10, 5 and 1 %" },
    { name = "vectors", type = "matrix", rows = "k", columns = "k", doc = "a cointegrating vector in each column" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.johansen({x = x, y = y})\nprint(t.rank, t.trace[1])",
},
{
  c = "granger", module = "ts", name = "granger", also = { { module = "ts", name = "granger_causality" } },
  title = "Granger causality test",
  doc = "Whether past values of x help to predict y beyond the past of y itself: a small p-value says that they do. Both should be stationary, "
    .. "such as returns.",
  formula = "F = (SSR_r - SSR) / lags / (SSR / df); chi2 = n (SSR_r - SSR) / SSR; LR = n log(SSR_r / SSR)",
  source = "Granger (1969); as statsmodels' grangercausalitytests([y, x])", convention = "with an intercept; each on the n - l observations that l lags leave",
  inputs = {
    { name = "y", type = "series", length = "n", min = 5, doc = "what is predicted" },
    { name = "x", type = "series", length = "n", doc = "what may lead it" },
  },
  options = { { name = "lags", type = "int", min = 1, max = 100000, default = 1, doc = "the most" } },
  results = {
    { name = "statistic", type = "number", doc = "F with all lags" },
    { name = "p_value", type = "number", doc = "its upper tail" },
    { name = "f", type = "vector", length = "lags", doc = "with 1, 2, ... lags" },
    { name = "f_p_value", type = "vector", length = "lags", doc = "F distribution" },
    { name = "chi2", type = "vector", length = "lags", doc = "with 1, 2, ... lags" },
    { name = "chi2_p_value", type = "vector", length = "lags", doc = "chi-squared" },
    { name = "lr", type = "vector", length = "lags", doc = "likelihood ratio" },
    { name = "lr_p_value", type = "vector", length = "lags", doc = "chi-squared" },
    { name = "df_residual", type = "vector", length = "lags", doc = "of the regression with x" },
  },
  missing = "drop",
  example = two_walks .. "local t = ts.granger(y, x, {lags = 2})\nprint(t.p_value)",
},
{
  c = "factor_model", module = "ts", name = "factor_model", title = "Factor model of several assets",
  doc = "Returns of many assets regressed on the same factors (Fama and French, or a market and its sectors), and the covariance of the assets "
    .. "that the model implies, for risk and for optimisers.",
  formula = "r_i = alpha_i + sum_j beta_ij f_j + e_i; covariance = B F B' + diag(sigma^2)",
  source = "Ross (1976); Fama and French (1993); each asset is ts.ols", convention = "F with ddof 1, sigma divided by n - k; p-values by t",
  inputs = {
    { name = "y", type = "matrix", rows = "n", columns = "m", doc = "returns of the assets" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "returns of the factors" },
  },
  options = {
    { name = "intercept", type = "flag", default = true, doc = "with alphas" },
    { name = "covariance", type = "choice", choices = { "nonrobust", "hc0", "hc1", "hc2", "hc3", "hac" }, default = "nonrobust",
      doc = "how standard errors are computed" },
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "of `hac`; -1: floor(4 (n / 100)^(2/9))" },
    { name = "small_sample", type = "flag", default = false, doc = "multiplies `hac` by n / (n - k)" },
  },
  results = {
    { name = "alphas", type = "vector", length = "m", labels = "m", doc = "intercepts" },
    { name = "alpha_standard_errors", type = "vector", length = "m", labels = "m", doc = "of the alphas" },
    { name = "alpha_t_values", type = "vector", length = "m", labels = "m", doc = "of the alphas" },
    { name = "alpha_p_values", type = "vector", length = "m", labels = "m", doc = "two-sided" },
    { name = "betas", type = "matrix", rows = "m", columns = "k", doc = "assets down, factors across" },
    { name = "standard_errors", type = "matrix", rows = "m", columns = "k", doc = "of the betas" },
    { name = "t_values", type = "matrix", rows = "m", columns = "k", doc = "of the betas" },
    { name = "p_values", type = "matrix", rows = "m", columns = "k", doc = "two-sided" },
    { name = "r_squared", type = "vector", length = "m", labels = "m", doc = "share of each asset's variation that factors explain" },
    { name = "sigma", type = "vector", length = "m", labels = "m", doc = "standard deviation of what they leave" },
    { name = "residuals", type = "matrix", rows = "n", columns = "m", doc = "what they leave" },
    { name = "factor_covariance", type = "matrix", rows = "k", columns = "k", doc = "F" },
    { name = "covariance", type = "matrix", rows = "m", columns = "m", doc = "of the assets, as the model has it" },
  },
  missing = "drop",
  example = [[
local market = {0.010, -0.021, 0.008, 0.015, -0.007, 0.004, -0.012, 0.019, 0.003, -0.005}
local a = {0.014, -0.023, 0.011, 0.016, -0.011, 0.007, -0.011, 0.026, 0.001, -0.004}
local b = {0.004, -0.011, 0.007, 0.006, -0.001, 0.005, -0.008, 0.006, 0.004, -0.004}
local model = ts.factor_model({a = a, b = b}, {market = market})
print(model.alphas.a, model.r_squared.b)]],
},
{
  c = "hp_filter", module = "ts", name = "hp_filter", also = { { module = "ts", name = "hpfilter" } }, title = "Hodrick-Prescott filter",
  doc = "A smooth trend and the cycle around it. Every value of the trend depends on later values of the series: in a backtest it looks ahead.",
  formula = "min over trend of sum (y - trend)^2 + lambda sum (second differences of trend)^2",
  source = "Hodrick and Prescott (1997); lambda by frequency: Ravn and Uhlig (2002)",
  convention = "lambda 1600 for quarters, 6.25 for years, 129600 for months",
  inputs = { { name = "y", type = "series", length = "n", min = 3, doc = "levels, usually logarithms" } },
  options = { { name = "lambda", type = "number", min = 0, max = 1e12, default = 1600, doc = "smoothness" } },
  results = {
    { name = "trend", type = "series", length = "n", doc = "smooth part" },
    { name = "cycle", type = "series", length = "n", doc = "y less trend" },
  },
  missing = "drop",
  example = "local r = ts.hp_filter({1, 2.5, 2.8, 4.2, 4.9, 6.3, 6.8, 8.1}, {lambda = 6.25})\nprint(r.trend[4], r.cycle[4])",
},
{
  c = "half_life", header = "mean_reversion", module = "ts", name = "half_life", title = "Half-life of mean reversion",
  doc = "How long a spread takes to lose half of its distance from its mean, by the Ornstein-Uhlenbeck process that fits it best. Infinite "
    .. "when it does not revert. Test first whether it does, with ts.adf: short samples make reversion look faster than it is.",
  formula = "dx = kappa (mean - x) dt + sigma dW; kappa = -log(1 + b) / dt with b the slope of the changes on the levels; log(2) / kappa",
  source = "Uhlenbeck and Ornstein (1930); maximum likelihood by the exact autoregression", convention = "variances divided by n; log(1 + b), not the approximation -b",
  inputs = { { name = "x", type = "series", length = "n", min = 4, doc = "a spread, equally spaced in time" } },
  options = { { name = "dt", type = "number", min = 0, max = math.huge, open = true, default = 1, doc = "time between values" } },
  results = {
    { name = "half_life", type = "number", doc = "in units of dt" },
    { name = "kappa", type = "number", doc = "speed" },
    { name = "mean", type = "number", doc = "level of reversion" },
    { name = "sigma", type = "number", doc = "volatility per square root of time" },
    { name = "deviation", type = "number", doc = "standard deviation in the long run" },
    { name = "slope", type = "number", doc = "b" },
    { name = "t", type = "number", doc = "its t value" },
  },
  value = "half_life", missing = "drop",
  example = "local days, fit = ts.half_life({0.5, 0.2, 0.3, -0.1, 0.1, -0.2, 0.05, 0.1, -0.15, 0.02})\nprint(days, fit.mean)",
},
}
