-- Regressions, diagnostics, unit roots and cointegration: the calculations of core/compute/ts/ except models of series.
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

-- Data of the examples: a walk, and a series that follows it.
local two_walks = [[
local x, y, seed = {}, {}, 7
local function noise()
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647 - 0.5
end
for i = 1, 120 do
  x[i] = (x[i - 1] or 100) + noise()
  y[i] = 5 + 0.8 * x[i] + 0.3 * noise()
end
]]

return { calculations = true,
{
  c = "ols", module = "ts", name = "ols", title = "Linear regression",
  doc = "Least squares of y on the columns of x, ordinary or weighted, solved by QR with column pivoting and refined, with "
    .. "classical, heteroskedasticity-robust (HC0 to HC3) or autocorrelation-robust (Newey-West) standard errors. A regressor "
    .. "that depends on the others is an error that names it. Without x, y is regressed on the intercept alone: the mean, "
    .. "with its robust error.",
  formula = "b = (X'WX)^-1 X'Wy; HAC: (X'X)^-1 [G0 + sum_l (1 - l / (lags + 1)) (Gl + Gl')] (X'X)^-1, Gl = sum_t u_t u_(t-l)', u = x e",
  source = "Greene, Econometric Analysis; MacKinnon and White (1985); Newey and West (1987). As statsmodels' OLS and WLS.",
  convention = "AIC and BIC count coefficients, not the variance; R2 is about the mean when the regressors hold a constant, "
    .. "about 0 otherwise; sigma is divided by n - k; HAC without small-sample correction unless asked for; t distribution",
  inputs = {
    { name = "y", type = "series", length = "n", min = 2, doc = "what is explained" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "regressors", optional = true },
    { name = "weights", type = "series", length = "n", doc = "of the observations, above 0, proportional to 1 / variance", optional = true },
  },
  options = {
    { name = "intercept", type = "flag", default = true, doc = "a constant is added" },
    { name = "covariance", type = "choice", choices = { "nonrobust", "hc0", "hc1", "hc2", "hc3", "hac" }, default = "nonrobust",
      doc = "how standard errors are computed" },
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "of `hac`; -1: floor(4 (n / 100)^(2/9))" },
    { name = "small_sample", type = "flag", default = false, doc = "multiplies `hac` by n / (n - k)" },
    { name = "distribution", type = "choice", choices = { "t", "normal" }, default = "t", doc = "of p-values and intervals" },
    { name = "confidence", type = "number", min = 0, max = 1, open = true, default = 0.95, doc = "of the intervals" },
  },
  results = {
    { name = "intercept", type = "number", doc = "NaN without intercept, as its other figures" },
    { name = "intercept_standard_error", type = "number", doc = "its standard error" },
    { name = "intercept_t", type = "number", doc = "its t value" },
    { name = "intercept_p_value", type = "number", doc = "its two-sided p-value" },
    { name = "intercept_lower", type = "number", doc = "lower end of its interval" },
    { name = "intercept_upper", type = "number", doc = "upper end of its interval" },
    { name = "coefficients", type = "vector", length = "k", labels = "k", doc = "of the columns of x" },
    { name = "standard_errors", type = "vector", length = "k", labels = "k", doc = "of the coefficients" },
    { name = "t_values", type = "vector", length = "k", labels = "k", doc = "coefficients by standard errors" },
    { name = "p_values", type = "vector", length = "k", labels = "k", doc = "two-sided" },
    { name = "lower", type = "vector", length = "k", labels = "k", doc = "lower ends of the intervals" },
    { name = "upper", type = "vector", length = "k", labels = "k", doc = "upper ends of the intervals" },
    { name = "covariance", type = "matrix", rows = "k + intercept", columns = "k + intercept",
      doc = "of the estimates, the intercept first" },
    { name = "r_squared", type = "number", doc = "share of the variation that is explained" },
    { name = "adjusted_r_squared", type = "number", doc = "after degrees of freedom" },
    { name = "f_statistic", type = "number", doc = "all coefficients but the constant are 0; a Wald test with robust errors" },
    { name = "f_p_value", type = "number", doc = "its p-value" },
    { name = "log_likelihood", type = "number", doc = "Gaussian" },
    { name = "aic", type = "number", doc = "Akaike's criterion" },
    { name = "bic", type = "number", doc = "Schwarz's criterion" },
    { name = "sigma", type = "number", doc = "standard deviation of the residuals" },
    { name = "durbin_watson", type = "number", doc = "2 without first-order autocorrelation of the residuals" },
    { name = "condition_number", type = "number", doc = "of the design: above 1e8 or so, regressors say nearly the same" },
    { name = "df_model", type = "int", doc = "coefficients but the constant" },
    { name = "df_residual", type = "int", doc = "observations less coefficients" },
    { name = "lags", type = "int", doc = "used by `hac`" },
    { name = "residuals", type = "series", length = "n", doc = "y less fitted" },
    { name = "fitted", type = "series", length = "n", doc = "values of the line" },
  },
  missing = "drop",
  example = [[
local market = {0.010, -0.021, 0.008, 0.015, -0.007, 0.004, -0.012, 0.019, 0.003, -0.005}
local asset = {0.014, -0.023, 0.011, 0.016, -0.011, 0.007, -0.011, 0.026, 0.001, -0.004}
local fit = ts.ols(asset, {market = market}, {covariance = "hac", lags = 2})
print(fit.intercept, fit.coefficients.market, fit.t_values.market, fit.r_squared)]],
},
{
  c = "rolling_ols", module = "ts", name = "rolling_ols", title = "Rolling regression",
  doc = "The regression of y on x over each window of the last observations, such as a rolling beta. Every window is solved "
    .. "anew, so that no error adds up. Windows in which regressors depend on each other are NaN and counted in `singular`.",
  formula = "b_t = (X'X)^-1 X'y over the rows t - period + 1 ... t",
  source = "as statsmodels' RollingOLS", convention = "R2 about the mean with an intercept, about 0 without; sigma divided by period - k",
  inputs = {
    { name = "y", type = "series", length = "n", min = 2, doc = "what is explained" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "regressors", optional = true },
  },
  options = {
    { name = "period", type = "int", min = 2, max = 100000, default = 60, doc = "observations in a window, more than coefficients" },
    { name = "intercept", type = "flag", default = true, doc = "a constant is added" },
  },
  results = {
    { name = "intercept", type = "series", length = "n", doc = "NaN before the first full window, as all of these" },
    { name = "intercept_standard_error", type = "series", length = "n", doc = "its standard error" },
    { name = "coefficients", type = "matrix", rows = "n", columns = "k", doc = "a column for each regressor" },
    { name = "standard_errors", type = "matrix", rows = "n", columns = "k", doc = "of the coefficients" },
    { name = "r_squared", type = "series", length = "n", doc = "share of the variation that is explained" },
    { name = "sigma", type = "series", length = "n", doc = "standard deviation of the residuals" },
    { name = "singular", type = "int", doc = "windows without a unique solution" },
  },
  missing = "drop",
  example = [[
local market = {0.010, -0.021, 0.008, 0.015, -0.007, 0.004, -0.012, 0.019, 0.003, -0.005}
local asset = {0.014, -0.023, 0.011, 0.016, -0.011, 0.007, -0.011, 0.026, 0.001, -0.004}
local beta = ts.rolling_ols(asset, {market = market}, {period = 5})
print(beta.r_squared[10])]],
},
{
  c = "recursive_ols", module = "ts", name = "recursive_ols", title = "Recursive regression and CUSUM",
  doc = "The regression over a growing sample, its recursive residuals, and the CUSUM test whether the coefficients stay the "
    .. "same: the sum leaves the band with probability `level` when they do.",
  formula = "w_t = (y_t - x_t'b_(t-1)) / sqrt(1 + x_t'(X'X)_(t-1)^-1 x_t); CUSUM_t = sum w / sd(w); band a (sqrt(m) + 2 j / sqrt(m))",
  source = "Brown, Durbin and Evans (1975); Kraemer, Ploberger and Alt (1988). As statsmodels' RecursiveLS, but exact from the first value",
  convention = "CUSUM is divided by the sample standard deviation of the recursive residuals (ddof 1)",
  inputs = {
    { name = "y", type = "series", length = "n", min = 3, doc = "what is explained" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "regressors", optional = true },
  },
  options = {
    { name = "intercept", type = "flag", default = true, doc = "a constant is added" },
    { name = "level", type = "number", min = 0, max = 1, open = true, default = 0.05, doc = "of the band" },
  },
  results = {
    { name = "start", type = "int", doc = "the first observation with a recursive residual" },
    { name = "intercept", type = "series", length = "n", doc = "over the observations so far" },
    { name = "coefficients", type = "matrix", rows = "n", columns = "k", doc = "likewise" },
    { name = "residuals", type = "series", length = "n", doc = "recursive" },
    { name = "cusum", type = "series", length = "n", doc = "their sum so far, in standard deviations" },
    { name = "band", type = "series", length = "n", doc = "CUSUM beyond +-band rejects constant coefficients" },
    { name = "cusum_squares", type = "series", length = "n", doc = "share of the sum of squares so far" },
    { name = "statistic", type = "number", doc = "the largest |CUSUM| / (sqrt(m) + 2 j / sqrt(m))" },
    { name = "p_value", type = "number", doc = "that it is reached under constant coefficients" },
  },
  missing = "drop",
  example = two_walks .. [[
local r = ts.recursive_ols(y, {x = x})
print(r.start, r.statistic, r.p_value)]],
},
{
  c = "acf", header = "autocorrelation", module = "ts", name = "acf", title = "Autocorrelation",
  doc = "Correlation of a series with itself k values before, lag 0 first, with a band in which it lies when there is none.",
  formula = "r_k = c_k / c_0, c_k = (1 / n) sum (x_t - m)(x_(t+k) - m); band z sqrt((1 + 2 sum_(j<k) r_j^2) / n) with Bartlett's formula",
  source = "Box and Jenkins; as statsmodels' acf", convention = "divided by n, by n - k when adjusted; values -+ half width as lower and upper",
  inputs = { { name = "x", type = "series", length = "n", min = 3, doc = "values" } },
  options = {
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "below n; -1: min(10 log10(n), n - 1)" },
    { name = "adjusted", type = "flag", default = false, doc = "divides by n - k" },
    { name = "bartlett", type = "flag", default = true, doc = "the band widens with earlier autocorrelations" },
    { name = "confidence", type = "number", min = 0, max = 1, open = true, default = 0.95, doc = "of the band" },
  },
  results = {
    { name = "count", type = "int", doc = "lags + 1" },
    { name = "values", type = "vector", length = "n", count = "count", doc = "lag 0 first" },
    { name = "lower", type = "vector", length = "n", count = "count", doc = "lower ends" },
    { name = "upper", type = "vector", length = "n", count = "count", doc = "upper ends" },
  },
  missing = "drop",
  example = "local r = ts.acf({1.2, 0.9, 1.4, 1.1, 0.7, 1.3, 1.6, 0.8, 1.0, 1.5}, {lags = 3})\nprint(r.values[2], r.upper[2])",
},
{
  c = "pacf", header = "autocorrelation", module = "ts", name = "pacf", title = "Partial autocorrelation",
  doc = "Correlation with the value k before, after what the values between explain.",
  formula = "phi_kk of the autoregression of order k",
  source = "Box and Jenkins; Burg (1975); as statsmodels' pacf", convention = "methods have statsmodels' names; band z / sqrt(n)",
  inputs = { { name = "x", type = "series", length = "n", min = 3, doc = "values" } },
  options = {
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "up to n / 2; -1: min(10 log10(n), n / 2 - 1)" },
    { name = "method", type = "choice", default = "ywadjusted",
      choices = { "ywadjusted", "ywmle", "ols", "ols_inefficient", "ols_adjusted", "ldadjusted", "ldbiased", "burg" },
      doc = "Yule-Walker, regressions, Levinson-Durbin or Burg" },
    { name = "confidence", type = "number", min = 0, max = 1, open = true, default = 0.95, doc = "of the band" },
  },
  results = {
    { name = "count", type = "int", doc = "lags + 1" },
    { name = "values", type = "vector", length = "n", count = "count", doc = "lag 0 first" },
    { name = "lower", type = "vector", length = "n", count = "count", doc = "lower ends" },
    { name = "upper", type = "vector", length = "n", count = "count", doc = "upper ends" },
  },
  missing = "drop",
  example = "local r = ts.pacf({1.2, 0.9, 1.4, 1.1, 0.7, 1.3, 1.6, 0.8, 1.0, 1.5}, {lags = 3, method = \"burg\"})\nprint(r.values[2])",
},
{
  c = "ccf", header = "autocorrelation", module = "ts", name = "ccf", title = "Cross-correlation",
  doc = "Correlation of two series at lags in both directions: `values` is high where y leads x, `leads` where x leads y.",
  formula = "values_k = corr(x_(t+k), y_t), leads_k = corr(x_t, y_(t+k)), both about the means of the whole series",
  source = "Brockwell and Davis; as statsmodels' ccf", convention = "divided by n - k when adjusted (the default, as statsmodels), by n otherwise",
  inputs = {
    { name = "x", type = "series", length = "n", min = 3, doc = "values" },
    { name = "y", type = "series", length = "n", doc = "values" },
  },
  options = {
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "below n; -1: min(10 log10(n), n - 1)" },
    { name = "adjusted", type = "flag", default = true, doc = "divides by n - k" },
  },
  results = {
    { name = "count", type = "int", doc = "lags + 1" },
    { name = "values", type = "vector", length = "n", count = "count", doc = "of x with y k before, lag 0 first" },
    { name = "leads", type = "vector", length = "n", count = "count", doc = "of x with y k later" },
  },
  missing = "drop",
  example = two_walks .. "local r = ts.ccf(x, y, {lags = 5})\nprint(r.values[1], r.leads[2])",
},
{
  c = "ljung_box", header = "diagnostics", module = "ts", name = "ljung_box", title = "Ljung-Box test",
  doc = "Whether any of the first autocorrelations differs from 0. For residuals of a model, `model_df` is the number of its parameters.",
  formula = "Q = n (n + 2) sum_k r_k^2 / (n - k), chi-squared with lags - model_df degrees of freedom",
  source = "Ljung and Box (1978); as statsmodels' acorr_ljungbox", convention = "autocorrelations divided by n",
  inputs = { { name = "x", type = "series", length = "n", min = 3, doc = "returns or residuals" } },
  options = {
    { name = "lags", type = "int", min = 1, max = 100000, default = 10, doc = "the most, below n" },
    { name = "model_df", type = "int", min = 0, max = 100000, default = 0, doc = "parameters of the model" },
  },
  results = {
    { name = "statistic", type = "number", doc = "with all lags" },
    { name = "p_value", type = "number", doc = "NaN when no degrees of freedom are left" },
    { name = "statistics", type = "vector", length = "lags", doc = "with 1, 2, ... lags" },
    { name = "p_values", type = "vector", length = "lags", doc = "theirs" },
  },
  missing = "drop",
  example = "local r = ts.ljung_box({0.01, -0.02, 0.015, 0.003, -0.01, 0.02, -0.005, 0.007}, {lags = 3})\nprint(r.statistic, r.p_value)",
},
{
  c = "box_pierce", header = "diagnostics", module = "ts", name = "box_pierce", title = "Box-Pierce test",
  doc = "As the Ljung-Box test without its correction for small samples.",
  formula = "Q = n sum_k r_k^2, chi-squared with lags - model_df degrees of freedom",
  source = "Box and Pierce (1970)", convention = "autocorrelations divided by n",
  inputs = { { name = "x", type = "series", length = "n", min = 3, doc = "returns or residuals" } },
  options = {
    { name = "lags", type = "int", min = 1, max = 100000, default = 10, doc = "the most, below n" },
    { name = "model_df", type = "int", min = 0, max = 100000, default = 0, doc = "parameters of the model" },
  },
  results = {
    { name = "statistic", type = "number", doc = "with all lags" },
    { name = "p_value", type = "number", doc = "NaN when no degrees of freedom are left" },
    { name = "statistics", type = "vector", length = "lags", doc = "with 1, 2, ... lags" },
    { name = "p_values", type = "vector", length = "lags", doc = "theirs" },
  },
  missing = "drop",
  example = "local r = ts.box_pierce({0.01, -0.02, 0.015, 0.003, -0.01, 0.02, -0.005, 0.007}, {lags = 3})\nprint(r.statistic, r.p_value)",
},
{
  c = "jarque_bera", header = "diagnostics", module = "ts", name = "jarque_bera", title = "Jarque-Bera test",
  doc = "Whether skewness and kurtosis are those of a normal distribution. The p-value is exact only for large samples.",
  formula = "n / 6 (S^2 + (K - 3)^2 / 4), chi-squared with 2 degrees of freedom",
  source = "Jarque and Bera (1987); as statsmodels' jarque_bera", convention = "moments divided by n; kurtosis 3 is normal",
  inputs = { { name = "x", type = "series", length = "n", min = 2, doc = "returns or residuals" } },
  options = {},
  results = {
    { name = "statistic", type = "number", doc = "high speaks against a normal distribution" },
    { name = "p_value", type = "number", doc = "upper tail" },
    { name = "skewness", type = "number", doc = "S" },
    { name = "kurtosis", type = "number", doc = "K" },
  },
  missing = "drop",
  example = "local r = ts.jarque_bera({0.01, -0.02, 0.015, 0.003, -0.01, 0.02, -0.005, 0.007})\nprint(r.p_value, r.kurtosis)",
},
{
  c = "arch_lm", header = "diagnostics", module = "ts", name = "arch_lm", title = "ARCH-LM test",
  doc = "Whether the size of a value depends on the size of those before: clusters of volatility.",
  formula = "(n - lags - model_df) R2 of the regression of x_t^2 on its lags, chi-squared with `lags` degrees of freedom; and its F test",
  source = "Engle (1982); as statsmodels' het_arch", convention = "x should have mean 0: give residuals",
  inputs = { { name = "x", type = "series", length = "n", min = 5, doc = "residuals" } },
  options = {
    { name = "lags", type = "int", min = -1, max = 100000, default = -1, doc = "at least 1; -1: min(10, n / 5)" },
    { name = "model_df", type = "int", min = 0, max = 100000, default = 0, doc = "parameters of the model" },
  },
  results = {
    { name = "statistic", type = "number", doc = "Lagrange multiplier" },
    { name = "p_value", type = "number", doc = "its upper tail" },
    { name = "f_statistic", type = "number", doc = "the same by an F test" },
    { name = "f_p_value", type = "number", doc = "its upper tail" },
    { name = "lags", type = "int", doc = "used" },
  },
  missing = "drop",
  example = "local r = ts.arch_lm({0.01, -0.02, 0.015, 0.003, -0.01, 0.02, -0.005, 0.007, 0.03, -0.025}, {lags = 1})\nprint(r.p_value)",
},
{
  c = "durbin_watson", header = "diagnostics", module = "ts", name = "durbin_watson", title = "Durbin-Watson statistic",
  doc = "First-order autocorrelation of residuals: 2 for none, towards 0 for positive, towards 4 for negative.",
  formula = "sum (x_t - x_(t-1))^2 / sum x_t^2", source = "Durbin and Watson (1950)", convention = "about 0, not about the mean",
  inputs = { { name = "x", type = "series", length = "n", min = 2, doc = "residuals" } },
  options = {},
  results = { { name = "statistic", type = "number", doc = "from 0 to 4" } },
  value = "statistic", missing = "drop",
  example = "print(ts.durbin_watson({0.01, -0.02, 0.015, 0.003, -0.01, 0.02, -0.005, 0.007}))",
},
{
  c = "breusch_pagan", header = "specification", module = "ts", name = "breusch_pagan", title = "Breusch-Pagan test",
  doc = "Whether the variance of residuals depends on the regressors: a small p-value asks for robust standard errors.",
  formula = "n R2 of the regression of e^2 on x, chi-squared with k degrees of freedom; and its F test",
  source = "Breusch and Pagan (1979), Koenker's form (1981); as statsmodels' het_breuschpagan", convention = "a constant is added to x",
  inputs = {
    { name = "e", type = "series", length = "n", min = 3, doc = "residuals of the regression" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "its regressors, without the constant" },
  },
  options = {},
  results = {
    { name = "statistic", type = "number", doc = "Lagrange multiplier" },
    { name = "p_value", type = "number", doc = "its upper tail" },
    { name = "f_statistic", type = "number", doc = "the same by an F test" },
    { name = "f_p_value", type = "number", doc = "its upper tail" },
    { name = "df", type = "int", doc = "degrees of freedom: columns of the regression but the constant" },
  },
  missing = "drop",
  example = two_walks .. "local fit = ts.ols(y, {x = x})\nlocal t = ts.breusch_pagan(fit.residuals, {x = x})\nprint(t.statistic, t.p_value)",
},
{
  c = "white", header = "specification", module = "ts", name = "white", title = "White test",
  doc = "As the Breusch-Pagan test, with the squares and products of the regressors. Products that repeat a column are left out.",
  formula = "n R2 of the regression of e^2 on x and its squares and products, chi-squared",
  source = "White (1980); as statsmodels' het_white", convention = "a constant is added to x",
  inputs = {
    { name = "e", type = "series", length = "n", min = 3, doc = "residuals of the regression" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "its regressors, without the constant" },
  },
  options = {},
  results = {
    { name = "statistic", type = "number", doc = "Lagrange multiplier" },
    { name = "p_value", type = "number", doc = "its upper tail" },
    { name = "f_statistic", type = "number", doc = "the same by an F test" },
    { name = "f_p_value", type = "number", doc = "its upper tail" },
    { name = "df", type = "int", doc = "degrees of freedom: columns of the regression but the constant" },
  },
  missing = "drop",
  example = two_walks .. "local fit = ts.ols(y, {x = x})\nlocal t = ts.white(fit.residuals, {x = x})\nprint(t.statistic, t.p_value)",
},
{
  c = "breusch_godfrey", header = "specification", module = "ts", name = "breusch_godfrey", title = "Breusch-Godfrey test",
  doc = "Whether residuals follow each other at any of the first lags; the regressors may hold lags of what was explained.",
  formula = "n R2 of the regression of e on x and e_(t-1) ... e_(t-lags), chi-squared with `lags` degrees of freedom; and the F test of the lags",
  source = "Breusch (1978), Godfrey (1978); as statsmodels' acorr_breusch_godfrey", convention = "a constant is added to x",
  inputs = {
    { name = "e", type = "series", length = "n", min = 3, doc = "residuals of the regression" },
    { name = "x", type = "matrix", rows = "n", columns = "k", doc = "its regressors, without the constant", optional = true },
  },
  options = { { name = "lags", type = "int", min = 1, max = 100000, default = 1, doc = "the most" } },
  results = {
    { name = "statistic", type = "number", doc = "Lagrange multiplier" },
    { name = "p_value", type = "number", doc = "its upper tail" },
    { name = "f_statistic", type = "number", doc = "the same by an F test" },
    { name = "f_p_value", type = "number", doc = "its upper tail" },
  },
  missing = "drop",
  example = two_walks .. "local fit = ts.ols(y, {x = x})\nlocal t = ts.breusch_godfrey(fit.residuals, {x = x})\nprint(t.statistic, t.p_value)",
},
{
  c = "runs_test", header = "diagnostics", module = "ts", name = "runs_test", title = "Runs test",
  doc = "Whether values above and below the cutoff follow each other at random: few runs speak for trends, many for reversals.",
  formula = "z = (runs - 2 a b / n - 1) / sqrt(2 a b (2 a b - n) / (n^2 (n - 1)))",
  source = "Wald and Wolfowitz (1940); as statsmodels' runstest_1samp", convention = "values at the cutoff count as above; two-sided",
  inputs = { { name = "x", type = "series", length = "n", min = 3, doc = "returns or residuals" } },
  options = {
    { name = "cutoff", type = "choice", choices = { "mean", "median" }, default = "mean", doc = "what divides the values" },
    { name = "correction", type = "flag", default = true, doc = "of 1/2 for continuity below 50 values" },
  },
  results = {
    { name = "statistic", type = "number", doc = "standard normal" },
    { name = "p_value", type = "number", doc = "two-sided" },
    { name = "runs", type = "int", doc = "found" },
    { name = "above", type = "int", doc = "values at or above the cutoff" },
    { name = "below", type = "int", doc = "values below it" },
    { name = "expected", type = "number", doc = "runs at random" },
  },
  missing = "drop",
  example = "local r = ts.runs_test({0.01, -0.02, 0.015, 0.003, -0.01, 0.02, -0.005, 0.007})\nprint(r.runs, r.p_value)",
},
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
