-- Sends one order at a time of the strategy's clock, and takes it back at another: what the tests of runs over ticks look at.
return strategy {
  name = "one_order", api = 1, description = "Sends one order at a time, and takes it back at another.",
  params = {
    at = { 1, min = 0, max = 1e6, type = "number", doc = "seconds until it is sent" },
    cancel = { 0, min = 0, max = 1e6, type = "number", doc = "seconds until it is taken back; 0: never" },
    side = { "buy", choices = { "buy", "sell" }, doc = "its side" },
    qty = { 1, min = 1e-8, max = 1e9, type = "number", doc = "its units" },
    limit = { 0, min = 0, max = 1e9, type = "number", doc = "its limit; 0: at market" },
    post_only = { false, doc = "it must rest" },
  },
  start = function(ctx)
    ctx:every("10ms", function(ctx)
      local p, s = ctx.params, ctx:symbol(ctx.symbols[1])
      if not ctx.state.id and ctx.now >= p.at then
        ctx.state.id = s[p.side](s, p.qty, p.limit > 0 and { limit = p.limit, post_only = p.post_only } or nil)
      elseif ctx.state.id and p.cancel > 0 and ctx.now >= p.cancel and not ctx.state.gone then
        ctx.state.gone = true
        s:cancel(ctx.state.id)
      end
    end)
  end,
  on_trade = function(ctx, s, trade) ctx:record { heard = ctx.now, trade = trade.price } end,
  on_quote = function(ctx, s, quote) ctx:record { bid = quote.bid == quote.bid and quote.bid or -1 } end,
  on_fill = function(ctx, s, fill) ctx:record { maker = fill.maker and 1 or 0 } end,
}
