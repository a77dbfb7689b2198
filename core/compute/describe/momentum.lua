-- Momentum: changes and rates of change. The fields are explained at the top of generate.lua.
local values = { { name = "x", field = "close", doc = "values" } }
local function period(default)
  return { name = "period", type = "int", min = 1, max = 100000, default = default, unit = "bars", doc = "how far back" }
end

return {
  {
    ordinal = 16, c = "mom", form = "window", window = "period + 1", module = "ta", name = "mom", talib = "MOM",
    title = "Momentum",
    doc = "How much a value changed over `period` bars.",
    inputs = values, params = { period(10) }, outputs = { { name = "mom", doc = "in units of x" } },
    lookback = "period", missing = "window", state = 1,
    formula = "x[i] - x[i-period]", source = "TA-Lib 0.6.4, TA_MOM, equal bit for bit",
    example = "local m = ta.mom(close, 10)",
  },
}
