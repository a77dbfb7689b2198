-- Oscillators and ranges. The fields are explained at the top of generate.lua.
return {
  {
    ordinal = 5, c = "rsi", module = "ta", name = "rsi", talib = "RSI",
    title = "Relative strength index",
    doc = "The share of gains in all movement, in percent, each averaged after Wilder and seeded with the mean of the first `period` changes. 0 where nothing moved, as in TA-Lib.",
    inputs = { { name = "x", field = "close", doc = "values" } },
    params = { { name = "period", type = "int", min = 2, max = 100000, default = 14, unit = "bars", doc = "period of Wilder's averages" } },
    outputs = { { name = "rsi", doc = "0 to 100" } },
    lookback = "period", missing = "skip", state = 1,
    formula = "100 * gain / (gain + loss); gain[i] = (gain[i-1] * (period - 1) + max(x[i] - x[i-1], 0)) / period",
    source = "J. Welles Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib 0.6.4, TA_RSI, equal bit for bit",
    example = "local r = ta.rsi(14)\nif r:update(bar.close) < 30 then s:target_percent(1) end",
  },
  {
    ordinal = 6, c = "atr", module = "ta", name = "atr", talib = "ATR",
    title = "Average true range",
    doc = "How far a bar reaches, gaps included: the largest of high - low, |high - previous close| and |low - previous close|, averaged after Wilder and seeded with the mean of the first `period`.",
    inputs = {
      { name = "high", field = "high", doc = "highs" }, { name = "low", field = "low", doc = "lows" },
      { name = "close", field = "close", doc = "closes" },
    },
    params = { { name = "period", type = "int", min = 1, max = 100000, default = 14, unit = "bars", doc = "period of Wilder's average" } },
    outputs = { { name = "atr", doc = "the range, in price units" } },
    lookback = "period", missing = "skip", state = 1,
    formula = "atr[i] = (atr[i-1] * (period - 1) + range[i]) / period",
    source = "J. Welles Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib 0.6.4, TA_ATR, equal bit for bit",
    example = "local a = ta.atr(14)\nlocal range = a:update(bar)       -- or a:update(high, low, close)",
  },
  {
    ordinal = 7, c = "stoch", module = "ta", name = "stoch", talib = "STOCH",
    title = "Stochastic oscillator",
    doc = "Where the close lies between the lowest low and the highest high of the last `fast_k` bars, in percent; its mean over `slow_k` bars is %K, the mean of that over `slow_d` bars is %D. Simple averages only (TA-Lib's matype 0). 0 where high and low are equal.",
    inputs = {
      { name = "high", field = "high", doc = "highs" }, { name = "low", field = "low", doc = "lows" },
      { name = "close", field = "close", doc = "closes" },
    },
    params = {
      { name = "fast_k", type = "int", min = 1, max = 100000, default = 5, unit = "bars", doc = "bars in the range" },
      { name = "slow_k", type = "int", min = 1, max = 100000, default = 3, unit = "bars", doc = "bars in the mean of %K" },
      { name = "slow_d", type = "int", min = 1, max = 100000, default = 3, unit = "bars", doc = "bars in the mean of %D" },
    },
    outputs = { { name = "k", doc = "%K, 0 to 100" }, { name = "d", doc = "%D, 0 to 100" } },
    lookback = "fast_k + slow_k + slow_d - 3", missing = "window", state = 1,
    formula = "sma((close - lowest) / ((highest - lowest) / 100), slow_k); sma(k, slow_d)",
    source = "TA-Lib 0.6.4, TA_STOCH",
    example = "local k, d = ta.stoch(high, low, close, 14, 3, 3)",
  },
}
