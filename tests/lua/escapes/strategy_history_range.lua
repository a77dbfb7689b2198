-- expect: is outside the series of
return strategy { name = "strategy_history_range", api = 1,
  on_bar = function(ctx, s, bar)
    local h = s:history(5)
    return h[6]
  end,
}
