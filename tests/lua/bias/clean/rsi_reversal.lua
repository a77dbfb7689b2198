-- A recursive indicator, which forgets its beginning long before the second half.
return strategy {
  name = "rsi_reversal", version = "1.0.0", api = 1,
  init = function(ctx, s) s.rsi = ta.rsi(14) end,
  on_bar = function(ctx, s, bar)
    local rsi = s.rsi:update(bar.close)
    if rsi < 35 then s:target(10) elseif rsi > 60 then s:close() end
  end,
}
