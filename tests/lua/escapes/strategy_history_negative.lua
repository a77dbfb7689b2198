-- expect: expected a number of bars
return strategy { name = "strategy_history_negative", api = 1,
  on_bar = function(ctx, s, bar)
    return s:history(-5)
  end,
}
