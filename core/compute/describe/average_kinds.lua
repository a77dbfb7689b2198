-- What descriptions say of a moving average whose kind is chosen (core/compute/ta/average.h).
local kinds = {}

-- A parameter that chooses it.
function kinds.param(name, doc)
  return { name = name, type = "choice", default = "sma", doc = doc,
    choices = { "sma", "ema", "wma", "dema", "tema", "trima", "kama", "mama", "t3" } }
end

-- Its look-back, from expressions of its period and its kind.
function kinds.lookback(period, kind)
  return (("(P == 1 ? 0 : K == 3 ? 2 * (P - 1) : K == 4 ? 3 * (P - 1) : K == 6 ? P : K == 7 ? 32 : K == 8 ? 6 * (P - 1) : P - 1)")
    :gsub("P", "(" .. period .. ")"):gsub("K", kind))
end

-- The larger of two expressions.
function kinds.larger(a, b)
  return ("((%s) > (%s) ? %s : %s)"):format(a, b, a, b)
end

return kinds
