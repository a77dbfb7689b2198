-- Sends what the data's further columns say, once all bars of a time have closed: what backtest.columns does without a strategy.
return strategy { name = "columns_signals", api = 1,
  params = { size = { 1.0, type = "number", min = 0, max = 1e6 }, size_type = { "percent" } },
  on_bar = function(ctx, s, bar)
    s.enter, s.leave, s.short, s.cover, s.size = bar.enter, bar.leave, bar.short, bar.cover, bar.size
  end,
  on_time = function(ctx)
    for _, name in ipairs(ctx.symbols) do
      local s, kind, size = ctx:symbol(name), ctx.params.size_type, ctx.params.size
      local function to(sign)
        if kind == "percent" then s:target_percent(sign * size)
        else s:target(sign * (kind == "value" and size / s.price or size)) end
      end
      if kind == "target" then
        if s.size == s.size then s:target(s.size) end
      elseif s.enter > 0 and s.position <= 0 then to(1)
      elseif s.short > 0 and s.position >= 0 then to(-1)
      elseif s.leave > 0 and s.position > 0 or s.cover > 0 and s.position < 0 then s:target(0) end
    end
  end }
