-- Depends on the day of the month, which is no knowledge of the future.
return strategy {
  name = "turn_of_month", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    local day = tonumber(time.format(bar.time):sub(9, 10))
    if day >= 26 then s:target(10) elseif day >= 4 then s:close() end
  end,
}
