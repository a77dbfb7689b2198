-- Indicators of volume. The fields are explained at the top of generate.lua.
local bar = { { name = "high", field = "high", doc = "highs" }, { name = "low", field = "low", doc = "lows" },
  { name = "close", field = "close", doc = "closes" }, { name = "volume", field = "volume", doc = "volumes" } }

return {
  {
    ordinal = 15, c = "obv", form = "step", module = "ta", name = "obv", talib = "OBV",
    title = "On-balance volume",
    doc = "Adds the volume of bars that close higher than the one before and takes away that of bars that close lower. Starts with the first bar's volume, as TA-Lib does (Tulip starts with 0).",
    inputs = { { name = "close", field = "close", doc = "closes" }, { name = "volume", field = "volume", doc = "volumes" } },
    params = {}, outputs = { { name = "obv", doc = "in units of volume" } },
    lookback = "0", missing = "skip", state = 1,
    formula = "obv[i] = obv[i-1] + volume[i] * sign(close[i] - close[i-1])",
    source = "J. Granville (1963); TA-Lib 0.6.4, TA_OBV, equal bit for bit",
    example = "local o = ta.obv()\nlocal y = o:update(bar)",
  },
  {
    ordinal = 207, c = "ad", form = "step", module = "ta", name = "ad", talib = "AD",
    title = "Accumulation/distribution line",
    doc = "Sums volumes, each weighted by where the bar closed within its range, from -1 at the low to 1 at the high; a bar without range adds nothing.",
    inputs = bar, params = {}, outputs = { { name = "ad", doc = "in units of volume" } },
    lookback = "0", missing = "skip", state = 1,
    formula = "ad[i] = ad[i-1] + ((close - low) - (high - close)) / (high - low) * volume",
    source = "M. Chaikin; TA-Lib 0.6.4, TA_AD, equal bit for bit",
    example = "local line = ta.ad(high, low, close, volume)",
  },
  {
    ordinal = 208, c = "adosc", header = "ad", form = "step", module = "ta", name = "adosc", talib = "ADOSC",
    title = "Chaikin's oscillator",
    doc = "A fast exponential average of the accumulation/distribution line less a slow one. Both averages start with the line's first value, as in TA-Lib; there is no check that fast is below slow.",
    inputs = bar,
    params = { { name = "fast", type = "int", min = 2, max = 100000, default = 3, unit = "bars", doc = "period of the fast average" },
      { name = "slow", type = "int", min = 2, max = 100000, default = 10, unit = "bars", doc = "period of the slow average" } },
    outputs = { { name = "adosc", doc = "in units of volume" } },
    lookback = "(fast > slow ? fast : slow) - 1", missing = "skip", state = 1,
    formula = "e(ad, fast) - e(ad, slow), e[i] = k * ad[i] + (1 - k) * e[i-1], k = 2 / (period + 1)",
    source = "M. Chaikin; TA-Lib 0.6.4, TA_ADOSC, equal bit for bit",
    example = "local c = ta.adosc(high, low, close, volume, 3, 10)",
  },
}
