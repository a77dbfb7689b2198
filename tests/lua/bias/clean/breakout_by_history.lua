-- The highest close of the last 20 bars, through s:history.
return strategy {
  name = "breakout_by_history", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    local closes = s:history(21)
    if #closes < 21 then return end
    local high, low = closes[1], closes[1]
    for i = 2, 20 do
      local x = closes[i]
      if x > high then high = x end
      if x < low then low = x end
    end
    if bar.close > high then s:target(10) elseif bar.close < low then s:close() end
  end,
}
