-- The data's column `next_close` was made with shift(-1): tomorrow's close beside today's bar.
return strategy {
  name = "next_close", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.next_close > bar.close then s:target(10) else s:close() end
  end,
}
