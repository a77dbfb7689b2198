-- expect: s.position cannot be set
return strategy { name = "strategy_s_write", api = 1,
  on_bar = function(ctx, s, bar)
    s.position = 5
  end,
}
