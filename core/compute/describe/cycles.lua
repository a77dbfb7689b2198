-- Ehlers' measurements of cycles by the Hilbert transform. The fields are explained at the top of generate.lua.
local values = { { name = "x", field = "close", doc = "values" } }
local function limit(name, default, doc)
  return { name = name, type = "number", min = 0.01, max = 0.99, default = default, doc = doc }
end

local function measure(ordinal, name, lookback, title, doc, formula, outputs)
  local names = {}
  for i, output in ipairs(outputs) do names[i] = output.name end
  return {
    ordinal = ordinal, c = name, header = "hilbert", form = "step", module = "ta", name = name, talib = name:upper(),
    title = title, doc = doc, inputs = values, params = {}, outputs = outputs, lookback = lookback, missing = "skip", state = 1,
    formula = formula,
    source = ("J. F. Ehlers, Rocket Science for Traders (2001); TA-Lib 0.6.4, TA_%s, within rounding"):format(name:upper()),
    example = ("local %s = ta.%s(close)"):format(table.concat(names, ", "), name),
  }
end

return {
  {
    ordinal = 116, c = "mama", header = "hilbert", form = "step", module = "ta", name = "mama", talib = "MAMA",
    title = "MESA adaptive moving average",
    doc = "An exponential average whose weight falls from `fastlimit` to `slowlimit` with how fast the phase of the dominant cycle turns, and one of that with half the weight, which follows it.",
    inputs = values,
    params = { limit("fastlimit", 0.5, "the largest weight"), limit("slowlimit", 0.05, "the smallest weight") },
    outputs = { { name = "mama", doc = "the average" }, { name = "fama", doc = "the one that follows" } },
    lookback = "32", missing = "skip", state = 1,
    formula = "mama[i] = w * x[i] + (1 - w) * mama[i-1], w = fastlimit / turn in degrees; fama[i] = w / 2 * mama[i] + (1 - w / 2) * fama[i-1]",
    source = "J. F. Ehlers (2001); TA-Lib 0.6.4, TA_MAMA, within rounding",
    example = "local mama, fama = ta.mama(close, 0.5, 0.05)",
  },
  measure(120, "ht_dcperiod", "32", "Period of the dominant cycle",
    "How long the dominant cycle is, from 6 to 50 bars, smoothed. With which bar a series begins matters: odd and even bars take turns in the transform.",
    "360 / turn of the phasor in degrees, kept within 0.67 to 1.5 of the one before and smoothed twice",
    { { name = "period", doc = "in bars" } }),
  measure(121, "ht_phasor", "32", "Phasor of the dominant cycle",
    "The part of the smoothed and detrended values that is in phase with the cycle, and the one a quarter of a cycle behind.",
    "i = detrended[-3], q = hilbert(detrended)",
    { { name = "inphase", doc = "in units of x" }, { name = "quadrature", doc = "in units of x" } }),
  measure(122, "ht_dcphase", "63", "Phase of the dominant cycle",
    "Where in the dominant cycle the values are.",
    "atan(sum of sin * smooth / sum of cos * smooth) over one cycle, + 90 + 360 / period",
    { { name = "phase", doc = "in degrees, -45 to 315" } }),
  measure(123, "ht_sine", "63", "Sine of the dominant cycle's phase",
    "The sine of the phase, and that of the phase 45 degrees ahead; they cross before the cycle turns.",
    "sin(phase); sin(phase + 45 degrees)",
    { { name = "sine", doc = "-1 to 1" }, { name = "leadsine", doc = "-1 to 1" } }),
  measure(124, "ht_trendline", "63", "Trend without the dominant cycle",
    "The mean of the values over one dominant cycle, smoothed over four bars, so that the cycle falls out.",
    "(4 * m[i] + 3 * m[i-1] + 2 * m[i-2] + m[i-3]) / 10, m = mean over the cycle's period",
    { { name = "trendline", doc = "in units of x" } }),
  measure(125, "ht_trendmode", "63", "Trend or cycle",
    "1 in a trend, 0 in a cycle: a cycle where the sines crossed within half a period or the phase turns as fast as the cycle's period says, unless values are 1.5 % or more from the trend line.",
    "1 unless cycling, or if |smooth / trendline - 1| >= 0.015",
    { { name = "trendmode", doc = "1 or 0" } }),
}
