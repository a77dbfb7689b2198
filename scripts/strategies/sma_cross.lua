return strategy {
  name = "sma_cross", version = "1.0.0", api = 1,
  description = "Long while the fast average is above the slow one, flat otherwise.",
  params = {
    fast = { 10, min = 1, max = 500,  doc = "fast window, bars" },
    slow = { 30, min = 2, max = 1000, doc = "slow window, bars" },
  },
  start = function(ctx) end,                   -- once
  init = function(ctx, s)                      -- once per symbol; s is that symbol's own state
    s.fast, s.slow = ta.sma(ctx.params.fast), ta.sma(ctx.params.slow)
  end,
  on_bar = function(ctx, s, bar)               -- also on_trade on_quote on_book on_order on_fill on_timer on_session; on_time(ctx) after all events of one time; finish(ctx)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)   -- NaN until warm
    if fast > slow then s:target_percent(1.0)
    elseif fast < slow then s:close() end
  end,
}
