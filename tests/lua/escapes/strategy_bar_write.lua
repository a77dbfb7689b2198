-- expect: bar is read only
return strategy { name = "strategy_bar_write", api = 1,
  on_bar = function(ctx, s, bar)
    bar.close = 1
  end,
}
