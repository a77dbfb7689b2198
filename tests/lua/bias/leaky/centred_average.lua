-- `smooth` is an average of 21 bars around the present one: ten of them are still to come.
return strategy {
  name = "centred_average", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.close < bar.smooth then s:target(10) elseif bar.close > bar.smooth then s:close() end
  end,
}
