-- `zscore` was standardised with mean and deviation of all years, before the data was imported.
return strategy {
  name = "whole_sample_zscore", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.zscore < -0.5 then s:target(10) elseif bar.zscore > 0.5 then s:close() end
  end,
}
