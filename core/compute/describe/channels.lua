-- Channels, stops and middles of ranges. The fields are explained at the top of generate.lua.
local high, low, close = { name = "high", field = "high", doc = "highs" }, { name = "low", field = "low", doc = "lows" },
  { name = "close", field = "close", doc = "closes" }
local function bars(name, min, default, doc)
  return { name = name, type = "int", min = min, max = 100000, default = default, unit = "bars", doc = doc }
end
local function fraction(name, default, doc)
  return { name = name, type = "number", min = 0, max = 3e37, default = default, doc = doc }
end

return {
  {
    ordinal = 130, c = "midpoint", form = "window", window = "period", module = "ta", name = "midpoint", talib = "MIDPOINT",
    title = "Middle of the extremes of values",
    doc = "Halfway between the largest and the smallest of the last `period` values.",
    inputs = { { name = "x", field = "close", doc = "values" } }, params = { bars("period", 2, 14, "values in the window") },
    outputs = { { name = "midpoint", doc = "in units of x" } },
    lookback = "period - 1", missing = "window", state = 1,
    formula = "(max + min) / 2", source = "TA-Lib 0.6.4, TA_MIDPOINT, equal bit for bit",
    example = "local m = ta.midpoint(close, 14)",
  },
  {
    ordinal = 131, c = "midprice", header = "midpoint", form = "window", window = "period", module = "ta", name = "midprice", talib = "MIDPRICE",
    title = "Middle of the range of bars",
    doc = "Halfway between the highest high and the lowest low of the last `period` bars.",
    inputs = { high, low }, params = { bars("period", 2, 14, "bars in the window") },
    outputs = { { name = "midprice", doc = "in units of price" } },
    lookback = "period - 1", missing = "window", state = 1,
    formula = "(highest high + lowest low) / 2", source = "TA-Lib 0.6.4, TA_MIDPRICE, equal bit for bit",
    example = "local m = ta.midprice(high, low, 14)",
  },
  {
    ordinal = 132, c = "sar", form = "step", module = "ta", name = "sar", talib = "SAR",
    title = "Parabolic stop and reverse",
    doc = "A stop that follows the trend: it moves towards the trend's extreme by a fraction that grows with each new extreme, and jumps to the other side when a bar touches it.",
    inputs = { high, low },
    params = { fraction("acceleration", 0.02, "fraction at the start and what each new extreme adds"), fraction("maximum", 0.2, "the largest fraction") },
    outputs = { { name = "sar", doc = "the stop, in units of price" } },
    lookback = "1", missing = "skip", state = 1,
    formula = "sar[i+1] = sar[i] + a * (extreme - sar[i]), not beyond the last two bars",
    source = "J. W. Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib 0.6.4, TA_SAR, equal bit for bit",
    example = "local stop = ta.sar(high, low, 0.02, 0.2)",
  },
  {
    ordinal = 133, c = "sarext", header = "sar", form = "step", module = "ta", name = "sarext", talib = "SAREXT",
    title = "Parabolic stop and reverse with all settings",
    doc = "ta.sar with fractions for each direction, a first stop, and an offset on reversal. The stop is negative in falling trends, as in TA-Lib.",
    inputs = { high, low },
    params = {
      { name = "startvalue", type = "number", min = -3e37, max = 3e37, default = 0, doc = "first stop of a rising trend; negative: of a falling one; 0: taken from the first bars" },
      fraction("offsetonreverse", 0, "fraction of the stop by which it is moved away when the trend turns"),
      fraction("accelerationinitlong", 0.02, "fraction at the start of a rising trend"),
      fraction("accelerationlong", 0.02, "what each new high adds"),
      fraction("accelerationmaxlong", 0.2, "the largest fraction in a rising trend"),
      fraction("accelerationinitshort", 0.02, "fraction at the start of a falling trend"),
      fraction("accelerationshort", 0.02, "what each new low adds"),
      fraction("accelerationmaxshort", 0.2, "the largest fraction in a falling trend"),
    },
    outputs = { { name = "sarext", doc = "the stop, negative in falling trends" } },
    lookback = "1", missing = "skip", state = 1,
    formula = "as ta.sar", source = "TA-Lib 0.6.4, TA_SAREXT, equal bit for bit",
    example = "local stop = ta.sarext(high, low, 0, 0.01)",
  },
}
