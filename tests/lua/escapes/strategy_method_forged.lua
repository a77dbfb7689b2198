-- expect: call it with a colon
return strategy { name = "strategy_method_forged", api = 1,
  on_bar = function(ctx, s, bar)
    return s.buy({}, 1)
  end,
}
