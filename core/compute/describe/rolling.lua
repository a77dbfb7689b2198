-- Statistics of moving windows, of all values so far, and exponentially weighted ones. The fields are explained at the top of
-- generate.lua.
local x = { name = "x", field = "close", doc = "values" }
local y = { name = "y", field = "close", doc = "values of the other series" }
local function period(min, doc) return { name = "period", type = "int", min = min, max = 100000, unit = "bars", doc = doc or "values in the window" } end
local ddof = { name = "ddof", type = "int", min = 0, max = 1, default = 1, doc = "the variance is divided by the count less ddof" }
local span = { name = "span", type = "number", min = 1, max = 1e9, unit = "bars", doc = "the newest value weighs 2 / (span + 1)" }
local adjust = { name = "adjust", type = "choice", choices = { "yes", "no" }, default = "yes",
  doc = "yes: weights are divided by their sum; no: a recursion from the first value" }
local list, ordinal = {}, 299
local function add(p)
  ordinal = ordinal + 1
  p.ordinal, p.module, p.state = ordinal, "stats", p.state or 1
  p.name = p.c
  list[#list + 1] = p
end
local function rolling(c, inputs, params, window, title, doc, formula, source, example)
  add { c = c, header = "rolling", form = "window", window = window, title = title, doc = doc, inputs = inputs, params = params,
    outputs = { { name = c:gsub("^rolling_", ""), doc = "of the window" } }, lookback = "period - 1", missing = "window", formula = formula, source = source, example = example }
end
local function spread(c, inputs, more, parts, what, job, title, doc, formula, source, example)
  local params = { period(2) }
  params[2] = more
  add { c = c, state = 2, header = "rolling_spread", form = "step", memory = parts .. " * (period - 1)", series = what, job = job, title = title, doc = doc, inputs = inputs,
    params = params, outputs = { { name = c:gsub("^rolling_", ""), doc = "of the window" } }, lookback = "period - 1", missing = "window", formula = formula, source = source, example = example }
end
spread("rolling_var", { x }, ddof, 3, "FS_WINDOW_VARIANCE", ".x = x, .scale = fs_rolling_scale(period, ddof)", "Variance of a window", "The variance of the last `period` values; 0 where they do not vary.",
  "sum((x - mean)^2) / (period - ddof)", "pandas 2, Rolling.var", "local v = stats.rolling_var(close, 21)")
spread("rolling_cov", { x, y }, ddof, 7, "FS_WINDOW_COVARIANCE", ".x = x, .y = y, .scale = fs_rolling_scale(period, ddof)", "Covariance of two series in a window", "Of the last `period` pairs.",
  "sum((x - mean x) (y - mean y)) / (period - ddof)", "pandas 2, Rolling.cov", "local c = stats.rolling_cov(high, low, 21)")
spread("rolling_corr", { x, y }, nil, 7, "FS_WINDOW_CORRELATION", ".x = x, .y = y, .otherwise = NAN", "Correlation of two series in a window", "Of the last `period` pairs; NaN where one of them does not vary (ta.correl gives 0).",
  "cov(x, y) / (sd x sd y)", "pandas 2, Rolling.corr", "local c = stats.rolling_corr(high, low, 21)")
spread("rolling_beta", { x, y }, nil, 7, "FS_WINDOW_SLOPE", ".x = x, .y = y, .otherwise = NAN", "Slope on another series in a window", "How much x moved for each unit of y: the slope of the regression of x on y over the last `period` pairs.",
  "cov(x, y) / var(y)", "definition", "local b = stats.rolling_beta(stats.returns(close), stats.returns(high), 60)")
rolling("rolling_skew", { x }, { period(3) }, "period", "Skewness of a window", "Corrected for bias; computed anew from each window.",
  "sqrt(n (n - 1)) / (n - 2) m3 / m2^(3/2)", "pandas 2, Rolling.skew", "local s = stats.rolling_skew(close, 60)")
rolling("rolling_kurt", { x }, { period(4) }, "period", "Kurtosis of a window", "Excess, corrected for bias; computed anew from each window.",
  "(n - 1) / ((n - 2) (n - 3)) ((n + 1) (m4 / m2^2 - 3) + 6)", "pandas 2, Rolling.kurt", "local k = stats.rolling_kurt(close, 60)")
rolling("rolling_rank", { x }, { period(1) }, "period", "Rank in a window", "The place of the newest value among the last `period`, from 1 for the smallest; ties share their mean.",
  "values below + (values equal + 1) / 2", "pandas 2, Rolling.rank", "local r = stats.rolling_rank(close, 60)")
add { c = "rolling_quantile", header = "rolling", form = "step", memory = "2 * period", title = "Quantile of a window",
  doc = "The value below which a share `probability` of the last `period` values lies (R's type 7); 0.5 is the median.", inputs = { x },
  params = { period(1), { name = "probability", type = "number", min = 0, max = 1, default = 0.5, doc = "the share" } }, outputs = { { name = "quantile", doc = "of the window" } },
  lookback = "period - 1", missing = "window", formula = "at position probability (period - 1) + 1 of the sorted window", source = "pandas 2, Rolling.quantile; a sorted window",
  example = "local low = stats.rolling_quantile(close, 60, 0.05)" }
local function expanding(c, params, lookback, title, doc, formula)
  add { c = "expanding_" .. c, header = "expanding", form = "step", title = title, doc = doc, inputs = { x }, params = params,
    outputs = { { name = c, doc = "so far" } }, lookback = lookback, missing = "skip", formula = formula, source = "pandas 2, Expanding." .. c,
    example = ("local e = stats.expanding_%s(close)"):format(c) }
end
expanding("sum", {}, "0", "Sum so far", "Of all values up to this one; keeps its errors.", "x[1] + ... + x[i]")
expanding("mean", {}, "0", "Mean so far", "Of all values up to this one.", "(x[1] + ... + x[i]) / i")
expanding("min", {}, "0", "Smallest so far", "Of all values up to this one.", "min(x[1], ..., x[i])")
expanding("max", {}, "0", "Largest so far", "Of all values up to this one.", "max(x[1], ..., x[i])")
expanding("var", { ddof }, "ddof", "Variance so far", "Of all values up to this one.", "sum((x - mean)^2) / (i - ddof)")
expanding("std", { ddof }, "ddof", "Standard deviation so far", "Of all values up to this one.", "sqrt(sum((x - mean)^2) / (i - ddof))")
expanding("skew", {}, "2", "Skewness so far", "Corrected for bias; moments updated after Pebay (2008). NaN while nothing varies.", "sqrt(n (n - 1)) / (n - 2) m3 / m2^(3/2)")
expanding("kurt", {}, "3", "Kurtosis so far", "Excess, corrected for bias; moments updated after Pebay (2008). NaN while nothing varies.", "(n - 1) / ((n - 2) (n - 3)) ((n + 1) (m4 / m2^2 - 3) + 6)")
local function ewm(c, inputs, lookback, title, doc, formula)
  add { c = "ewm_" .. c, header = "expanding", form = "step", title = title, doc = doc, inputs = inputs, params = { span, adjust },
    outputs = { { name = c, doc = "exponentially weighted" } }, lookback = lookback, missing = "skip", formula = formula, source = "pandas 2, ExponentialMovingWindow." .. c .. " with ignore_na",
    example = ("local e = stats.ewm_%s(%s, 20)"):format(c, #inputs == 2 and "high, low" or "close") }
end
ewm("mean", { x }, "0", "Exponentially weighted mean", "Starts with the first value; ta.ema starts with a mean.", "sum((1 - a)^age x) / sum((1 - a)^age), a = 2 / (span + 1)")
ewm("var", { x }, "1", "Exponentially weighted variance", "Corrected for bias.", "weighted mean of (x - weighted mean)^2, times (sum w)^2 / ((sum w)^2 - sum w^2)")
ewm("std", { x }, "1", "Exponentially weighted standard deviation", "The root of stats.ewm_var.", "sqrt(ewm_var)")
ewm("cov", { x, y }, "1", "Exponentially weighted covariance", "Corrected for bias.", "weighted mean of products about the weighted means, times (sum w)^2 / ((sum w)^2 - sum w^2)")
ewm("corr", { x, y }, "1", "Exponentially weighted correlation", "NaN where one of them does not vary.", "ewm_cov / (sd x sd y)")
add { c = "rolling_median", header = "rolling_median", form = "step", memory = "2 * period", title = "Median of a window",
  doc = "The middle of the last `period` values, sorted, or the mean of the two in the middle: no single wild value moves it far.", inputs = { x },
  params = { period(1) }, outputs = { { name = "median", doc = "of the window" } },
  lookback = "period - 1", missing = "window", formula = "quantile 0.5 of the window", source = "pandas 2, Rolling.median; a sorted window",
  example = "local m = stats.rolling_median(close, 20)" }
return list
