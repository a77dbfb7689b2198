-- Directional movement and ranges of bars. The fields are explained at the top of generate.lua.
local high, low, close = { name = "high", field = "high", doc = "highs" }, { name = "low", field = "low", doc = "lows" },
  { name = "close", field = "close", doc = "closes" }
local function period(min)
  return { name = "period", type = "int", min = min, max = 100000, default = 14, unit = "bars", doc = "smoothing" }
end

-- One of the two directions: DM and DI.
local function direction(ordinal, sign, word, move)
  local c = sign .. "_dm"
  local dm = {
    ordinal = ordinal, c = c, header = "directional", form = "step", module = "ta", name = c, talib = c:upper(),
    title = ("Directional movement %s"):format(word),
    doc = ("Wilder's smoothed sum of what each bar moved %s beyond the one before: %s, where that is above 0 and the larger of both directions. The first period - 1 movements are summed, then each step takes a fraction 1 / period away. A period of 1 gives the movements themselves."):format(word, move),
    inputs = { high, low }, params = { period(1) }, outputs = { { name = c, doc = "in units of price" } },
    lookback = "(period > 1 ? period - 1 : 1)", missing = "skip", state = 1,
    formula = "s[i] = s[i-1] - s[i-1] / period + dm[i]",
    source = ("J. W. Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib 0.6.4, TA_%s, equal bit for bit"):format(c:upper()),
    example = ("local m = ta.%s(high, low, 14)"):format(c),
  }
  c = sign .. "_di"
  local di = {
    ordinal = ordinal + 1, c = c, header = "directional", form = "step", module = "ta", name = c, talib = c:upper(),
    title = ("Directional indicator %s"):format(word),
    doc = ("The directional movement %s in percent of the true range, both smoothed by Wilder; 0 where there was no range. A period of 1 gives a fraction instead of percent, as in TA-Lib."):format(word),
    inputs = { high, low, close }, params = { period(1) }, outputs = { { name = c, doc = "in percent" } },
    lookback = "period", missing = "skip", state = 1,
    formula = "100 * dm / range, s[i] = s[i-1] - s[i-1] / period + new of each",
    source = ("J. W. Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib 0.6.4, TA_%s, equal bit for bit"):format(c:upper()),
    example = ("local d = ta.%s(high, low, close, 14)"):format(c),
  }
  return dm, di
end

local plus_dm, plus_di = direction(209, "plus", "upwards", "high[i] - high[i-1]")
local minus_dm, minus_di = direction(211, "minus", "downwards", "low[i-1] - low[i]")

return {
  plus_dm, plus_di, minus_dm, minus_di,
  {
    ordinal = 213, c = "dx", header = "directional", form = "step", module = "ta", name = "dx", talib = "DX",
    title = "Directional movement index",
    doc = "How one-sided movement is: the difference of both directional indicators in percent of their sum. Stays where it was when there is no movement or no range.",
    inputs = { high, low, close }, params = { period(2) }, outputs = { { name = "dx", doc = "0 to 100" } },
    lookback = "period", missing = "skip", state = 1,
    formula = "100 * |plus_di - minus_di| / (plus_di + minus_di)",
    source = "J. W. Wilder (1978); TA-Lib 0.6.4, TA_DX, equal bit for bit",
    example = "local d = ta.dx(high, low, close, 14)",
  },
  {
    ordinal = 214, c = "adx", header = "directional", form = "step", series = "own", module = "ta", name = "adx", talib = "ADX",
    title = "Average directional movement index",
    doc = "Wilder's average of the directional movement index, from the mean of its first `period` values; a trend's strength, not its direction.",
    inputs = { high, low, close }, params = { period(2) }, outputs = { { name = "adx", doc = "0 to 100" } },
    lookback = "2 * period - 1", missing = "skip", state = 1,
    formula = "adx[i] = (adx[i-1] * (period - 1) + dx[i]) / period",
    source = "J. W. Wilder (1978); TA-Lib 0.6.4, TA_ADX, equal bit for bit",
    example = "local strength = ta.adx(high, low, close, 14)",
  },
  {
    ordinal = 215, c = "adxr", header = "directional", form = "step", memory = "period", series = "own", module = "ta", name = "adxr",
    talib = "ADXR", title = "Average directional movement index rating",
    doc = "The mean of the average directional movement index now and period - 1 bars ago.",
    inputs = { high, low, close }, params = { period(2) }, outputs = { { name = "adxr", doc = "0 to 100" } },
    lookback = "3 * period - 2", missing = "skip", state = 1,
    formula = "(adx[i] + adx[i-period+1]) / 2",
    source = "J. W. Wilder (1978); TA-Lib 0.6.4, TA_ADXR, equal bit for bit",
    example = "local rating = ta.adxr(high, low, close, 14)",
  },
  {
    ordinal = 216, c = "trange", header = "range", form = "step", module = "ta", name = "trange", talib = "TRANGE",
    title = "True range",
    doc = "The largest of a bar's range and the distances of its high and its low from the close before.",
    inputs = { high, low, close }, params = {}, outputs = { { name = "trange", doc = "in units of price" } },
    lookback = "1", missing = "skip", state = 1,
    formula = "max(high[i] - low[i], |high[i] - close[i-1]|, |low[i] - close[i-1]|)",
    source = "J. W. Wilder (1978); TA-Lib 0.6.4, TA_TRANGE, equal bit for bit",
    example = "local r = ta.trange(high, low, close)",
  },
  {
    ordinal = 217, c = "natr", header = "range", form = "step", module = "ta", name = "natr", talib = "NATR",
    title = "Average true range in percent of the close",
    doc = "ta.atr divided by the close, in percent; 0 where the close is 0. A period of 1 gives the true range itself, as in TA-Lib.",
    inputs = { high, low, close }, params = { period(1) }, outputs = { { name = "natr", doc = "in percent" } },
    lookback = "period", missing = "skip", state = 1,
    formula = "100 * atr(high, low, close, period) / close",
    source = "J. Forman (2006); TA-Lib 0.6.4, TA_NATR, equal bit for bit",
    example = "local v = ta.natr(high, low, close, 14)",
  },
}
