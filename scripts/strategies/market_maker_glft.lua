-- A market maker after Gueant, Lehalle and Fernandez-Tapia (2013): the quotes that are optimal under a limit on the inventory, exactly, or by
-- their closed form. Volatility and the arrival of orders are measured while it quotes, or given.
local making, calibration, quoting = import "market_making", import "calibration", import "quoting"

-- The model with the parameters that are given, and those that are measured for the others. nil as long as one is not known.
local function model(p, sigma, A, k)
  if p.sigma > 0 then sigma = p.sigma end
  if p.A > 0 and p.k > 0 then A, k = p.A, p.k end
  if not (sigma and A and k) then return nil end
  local o = { gamma = p.gamma, sigma = sigma, A = A, k = k, most = p.most }
  if p.quotes == "approximate" then
    return { quotes = function(_, q) return making.glft_approximate(q, o) end }
  end
  return making.glft(o)
end

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
      s.model = model(p, sigma, A, k)
      ctx:record { sigma = sigma, A = A, k = k }
    end
    s.again = ctx.now + p.measure
  end
  if not s.model then return end
  -- A part of an order that has filled is a lot that is begun: the model knows whole ones.
  local q = math.max(-p.most, math.min(p.most, math.floor(s.position / p.qty + 0.5)))
  local bid, ask = s.model:quotes(q, p.horizon > 0 and p.horizon - (ctx.now - s.began) % p.horizon or nil)
  s.quotes:want(q < p.most and s.mid - bid or nil, q > -p.most and s.mid + ask or nil)
end

return strategy {
  name = "market_maker_glft", version = "1.0.0", api = 1,
  description = "Quotes both sides at the distances that are optimal under a limit on the inventory (Gueant, Lehalle, Fernandez-Tapia).",
  params = {
    tick = { 0.01, min = 1e-8, max = 1e6, type = "number", doc = "prices are multiples of it" },
    qty = { 1, min = 1e-8, max = 1e9, type = "number", doc = "units of each order; the model's lot" },
    most = { 10, min = 1, max = 100, doc = "most lots long or short" },
    every = { "100ms", doc = "time from one quote to the next" },
    quotes = { "exact", choices = { "exact", "approximate" }, doc = "the exact solution, or the closed form for wide limits" },
    gamma = { 0.1, min = 1e-9, max = 1e9, type = "number", doc = "risk aversion, 1 / (price * lot)" },
    horizon = { 0, min = 0, max = 1e9, type = "number", doc = "seconds, of the exact solution, after which the next one begins; 0: far away" },
    sigma = { 0, min = 0, max = 1e9, type = "number", doc = "volatility of the mid, price / root of a second; 0: measured" },
    A = { 0, min = 0, max = 1e9, type = "number", doc = "orders a second and side that reach the mid; 0: measured, and k too" },
    k = { 0, min = 0, max = 1e9, type = "number", doc = "decay of fills with the distance, 1 / price; 0: measured, and A too" },
    half_life = { 600, min = 1, max = 1e7, type = "number", doc = "seconds after which what was measured counts half" },
    measure = { 10, min = 0.1, max = 1e6, type = "number", doc = "seconds from one measurement to the next" },
    least = { 1, min = 1, max = 1000, doc = "ticks by which a quote must be off before it is moved" },
  },
  init = function(ctx, s)
    local p = ctx.params
    s.market = calibration.market { tick = p.tick, half_life = p.half_life }
    s.quotes = quoting.new(s, { tick = p.tick, qty = p.qty, limit = p.most * p.qty, least = p.least })
    s.given, s.again = p.sigma > 0 and p.A > 0 and p.k > 0, 0
    if s.given then s.model = model(p) end
  end,
  start = function(ctx)
    ctx:every(ctx.params.every, function(ctx)
      for i = 1, #ctx.symbols do quote(ctx, ctx:symbol(ctx.symbols[i])) end
    end)
  end,
  on_trade = function(_, s, trade) s.market:trade(trade) end,
  on_order = function(_, s, order) s.quotes:on_order(order) end,
}
