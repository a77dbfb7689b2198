-- Buys 2 % below the close, for a day; sells at market when the close is above that of ten bars ago.
return strategy {
  name = "limit_orders", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    local closes = s:history(10)
    if s.position == 0 and s.pending == 0 then
      s:buy(10, { limit = bar.close * 0.98, tif = "day" })
    elseif s.position > 0 and #closes == 10 and bar.close > closes[1] then
      s:close()
    end
  end,
}
