-- The slices follow the day's usual pattern of volume: the mean share that each bar of a session had over the sessions before.
return strategy {
  name = "vwap", version = "1.0.0", api = 1,
  description = "Works one large order over a session in proportion to the usual volume of its bars (volume-weighted average price).",
  params = {
    qty = { 1000, min = 1, max = 1e9, doc = "units to buy, of each symbol" },
    sell = { false, doc = "sell them instead" },
    learn = { 5, min = 1, max = 250, doc = "whole sessions of which the pattern of volume is learnt" },
  },
  init = function(ctx, s) s.days, s.bar, s.shape, s.today, s.sent = 0, 0, {}, {}, 0 end,
  on_bar = function(ctx, s, bar)
    local p = ctx.params
    local day = math.floor(bar.time / 86400)
    if day ~= s.day then
      if s.day then -- the session that ended joins the pattern
        local total = 0
        for i = 1, s.bar do total = total + s.today[i] end
        for i = 1, s.bar do s.shape[i] = (s.shape[i] or 0) + (total > 0 and s.today[i] / total or 1 / s.bar) end
        s.days = s.days + 1
      end
      s.day, s.bar, s.today = day, 0, {}
    end
    s.bar = s.bar + 1
    s.today[s.bar] = bar.volume == bar.volume and bar.volume or 0
    if s.days < p.learn or s.done then return end
    -- An order fills in the bar after this one: what is due is the pattern up to there.
    local part, total = 0, 0
    for i = 1, #s.shape do
      total = total + s.shape[i]
      if i <= s.bar + 1 then part = part + s.shape[i] end
    end
    local due = math.floor(p.qty * (total > 0 and part / total or 1) + 0.5) - s.sent
    s.done = s.bar + 1 >= #s.shape
    if due < 1 then return end
    s.sent = s.sent + due
    if p.sell then s:sell(due) else s:buy(due) end
  end,
}
