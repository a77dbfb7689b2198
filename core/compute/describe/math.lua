-- Functions of single values, prices of a bar, and positions of extremes. The fields are explained at the top of generate.lua.
local high, low, close = { name = "high", field = "high", doc = "highs" }, { name = "low", field = "low", doc = "lows" },
  { name = "close", field = "close", doc = "closes" }
local open = { name = "open", field = "open", doc = "opens" }
local x, y = { name = "x", field = "close", doc = "values" }, { name = "y", field = "close", doc = "values" }
local list = {}

local function price(ordinal, c, title, inputs, formula, arguments)
  list[#list + 1] = {
    ordinal = ordinal, c = c, header = "elementwise", form = "step", module = "ta", name = c, talib = c:upper(), title = title,
    doc = title .. " of each bar.", inputs = inputs, params = {}, outputs = { { name = c, doc = "in units of price" } },
    lookback = "0", missing = "window", state = 1, formula = formula,
    source = ("TA-Lib 0.6.4, TA_%s, equal bit for bit"):format(c:upper()), example = ("local p = ta.%s(%s)"):format(c, arguments),
  }
end
price(218, "avgprice", "Average price", { open, high, low, close }, "(high + low + close + open) / 4", "open, high, low, close")
price(219, "medprice", "Median price", { high, low }, "(high + low) / 2", "high, low")
price(220, "typprice", "Typical price", { high, low, close }, "(high + low + close) / 3", "high, low, close")
price(221, "wclprice", "Weighted close price", { high, low, close }, "(high + low + 2 * close) / 4", "high, low, close")

local function operator(ordinal, c, title, sign, doc)
  list[#list + 1] = {
    ordinal = ordinal, c = c, header = "elementwise", form = "step", module = "ta", name = c, talib = c:upper(), title = title,
    doc = doc, inputs = { x, y }, params = {}, outputs = { { name = c, doc = "x " .. sign .. " y" } },
    lookback = "0", missing = "window", state = 1, formula = "x[i] " .. sign .. " y[i]",
    source = ("TA-Lib 0.6.4, TA_%s, equal bit for bit"):format(c:upper()), example = ("local z = ta.%s(high, low)"):format(c),
  }
end
operator(222, "add", "Sum of two series", "+", "Adds two series value by value.")
operator(223, "sub", "Difference of two series", "-", "Subtracts the second series from the first, value by value.")
operator(224, "mult", "Product of two series", "*", "Multiplies two series value by value.")
operator(225, "div", "Quotient of two series", "/", "Divides the first series by the second, value by value; by 0 an infinity, 0 by 0 NaN.")

local EXACT = { ceil = true, floor = true, sqrt = true }
local function transform(ordinal, c, title, doc)
  list[#list + 1] = {
    ordinal = ordinal, c = c, header = "elementwise", form = "step", module = "ta", name = c, talib = c:upper(), title = title,
    doc = doc, inputs = { x }, params = {}, outputs = { { name = c, doc = "the transformed value" } },
    lookback = "0", missing = "window", state = 1, formula = c .. "(x[i])",
    source = ("TA-Lib 0.6.4, TA_%s, %s"):format(c:upper(),
      EXACT[c] and "equal bit for bit" or "within one unit of the last place, as C libraries and processors differ there"),
    example = ("local z = ta.%s(close)"):format(c),
  }
