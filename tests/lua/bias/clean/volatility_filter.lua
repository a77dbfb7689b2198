-- Ignores the further columns; the average true range over the close decides.
return strategy {
  name = "volatility_filter", version = "1.0.0", api = 1,
  init = function(ctx, s) s.atr = ta.atr(20) end,
  on_bar = function(ctx, s, bar)
    local range = s.atr:update(bar) / bar.close
    if range < 0.012 then s:target(10) elseif range > 0.02 then s:close() end
  end,
}
