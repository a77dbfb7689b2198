-- Cross entries by a limit order 1 % away from the close (cancelled at the cross below), exits at market.
local function cents(x) return math.floor(x * 100 + 0.5) / 100 end
return strategy {
  name = "limits", version = "1.0.0", api = 1,
  init = function(ctx, s) s.fast, s.slow = ta.sma(10), ta.sma(30) end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    if fast > slow then
      if s.position == 0 and s.pending == 0 then s:buy(10, { limit = cents(bar.close * 0.99) }) end
    elseif fast < slow then
      s:close()
    end
  end,
}
