-- expect: 
return strategy { name = "strategy_bar_index", api = 1,
  on_bar = function(ctx, s, bar)
    return bar[1000000]
  end,
}
