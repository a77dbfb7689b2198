-- expect: 
return strategy { name = "strategy_bar_pointer", api = 1,
  on_bar = function(ctx, s, bar)
    return bar + 1
  end,
}
