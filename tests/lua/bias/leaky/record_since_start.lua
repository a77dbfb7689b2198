-- "Near the record": but the record is that of the loaded data, whose first years are missing in another run.
return strategy {
  name = "record_since_start", version = "1.0.0", api = 1,
  init = function(ctx, s) s.sum, s.count = 0, 0 end,
  on_bar = function(ctx, s, bar)
    s.sum, s.count = s.sum + bar.close, s.count + 1
    if bar.close > 1.1 * s.sum / s.count then s:target(10) else s:close() end
  end,
}
