return strategy {
  name = "sma_cross", version = "1.0.0", api = 1,
  params = { fast = { 10, min = 1, max = 500 }, slow = { 30, min = 2, max = 1000 } },
  init = function(ctx, s) s.fast, s.slow = ta.sma(ctx.params.fast), ta.sma(ctx.params.slow) end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    if fast > slow then s:target(10) elseif fast < slow then s:close() end
  end,
}
