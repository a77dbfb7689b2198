-- A market maker after Avellaneda and Stoikov (2008): bid and offer stand around the price at which the maker is indifferent to its
-- inventory, which moves away from the mid as the inventory grows, so that it is offered when there is much of it and bid for when there
-- is little. With a horizon the maker means to hold nothing at its end, after which the next one begins; without, it keeps to
-- its limit for ever (their section 2.3).
local making, calibration, quoting = import "market_making", import "calibration", import "quoting"

local function quote(ctx, s)
  local p = ctx.params
  if not (s.bid < s.ask) then -- a side is empty, or the book is crossed: there is no mid to quote around
    s.market:pause()
    return s.quotes:want()
  end
  s.market:look(ctx.now, s.mid)
  s.began = s.began or ctx.now
  if not s.given and ctx.now >= s.again then
    local sigma, A, k = s.market:measure()
    if sigma then
      s.model = { gamma = p.gamma, most = p.most, sigma = p.sigma > 0 and p.sigma or sigma, k = p.k > 0 and p.k or k }
      ctx:record { sigma = sigma, A = A, k = k }
    end
    s.again = ctx.now + p.measure
  end
  if not s.model then return end
  local q, bid, ask = math.max(-p.most, math.min(p.most, s.position / p.qty)), nil, nil
  if p.horizon > 0 then
    bid, ask = making.quotes(s.mid, q, p.horizon - (ctx.now - s.began) % p.horizon, s.model)
  else
    bid, ask = making.stationary_quotes(s.mid, q, s.model)
  end
  s.quotes:want(q < p.most and bid or nil, q > -p.most and ask or nil)
end

return strategy {
  name = "market_maker_as", version = "1.0.0", api = 1,
  description = "Quotes both sides around a reservation price that moves with the inventory (Avellaneda and Stoikov).",
  params = {
    tick = { 0.01, min = 1e-8, max = 1e6, type = "number", doc = "prices are multiples of it" },
    qty = { 1, min = 1e-8, max = 1e9, type = "number", doc = "units of each order; the model's lot" },
    most = { 10, min = 1, max = 100, doc = "most lots long or short" },
    every = { "100ms", doc = "time from one quote to the next" },
    gamma = { 0.1, min = 1e-9, max = 1e9, type = "number", doc = "risk aversion, 1 / (price * lot)" },
    horizon = { 0, min = 0, max = 1e9, type = "number", doc = "seconds after which nothing should be held; 0: no such time" },
    sigma = { 0, min = 0, max = 1e9, type = "number", doc = "volatility of the mid, price / root of a second; 0: measured" },
    k = { 0, min = 0, max = 1e9, type = "number", doc = "decay of fills with the distance, 1 / price; 0: measured" },
    half_life = { 600, min = 1, max = 1e7, type = "number", doc = "seconds after which what was measured counts half" },
    measure = { 10, min = 0.1, max = 1e6, type = "number", doc = "seconds from one measurement to the next" },
    least = { 1, min = 1, max = 1000, doc = "ticks by which a quote must be off before it is moved" },
  },
  init = function(ctx, s)
    local p = ctx.params
    s.market = calibration.market { tick = p.tick, half_life = p.half_life }
    s.quotes = quoting.new(s, { tick = p.tick, qty = p.qty, limit = p.most * p.qty, least = p.least })
    s.given, s.again = p.sigma > 0 and p.k > 0, 0
    if s.given then s.model = { gamma = p.gamma, most = p.most, sigma = p.sigma, k = p.k } end
  end,
  start = function(ctx)
    ctx:every(ctx.params.every, function(ctx)
      for i = 1, #ctx.symbols do quote(ctx, ctx:symbol(ctx.symbols[i])) end
    end)
  end,
  on_trade = function(_, s, trade) s.market:trade(trade) end,
  on_order = function(_, s, order) s.quotes:on_order(order) end,
}
