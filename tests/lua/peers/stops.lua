-- Cross entries by a stop order 1 % away from the close (cancelled at the cross below), exits at market.
local function cents(x) return math.floor(x * 100 + 0.5) / 100 end
return strategy {
  name = "stops", version = "1.0.0", api = 1,
  init = function(ctx, s) s.fast, s.slow = ta.sma(10), ta.sma(30) end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    if fast > slow then
      if s.position == 0 and s.pending == 0 then s:buy(10, { stop = cents(bar.close * 1.01) }) end
    elseif fast < slow then
      s:close()
    end
  end,
}
