-- Long 10 while the average of 10 closes is above that of 30.
return strategy {
  name = "cross", version = "1.0.0", api = 1,
  init = function(ctx, s) s.fast, s.slow = ta.sma(10), ta.sma(30) end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    if fast > slow and s.position == 0 then s:buy(10) elseif fast < slow and s.position > 0 then s:close() end
  end,
}
