return strategy {
  name = "long_and_short", version = "1.0.0", api = 1,
  init = function(ctx, s) s.average = ta.sma(50) end,
  on_bar = function(ctx, s, bar)
    local average = s.average:update(bar.close)
    if bar.close > average then s:target(10) elseif bar.close < average then s:target(-10) end
  end,
}