end
transform(226, "acos", "Arc cosine", "The angle in radians, 0 to pi, whose cosine the value is; NaN outside -1 to 1.")
transform(227, "asin", "Arc sine", "The angle in radians, -pi/2 to pi/2, whose sine the value is; NaN outside -1 to 1.")
transform(228, "atan", "Arc tangent", "The angle in radians, -pi/2 to pi/2, whose tangent the value is.")
transform(229, "ceil", "Next whole number above", "The smallest whole number that is not below the value.")
transform(230, "cos", "Cosine", "The cosine of an angle in radians.")
transform(231, "cosh", "Hyperbolic cosine", "(e^x + e^-x) / 2; infinite from about 710.5 on.")
transform(232, "exp", "Exponential", "e^x; infinite from about 709.8 on.")
transform(233, "floor", "Next whole number below", "The largest whole number that is not above the value.")
transform(234, "ln", "Natural logarithm", "The natural logarithm; minus infinity for 0, NaN for negative values.")
transform(235, "log10", "Logarithm to base 10", "The logarithm to base 10; minus infinity for 0, NaN for negative values.")
transform(236, "sin", "Sine", "The sine of an angle in radians.")
transform(237, "sinh", "Hyperbolic sine", "(e^x - e^-x) / 2; infinite from about 710.5 on.")
transform(238, "sqrt", "Square root", "The square root; NaN for negative values.")
transform(239, "tan", "Tangent", "The tangent of an angle in radians.")
transform(240, "tanh", "Hyperbolic tangent", "(e^x - e^-x) / (e^x + e^-x), from -1 to 1.")

local function period(default)
  return { name = "period", type = "int", min = 2, max = 100000, default = default, unit = "bars", doc = "values in the window" }
end
list[#list + 1] = {
  ordinal = 241, c = "ta_sum", header = "spread", form = "step", memory = "period - 1", series = "FS_WINDOW_SUM", job = ".x = x", module = "ta", name = "sum", talib = "SUM",
  title = "Sum of a window", doc = "The sum of the last `period` values. The running sum keeps its errors, where TA-Lib's drifts.",
  inputs = { x }, params = { period(30) }, outputs = { { name = "sum", doc = "the sum" } },
  lookback = "period - 1", missing = "window", state = 2,
  formula = "x[i-period+1] + ... + x[i]", source = "TA-Lib 0.6.4, TA_SUM, without its drift", example = "local s = ta.sum(volume, 30)",
}

local TIES = " Positions are those of a series, counted from 1; TA-Lib counts from 0. Of equal values the newest is meant while the extreme stays in the window, and the oldest right after it has left, as in TA-Lib. A stream counts its updates."
local function positions(ordinal, c, title, doc, outputs, formula, example)
  list[#list + 1] = {
    ordinal = ordinal, c = c, header = "positions", form = "window", window = "period", module = "ta", name = c, talib = c:upper(),
    title = title, doc = doc, inputs = { x }, params = { period(30) }, outputs = outputs,
    lookback = "period - 1", missing = "window", state = 1, formula = formula,
    source = ("TA-Lib 0.6.4, TA_%s, equal bit for bit"):format(c:upper()) .. (c == "minmax" and "" or " but for counting from 1"), example = example,
  }
end
positions(242, "maxindex", "Position of the largest of a window", "Where the largest of the last `period` values stands." .. TIES,
  { { name = "maxindex", doc = "position, from 1" } }, "argmax(x[i-period+1], ..., x[i])", "local at = ta.maxindex(high, 30)")
positions(243, "minindex", "Position of the smallest of a window", "Where the smallest of the last `period` values stands." .. TIES,
  { { name = "minindex", doc = "position, from 1" } }, "argmin(x[i-period+1], ..., x[i])", "local at = ta.minindex(low, 30)")
positions(244, "minmax", "Smallest and largest of a window", "The smallest and the largest of the last `period` values.",
  { { name = "min", doc = "the smallest value" }, { name = "max", doc = "the largest value" } },
  "min and max of x[i-period+1], ..., x[i]", "local bottom, top = ta.minmax(close, 30)")
positions(245, "minmaxindex", "Positions of the smallest and the largest of a window",
  "Where the smallest and the largest of the last `period` values stand." .. TIES,
  { { name = "minidx", doc = "position of the smallest, from 1" }, { name = "maxidx", doc = "position of the largest, from 1" } },
  "argmin and argmax of x[i-period+1], ..., x[i]", "local bottom, top = ta.minmaxindex(close, 30)")

return list
