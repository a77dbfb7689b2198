-- What is measured by `finsmart bench book`: a bid and an offer at the best prices, anew ten times a second.
return strategy {
  name = "book_quotes", api = 1, description = "A bid and an offer at the best prices, anew ten times a second, within a limit of inventory",
  params = {
    size = { 1e-6, min = 1e-8, max = 1e6, doc = "quantity of an order" },
    most = { 40.5, min = 1, max = 1e6, doc = "the largest position either way, in orders" },
  },
  start = function(ctx)
    local size, most = ctx.params.size, ctx.params.size * ctx.params.most
    ctx:every("100ms", function(ctx)
      local s = ctx:symbol "BENCH"
      if s.bid_order then s:cancel(s.bid_order) end
      if s.ask_order then s:cancel(s.ask_order) end
      s.bid_order, s.ask_order = nil, nil
      if s.mid ~= s.mid then return end -- a side is empty
      if s.position < most then s.bid_order = s:buy(size, { limit = s.bid, post_only = true }) end
      if s.position > -most then s.ask_order = s:sell(size, { limit = s.ask, post_only = true }) end
    end)
  end,
}
