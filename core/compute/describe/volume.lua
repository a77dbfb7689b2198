-- Indicators of volume. The fields are explained at the top of generate.lua.
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
}
