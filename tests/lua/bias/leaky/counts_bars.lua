-- Trades every 250th bar since the first: another first bar, another strategy.
return strategy {
  name = "counts_bars", version = "1.0.0", api = 1,
  init = function(ctx, s) s.bars = 0 end,
  on_bar = function(ctx, s, bar)
    s.bars = s.bars + 1
    if s.bars % 500 == 100 then s:target(10) elseif s.bars % 500 == 400 then s:close() end
  end,
}
