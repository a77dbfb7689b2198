-- Long 10 while the average of 10 closes is above that of 30, short 10 while it is below. backtesting.py asks for the
-- first decision one bar after the averages are there, hence the count.
return strategy {
  name = "flip", version = "1.0.0", api = 1,
  init = function(ctx, s)
    s.bars, s.fast, s.slow = 0, ta.sma(10), ta.sma(30)
  end,
  on_bar = function(ctx, s, bar)
    local fast, slow = s.fast:update(bar.close), s.slow:update(bar.close)
    s.bars = s.bars + 1
    if s.bars <= 30 then return end
    if fast > slow and s.position <= 0 then
      s:close()
      s:buy(10)
    elseif fast < slow and s.position >= 0 then
      s:close()
      s:sell(10)
    end
  end,
}
