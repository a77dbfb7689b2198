-- Statistics of moving windows, and returns. The fields are explained at the top of generate.lua.
local kinds = require "average_kinds"
local values = { { name = "x", field = "close", doc = "values" } }
local function period(min, default)
  return { name = "period", type = "int", min = min, max = 100000, default = default, unit = "bars", doc = "values in the window" }
end
local ddof = { name = "ddof", type = "int", min = 0, max = 1, default = 1,
  doc = "the variance is divided by period - ddof: 1 estimates a population from a sample, 0 describes the window itself" }

return {
  {
    ordinal = 8, c = "max", header = "extreme", module = "ta", name = "max", talib = "MAX",
    also = { { module = "stats", name = "rolling_max" } },
    title = "Largest of a window",
    doc = "The largest of the last `period` values. Takes the same time for every period.",
    inputs = values, params = { period(1) }, outputs = { { name = "max", doc = "the largest value" } },
    lookback = "period - 1", missing = "window", state = 1,
    formula = "max(x[i-period+1], ..., x[i])", source = "TA-Lib 0.6.4, TA_MAX",
    example = "local top = ta.max(high, 20)",
  },
  {
    ordinal = 9, c = "min", header = "extreme", module = "ta", name = "min", talib = "MIN",
    also = { { module = "stats", name = "rolling_min" } },
    title = "Smallest of a window",
    doc = "The smallest of the last `period` values. Takes the same time for every period.",
    inputs = values, params = { period(1) }, outputs = { { name = "min", doc = "the smallest value" } },
    lookback = "period - 1", missing = "window", state = 1,
    formula = "min(x[i-period+1], ..., x[i])", source = "TA-Lib 0.6.4, TA_MIN",
    example = "local bottom = ta.min(low, 20)",
  },
  {
    ordinal = 10, c = "stddev", form = "step", memory = "3 * (period - 1)", series = "FS_WINDOW_DEVIATION", job = ".x = x, .scale = 1.0, .factor = factor", module = "ta", name = "stddev", talib = "STDDEV",
    title = "Standard deviation of a window (population)",
    doc = "The standard deviation of the last `period` values with ddof 0, times `factor`. Where TA-Lib 0.6.4 loses digits to cancellation, and gives 0 for every variance below 1e-14, this keeps about 15 digits.",
    inputs = values,
    params = { period(2, 5), { name = "factor", type = "number", min = -3e37, max = 3e37, default = 1, doc = "the result is multiplied with it" } },
    outputs = { { name = "stddev", doc = "the deviation" } },
    lookback = "period - 1", missing = "window", state = 2,
    formula = "factor * sqrt(sum((x - mean)^2) / period)", source = "TA-Lib 0.6.4, TA_STDDEV",
    example = "local sd = ta.stddev(close, 20)",
  },
  {
    ordinal = 11, c = "bbands", form = "window", window = "period + 2", memory = "4 * (size_t)period - 3 + sizeof(struct fs_sma) / sizeof(double)", series = "own", module = "ta", name = "bbands", talib = "BBANDS",
    title = "Bollinger bands",
    doc = "A moving average of `period` values, and that average plus `up` and minus `down` standard deviations (ddof 0, about the mean whatever the average).",
    inputs = values,
    params = {
      period(2, 20),
      { name = "up", type = "number", min = -3e37, max = 3e37, default = 2, unit = "deviations", doc = "width above the average" },
      { name = "down", type = "number", min = -3e37, max = 3e37, default_from = "up", unit = "deviations", doc = "width below the average" },
      kinds.param("matype", "kind of average"),
    },
    outputs = { { name = "upper", doc = "average + up * deviation" }, { name = "middle", doc = "the average, as ta.ma" },
      { name = "lower", doc = "average - down * deviation" } },
    lookback = kinds.larger(kinds.lookback("period", "matype"), "period - 1"), missing = "window", state = 3,
    formula = "ma + up * stddev; ma; ma - down * stddev", source = "TA-Lib 0.6.4, TA_BBANDS",
    example = "local upper, middle, lower = ta.bbands(close, 20, 2)",
  },
  {
    ordinal = 12, c = "rolling_std", header = "rolling_spread", form = "step", memory = "3 * (period - 1)", series = "FS_WINDOW_DEVIATION", job = ".x = x, .scale = fs_rolling_scale(period, ddof), .factor = 1.0", module = "stats", name = "rolling_std",
    title = "Standard deviation of a window",
    doc = "The standard deviation of the last `period` values; by default the sample deviation (ddof 1), as pandas' rolling().std().",
    inputs = values, params = { period(2), ddof }, outputs = { { name = "std", doc = "the deviation" } },
    lookback = "period - 1", missing = "window", state = 2,
    formula = "sqrt(sum((x - mean)^2) / (period - ddof))", source = "pandas 2, Rolling.std",
    example = "local volatility = stats.rolling_std(stats.returns(close), 21)",
  },
  {
    ordinal = 13, c = "zscore", header = "rolling_spread", form = "step", memory = "3 * (period - 1)", series = "FS_WINDOW_ZSCORE", job = ".x = x, .scale = fs_rolling_scale(period, ddof)", module = "stats", name = "zscore",
    title = "z-score in a window",
    doc = "How many standard deviations a value lies above the mean of the last `period` values, itself included; NaN where they are all equal.",
    inputs = values, params = { period(2), ddof }, outputs = { { name = "z", doc = "deviations from the mean" } },
    lookback = "period - 1", missing = "window", state = 2,
    formula = "(x[i] - mean) / std", source = "definition",
    example = "local z = stats.zscore(60)\nlocal score = z:update(spread)",
  },
  {
    ordinal = 14, c = "returns", module = "stats", name = "returns",
    title = "Returns",
    doc = "The relative change from each value to the next: simple, x / previous - 1, or logarithmic, log(x / previous). NaN where it is not defined: a simple return from 0, a logarithmic one from or to a value that is not positive. The same bits on every processor.",
    inputs = values,
    params = { { name = "kind", type = "choice", choices = { "simple", "log" }, default = "simple", doc = "which of the two" } },
    outputs = { { name = "returns", doc = "fractions: 0.01 is one percent" } },
    lookback = "1", missing = "pair", state = 1,
    formula = "(x[i] - x[i-1]) / x[i-1]; log(x[i] / x[i-1])", source = "definition",
    example = "local r = stats.returns(close)\nlocal l = stats.returns(close, \"log\")",
  },
}
