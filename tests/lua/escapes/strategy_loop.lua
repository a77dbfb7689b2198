-- expect: ended: it ran longer than the time limit
return strategy { name = "strategy_loop", api = 1,
  on_bar = function(ctx, s, bar)
    while true do end
  end,
}
