-- `previous` is the close of the bar before: a further column that is honest.
return strategy {
  name = "lagged_column", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.close > bar.previous then s:target(10) else s:close() end
  end,
}
