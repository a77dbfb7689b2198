return strategy {
  name = "rotation", version = "1.0.0", api = 1,
  description = "Once a month holds the symbols that rose most over the last months, in equal shares.",
  params = {
    months = { 6, min = 1, max = 60, doc = "look-back, bars of a month" },
    hold = { 2, min = 1, max = 50, doc = "how many symbols are held" },
  },
  on_time = function(ctx) -- after all bars that closed at this time
    local ranked = {}
    for _, name in ipairs(ctx.symbols) do
      local s = ctx:symbol(name)
      local closes = s:history(ctx.params.months + 1)
      if #closes > ctx.params.months and closes[1] > 0 then
        ranked[#ranked + 1] = { name = name, rise = closes[-1] / closes[1] - 1 }
      end
    end
    table.sort(ranked, function(a, b)
      if a.rise ~= b.rise then return a.rise > b.rise end
      return a.name < b.name
    end)
    if #ranked < ctx.params.hold then return end
    local weights = {}
    for i = 1, ctx.params.hold do
      if ranked[i].rise > 0 then weights[ranked[i].name] = 0.98 / ctx.params.hold end
    end
    ctx:rebalance(weights)
    ctx:record { best = ranked[1].rise }
  end,
}
