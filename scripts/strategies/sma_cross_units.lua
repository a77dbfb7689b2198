-- The moving-average cross with a fixed number of units: the size does not depend on equity, which makes it easy to check
-- by hand and to compare with other engines.
return strategy {
  name = "sma_cross_units", version = "1.0.0", api = 1,
  description = "Holds a fixed number of units while the fast average is above the slow one, none otherwise.",
  params = {
    fast = { 10, min = 1, max = 500, doc = "fast window, bars" },
    slow = { 30, min = 2, max = 1000, doc = "slow window, bars" },
    units = { 100, min = 1, max = 1e9, doc = "units to hold" },
  },
  init = function(ctx, s)
    s.fast, s.slow = ta.sma(ctx.params.fast), ta.sma(ctx.params.slow)
  end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    if fast > slow then
      s:target(ctx.params.units)
    elseif fast < slow then
      s:target(0)
    end
  end,
}
