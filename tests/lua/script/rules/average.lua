-- A rule may use the streams of ta: C functions of bounded cost.
local prices = ta.sma(3)
return rule { id = "average", api = 1, severity = "warn",
  check = function(order, ctx)
    local mean = prices:update(order.limit)
    if mean == mean and order.limit > 1.1 * mean then
      return warn("limit far above the mean of the last three", { mean = mean, equity = ctx.equity, held = ctx:position(order.symbol) })
    end
    return allow()
  end,
}
