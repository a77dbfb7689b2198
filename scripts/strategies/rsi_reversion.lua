return strategy {
  name = "rsi_reversion", version = "1.0.0", api = 1,
  description = "Buys when the RSI shows a fall that went too far, sells when it has recovered.",
  params = {
    period = { 14, min = 2, max = 200, doc = "window of the RSI, bars" },
    low = { 30, min = 1, max = 50, type = "number", doc = "buy when the RSI falls below this" },
    high = { 55, min = 50, max = 99, type = "number", doc = "sell when it rises above this" },
  },
  init = function(ctx, s)
    s.rsi = ta.rsi(ctx.params.period)
  end,
  on_bar = function(ctx, s, bar)
    local rsi = s.rsi:update(bar.close) -- NaN until warm: both comparisons are false then
    if s.position == 0 and rsi < ctx.params.low then
      s:target_percent(1.0)
    elseif s.position > 0 and rsi > ctx.params.high then
      s:close()
    end
  end,
}
