-- expect: ctx.cash cannot be set
return strategy { name = "strategy_ctx_write", api = 1,
  on_bar = function(ctx, s, bar)
    ctx.cash = 1e9
  end,
}
