return strategy {
  name = "bollinger_breakout", version = "1.0.0", api = 1,
  description = "Buys a close above the upper Bollinger band and holds until the price is back at the middle.",
  params = {
    period = { 20, min = 2, max = 500, doc = "window of the bands, bars" },
    width = { 2, min = 0.1, max = 10, type = "number", doc = "distance of the bands, standard deviations" },
    stop = { 0.1, min = 0, max = 1, doc = "stop order this far below the entry; 0: none" },
  },
  init = function(ctx, s)
    s.bands = ta.bbands(ctx.params.period, ctx.params.width, ctx.params.width)
  end,
  on_bar = function(ctx, s, bar)
    local upper, middle = s.bands:update(bar.close)
    if s.position == 0 and bar.close > upper then
      s:target_percent(0.99) -- a little cash is left for an open above the close
    elseif s.position > 0 and bar.close < middle then
      s:close() -- the stop order goes with it
    end
  end,
  on_fill = function(ctx, s, fill)
    local stop = ctx.params.stop
    if fill.side == "buy" and stop > 0 then s:sell(fill.qty, { stop = fill.price * (1 - stop) }) end
  end,
}
