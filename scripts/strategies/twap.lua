return strategy {
  name = "twap", version = "1.0.0", api = 1,
  description = "Works one large order in equal slices over a number of bars (time-weighted average price).",
  params = {
    qty = { 1000, min = 1, max = 1e9, doc = "units to buy, of each symbol" },
    sell = { false, doc = "sell them instead" },
    wait = { 0, min = 0, max = 1e6, doc = "bars before the first slice" },
    bars = { 20, min = 1, max = 1e6, doc = "slices, one a bar" },
  },
  init = function(ctx, s) s.bar, s.sent = 0, 0 end,
  on_bar = function(ctx, s, bar)
    local p = ctx.params
    s.bar = s.bar + 1
    local slice = s.bar - p.wait
    if slice < 1 or slice > p.bars then return end
    -- What should be out by now less what is, so that rounding never adds up.
    local due = math.floor(p.qty * slice / p.bars + 0.5) - s.sent
    if due < 1 then return end
    s.sent = s.sent + due
    if p.sell then s:sell(due) else s:buy(due) end
    ctx:record { sent = s.sent }
  end,
}
