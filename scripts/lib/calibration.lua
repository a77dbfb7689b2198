-- calibration.lua: what models of market making need to know of a market, measured from its trades and its mid: volatility, and how
-- often orders come that reach how far. Prices in the account's currency, times in seconds.
local calibration = {}
local log, exp, floor, sqrt = math.log, math.exp, math.floor, math.sqrt

local function positive(value, what)
  if type(value) ~= "number" or not (value > 0 and value < math.huge) then
    error(("calibration: %s is %s; expected a number above 0"):format(what, tostring(value)), 3)
  end
  return value
end

-- Volatility -------------------------------------------------------------------------------------------------------------

local volatility = {}

-- The mid at a time. Looks that are further apart than the gap begin anew.
function volatility.see(v, time, mid)
  local passed = v.time and time - v.time
  if passed and passed > 0 and passed <= v.gap then
    local keep = v.half_life and exp(-log(2) * passed / v.half_life) or 1
    v.squares = v.squares * keep + (mid - v.mid) ^ 2
    v.seconds = v.seconds * keep + passed
    v.looks = v.looks + 1
  end
  if not passed or passed > 0 then v.time, v.mid = time, mid end
end

-- Price / root of a second: the root of the squared changes of the mid by the time in which they happened. nil before `looks` changes.
function volatility.sigma(v, looks)
  if v.looks < (looks or 1) then return nil end
  return sqrt(v.squares / v.seconds)
end

-- A measure of the mid's volatility: measure:see(time, mid), measure:sigma(). Looks that lie `half_life` seconds back count half
-- (without: all count the same). Look no more often than the mid has news: what it does there and back between the same two prices
-- (the bounce) counts as volatility, most in short steps.
function calibration.volatility(o)
  o = o or {}
  return setmetatable({ half_life = o.half_life and positive(o.half_life, "half_life"), gap = o.gap or math.huge, squares = 0, seconds = 0,
    looks = 0 }, { __index = volatility })
end

-- Intensity --------------------------------------------------------------------------------------------------------------

local intensity = {}

-- An order came that reached `distance` from the mid as it was before, on either side: it would have executed every quote that was
-- nearer. Of the trades of one order, or of one interval between two quotes, that is the furthest.
function intensity.reach(i, distance)
  local bin = floor(distance / i.step + 0.5 + 1e-9)
  if bin < 1 then return end
  if bin > i.bins then bin = i.bins end
  i.counts[bin] = i.counts[bin] + 1
end

-- That much time was watched.
function intensity.watch(i, seconds)
  i.seconds = i.seconds + seconds
end

-- What was counted so far counts `keep` (0..1) of it from now on.
function intensity.forget(i, keep)
  for bin = 1, i.bins do i.counts[bin] = i.counts[bin] * keep end
  i.seconds = i.seconds * keep
end

-- Fits A exp(-k distance), orders a second on one side: the line through the logarithms of the rates at which quotes at half a step,
-- one and a half, ... would have been executed, weighted by their counts (the variance of the logarithm of a count is about 1 by the
-- count). Returns A, k and the number of distances that had `least` (10) or more orders; nil and the reason where there is no such line.
function intensity.fit(i, least)
  least = least or 10
  local n, w, x, y, xx, xy = 0, 0, 0, 0, 0, 0
  local reached = 0
  for bin = i.bins, 1, -1 do
    reached = reached + i.counts[bin]
    if reached >= least then
      local d, rate = (bin - 0.5) * i.step, log(reached / (2 * i.seconds))
      n, w = n + 1, w + reached
      x, y, xx, xy = x + reached * d, y + reached * rate, xx + reached * d * d, xy + reached * d * rate
    end
  end
  if n < 2 then return nil, ("%d distances had %d orders; at least two are needed"):format(n, least) end
  local slope = (w * xy - x * y) / (w * xx - x * x)
  if not (slope * i.step < -1e-9) then return nil, "orders did not become fewer with the distance" end
  return exp((y - slope * x) / w), -slope, n
end

-- A count of how far orders reach: count:reach(distance), count:watch(seconds), count:fit(). `step` is the width of its steps, a tick
-- as a rule, `bins` their number (50); what reaches further counts as the last.
function calibration.intensity(o)
  local counts, bins = {}, o.bins or 50
  for bin = 1, bins do counts[bin] = 0 end
  return setmetatable({ step = positive(o.step, "step"), bins = bins, counts = counts, seconds = 0 }, { __index = intensity })
end

-- Both at once ---------------------------------------------------------------------------------------------------------------

local market = {}

-- A trade: how far from the mid of the last look it was, on the side that it hit.
function market.trade(m, trade)
  if not m.mid then return end
  local away = trade.price - m.mid
  if trade.side == "sell" or trade.side == nil and away < 0 then
    if -away > m.down then m.down = -away end
  elseif away > m.up then
    m.up = away
  end
end

-- The time of a quote: what traded since the last one counts, at most one order a side, for a quote fills once.
function market.look(m, now, mid)
  if m.mid and now > m.time and now - m.time <= m.gap then
    m.intensity:watch(now - m.time)
    if m.up > 0 then m.intensity:reach(m.up) end
    if m.down > 0 then m.intensity:reach(m.down) end
  end
  m.time, m.mid, m.up, m.down = now, mid, 0, 0
  if not m.seen or now - m.seen >= m.sample then
    m.volatility:see(now, mid)
    m.seen = now
  end
end

-- A side of the book is empty: nothing is measured until the next look.
function market.pause(m)
  m.mid = nil
end

-- sigma, A and k as they are measured now; nil and the reason where something is not known yet. What was counted before counts half after
-- a half-life.
function market.measure(m)
  local sigma = m.volatility:sigma(m.looks)
  if not sigma or sigma == 0 then return nil, "the mid has not been seen long enough" end
  local A, k = m.intensity:fit()
  if m.measured then m.intensity:forget(exp(-log(2) * (m.time - m.measured) / m.half_life)) end
  m.measured = m.time
  if not A then return nil, k end
  return sigma, A, k
end

-- What a maker measures who looks at the market when it quotes: measure:trade(trade) in on_trade, measure:look(now, mid) at each quote,
-- measure:measure(). `tick`; `half_life` in seconds (600); `sample`, seconds between two looks for the volatility (1); `looks` (30), how
-- many of them are needed; looks further apart than `gap` seconds (60) do not belong together.
function calibration.market(o)
  local half_life, gap = positive(o.half_life or 600, "half_life"), positive(o.gap or 60, "gap")
  return setmetatable({ half_life = half_life, gap = gap, sample = o.sample or 1, looks = o.looks or 30, up = 0, down = 0,
    volatility = calibration.volatility { half_life = half_life, gap = gap },
    intensity = calibration.intensity { step = o.tick, bins = 100 } }, { __index = market })
end

return calibration
