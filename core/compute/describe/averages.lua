-- Moving averages. The fields are explained at the top of generate.lua.
return {
  {
    ordinal = 1, c = "sma", module = "ta", name = "sma", talib = "SMA",
    also = { { module = "stats", name = "rolling_mean" } },
    title = "Simple moving average",
    doc = "The mean of the last `period` values. Its running sum keeps every rounding error, so that it does not drift over millions of bars as TA-Lib's does (both agree to about 1e-12).",
    inputs = { { name = "x", field = "close", doc = "values" } },
    params = { { name = "period", type = "int", min = 1, max = 100000, unit = "bars", doc = "values in the mean" } },
    outputs = { { name = "sma", doc = "the mean" } },
    lookback = "period - 1", missing = "window", state = 1,
    formula = "(x[i-period+1] + ... + x[i]) / period",
    source = "TA-Lib 0.6.4, TA_SMA; error-free sums after Ogita, Rump and Oishi (2005)",
    example = "local fast = ta.sma(20)          -- a stream\nlocal y = fast:update(bar.close)  -- NaN for the first 19 bars",
  },
  {
    ordinal = 2, c = "ema", module = "ta", name = "ema", talib = "EMA",
    title = "Exponential moving average",
    doc = "Recent values weigh more: each new value enters with the weight 2 / (period + 1). The first output is the mean of the first `period` values, as TA-Lib does it (Tulip and TradingView start from the first value instead).",
    inputs = { { name = "x", field = "close", doc = "values" } },
    params = { { name = "period", type = "int", min = 1, max = 100000, unit = "bars", doc = "sets the weight, 2 / (period + 1)" } },
    outputs = { { name = "ema", doc = "the average" } },
    lookback = "period - 1", missing = "skip", state = 1,
    formula = "ema[i] = (x[i] - ema[i-1]) * 2 / (period + 1) + ema[i-1]",
    source = "TA-Lib 0.6.4, TA_EMA, equal bit for bit",
    example = "local e = ta.ema(close, 26)      -- a series as long as close",
  },
}
