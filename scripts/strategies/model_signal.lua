-- The data has the columns p_down, p_flat and p_up: what a classifier made of each bar said of the next, each from 0 to 1.
return strategy {
  name = "model_signal", version = "1.0.0", api = 1,
  description = "Follows a three-class model where it is sure: long or short above a confidence, flat otherwise.",
  params = {
    confidence = { 0.6, min = 0.34, max = 1, doc = "probability from which on a class is believed" },
    short = { true, doc = "go short where a fall is believed; else flat" },
    size = { 0.95, min = 0.01, max = 1, doc = "share of equity of a position" },
  },
  on_bar = function(ctx, s, bar)
    local p = ctx.params
    local down, flat, up = bar.p_down, bar.p_flat, bar.p_up
    if down ~= down or up ~= up or flat ~= flat then return end -- the model said nothing
    if math.abs(down + flat + up - 1) > 1e-6 then
      error(("the probabilities of %s add up to %g; expected 1"):format(bar.symbol, down + flat + up))
    end
    local side = up >= p.confidence and 1 or down >= p.confidence and p.short and -1 or 0
    if side == s.side then return end
    s.side = side
    if side == 0 then s:close() else s:target_percent(side * p.size) end
  end,
}
