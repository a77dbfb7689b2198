-- Lines through windows, their spread, and two series over a window. The fields are explained at the top of generate.lua.
local x = { { name = "x", field = "close", doc = "values" } }
local function period(min, default)
  return { name = "period", type = "int", min = min, max = 100000, default = default, unit = "bars", doc = "values in the window" }
end
local list = {}

local function line(ordinal, c, window, title, doc, unit, formula)
  list[#list + 1] = {
    ordinal = ordinal, c = c, header = "line", form = "step", memory = "3 * (period - 1)", series = window,
    job = ".x = x", module = "ta", name = c, talib = c:upper(),
    title = title, doc = doc .. " The line is fitted by least squares to the last `period` values; their level costs no digit.",
    inputs = x, params = { period(2, 14) }, outputs = { { name = c, doc = unit } },
    lookback = "period - 1", missing = "window", state = 2, formula = formula,
    source = ("least squares; TA-Lib 0.6.4, TA_%s, within its rounding"):format(c:upper()), example = ("local l = ta.%s(close, 14)"):format(c),
  }
end
line(246, "linearreg", "FS_WINDOW_LINE", "Line through a window at its last value", "Where the line stands at the newest bar.", "in units of x",
  "intercept + slope * (period - 1)")
line(247, "linearreg_angle", "FS_WINDOW_LINE_ANGLE", "Angle of the line through a window", "The angle of the line's slope in degrees; it depends on the unit of x.",
  "in degrees, -90 to 90", "atan(slope) * 180 / pi")
line(248, "linearreg_intercept", "FS_WINDOW_LINE_FIRST", "Line through a window at its first value", "Where the line stands at the window's oldest bar.", "in units of x",
  "mean(x) - slope * (period - 1) / 2")
line(249, "linearreg_slope", "FS_WINDOW_LINE_SLOPE", "Slope of the line through a window", "How much the line rises with each bar.", "in units of x for each bar",
  "sum((t - mean(t)) * x) / sum((t - mean(t))^2), t = 0, ..., period - 1")
line(250, "tsf", "FS_WINDOW_LINE_NEXT", "Time series forecast", "Where the line stands one bar after the newest.", "in units of x", "intercept + slope * period")

list[#list + 1] = {
  ordinal = 251, c = "ta_var", header = "spread", form = "step", memory = "3 * (period - 1)", series = "FS_WINDOW_VARIANCE", job = ".x = x, .scale = 1.0", module = "ta", name = "var", talib = "VAR",
  title = "Variance of a window (population)",
  doc = "The variance of the last `period` values with ddof 0. `nbdev` is in TA-Lib's list of parameters and has no effect there either. Keeps about 15 digits where TA-Lib 0.6.4 loses them to cancellation.",
  inputs = x,
  params = { period(1, 5), { name = "nbdev", type = "number", min = -3e37, max = 3e37, default = 1, doc = "without effect" } },
  outputs = { { name = "var", doc = "in squared units of x" } },
  lookback = "period - 1", missing = "window", state = 2,
  formula = "sum((x - mean)^2) / period", source = "TA-Lib 0.6.4, TA_VAR", example = "local v = ta.var(close, 20)",
}
list[#list + 1] = {
  ordinal = 252, c = "avgdev", header = "spread", form = "window", window = "period", memory = "period - 1", series = "FS_WINDOW_DISTANCE", job = ".x = x", module = "ta", name = "avgdev", talib = "AVGDEV",
  title = "Mean deviation of a window",
  doc = "The mean distance of the last `period` values from their mean.",
  inputs = x, params = { period(2, 14) }, outputs = { { name = "avgdev", doc = "in units of x" } },
  lookback = "period - 1", missing = "window", state = 2,
  formula = "sum(|x - mean|) / period", source = "TA-Lib 0.6.4, TA_AVGDEV, within its rounding", example = "local d = ta.avgdev(close, 14)",
}
local pair = { { name = "x", field = "close", doc = "values" }, { name = "y", field = "close", doc = "values" } }
list[#list + 1] = {
  ordinal = 253, c = "ta_correl", header = "pairs", form = "step", memory = "7 * (period - 1)", series = "FS_WINDOW_CORRELATION", job = ".x = x, .y = y, .otherwise = 0.0", module = "ta", name = "correl", talib = "CORREL",
  title = "Correlation over a window",
  doc = "Pearson's correlation of the last `period` values of two series; 0 where one of them does not vary. TA-Lib 0.6.4 gives 0 whenever the product of both variances is below 1e-14, and loses digits where they are small beside the level.",
  inputs = pair, params = { period(1, 30) }, outputs = { { name = "correl", doc = "-1 to 1" } },
  lookback = "period - 1", missing = "window", state = 2,
  formula = "cov(x, y) / sqrt(var(x) * var(y))", source = "TA-Lib 0.6.4, TA_CORREL",
  example = "local r = ta.correl(high, low, 30)",
}
list[#list + 1] = {
  ordinal = 254, c = "ta_beta", header = "pairs", form = "step", memory = "7 * (period - 1)", series = "own", module = "ta", name = "beta", talib = "BETA",
  title = "Beta over a window",
  doc = "The slope of the relative changes of y on those of x, over the last `period` changes: x is the market, y the asset. 0 where the changes of x do not vary; a change from 0 counts as 0.",
  inputs = { { name = "x", field = "close", doc = "prices of the market" }, { name = "y", field = "close", doc = "prices of the asset" } },
  params = { period(1, 5) }, outputs = { { name = "beta", doc = "changes of y for each change of x" } },
  lookback = "period", missing = "window", state = 2,
  formula = "cov(rx, ry) / var(rx), r[i] = x[i] / x[i-1] - 1", source = "TA-Lib 0.6.4, TA_BETA",
  example = "local b = ta.beta(high, low, 20)",
}
return list
