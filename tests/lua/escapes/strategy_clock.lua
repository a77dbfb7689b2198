-- expect: 'os' is not available to a strategy
return strategy { name = "strategy_clock", api = 1,
  on_bar = function(ctx, s, bar)
    return os.clock()
  end,
}
