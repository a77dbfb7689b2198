-- Uses much of what a strategy may: streams, powers, tables in order, random numbers, history.
return strategy {
  name = "walk", api = 1, params = { n = { 9, min = 2, max = 50 } },
  init = function(ctx, s)
    s.ema, s.count = ta.ema(ctx.params.n), 0
  end,
  on_bar = function(ctx, s, bar)
    local mean = s.ema:update(bar.close)
    s.count = s.count + 1
    local spread = ((bar.close - mean) ^ 2) ^ 0.5 / bar.close
    local weights = { up = math.exp(-spread), down = math.sin(s.count) ^ 2, other = math.random() }
    local score = 0
    for _, w in pairs(weights) do score = score * 0.7 + w end
    local h = s:history(5)
    if #h == 5 and mean == mean then
      if score > 1.2 and h[5] > h[1] then
        s:target_percent(math.min(0.9, score / 2))
      elseif score < 0.9 then
        s:target(0)
      end
    end
  end,
}
