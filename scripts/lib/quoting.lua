-- quoting.lua: one bid and one offer of a maker, kept where it wants them: sent post-only, moved, taken back, sent anew.
--
-- At most one order of each side is at the exchange or on its way, so that the position never leaves -limit .. limit, whatever is
-- under way: an order is as large as what is left to the limit when it is sent, and nothing else of its side follows before its end is known.
local quoting = {}
local floor, ceil = math.floor, math.ceil

local quotes = {}

-- How much a side may still trade, in whole lots.
local function room(quotes, side)
  local position = quotes.s.position
  local left = side.sign > 0 and quotes.limit - position or quotes.limit + position
  if left > quotes.qty then left = quotes.qty end
  return floor(left / quotes.lot + 1e-6) * quotes.lot
end

local function send(quotes, side, ticks)
  local size = room(quotes, side)
  if size <= 0 then return end
  local terms = { limit = ticks * quotes.tick, post_only = true }
  local id, why
  if side.sign > 0 then id, why = quotes.s:buy(size, terms) else id, why = quotes.s:sell(size, terms) end
  if not id then error("quoting: " .. why, 0) end
  side.id, side.ticks, side.filled, side.moving, side.leaving = id, ticks, 0, nil, false
end

local function follow(quotes, side, ticks)
  if not side.id then
    if ticks then send(quotes, side, ticks) end
  elseif side.leaving then
    return -- its end is on its way
  elseif not ticks then
    side.leaving = true
    quotes.s:cancel(side.id) -- one that has ended meanwhile says so by itself
  elseif not side.moving and math.abs(ticks - side.ticks) >= quotes.least then
    local size = room(quotes, side)
    if size > 0 and quotes.s:change(side.id, { limit = ticks * quotes.tick, qty = side.filled + size }) then side.moving = ticks end
  end
end

-- Where the maker wants its bid and its offer; nil: none. A bid is rounded down to the tick and an offer up, and neither touches the other
-- side of the book: they would be refused.
function quotes.want(quotes, bid, ask)
  local s, tick = quotes.s, quotes.tick
  local low, high
  if bid then
    low = floor(bid / tick + 1e-6)
    if s.ask == s.ask then low = math.min(low, floor(s.ask / tick + 0.5) - 1) end
    if low < 1 then low = nil end
  end
  if ask then
    high = ceil(ask / tick - 1e-6)
    if s.bid == s.bid then high = math.max(high, floor(s.bid / tick + 0.5) + 1) end
  end
  -- Own orders do not trade with each other: the newer would be cancelled.
  if low and high and low >= high then low = high - 1 end
  follow(quotes, quotes.bid, low)
  follow(quotes, quotes.ask, high)
end

local ENDS = { rejected = true, filled = true, cancelled = true, expired = true }

-- What on_order hears.
function quotes.on_order(quotes, order)
  local side = order.side == "buy" and quotes.bid or quotes.ask
  if order.id ~= side.id then return end
  local state = order.state
  if ENDS[state] then
    if state == "rejected" then quotes.refused = quotes.refused + 1 end
    side.id, side.moving, side.leaving = nil, nil, false
  elseif state == "partial" then
    side.filled = order.filled
  elseif state == "modified" then
    side.ticks, side.moving = side.moving or side.ticks, nil
  elseif state == "kept" then
    side.moving = nil
  end
end

-- The quotes of one symbol: quotes:want(bid, ask), and quotes:on_order(order) from the strategy's on_order. `tick`, `qty` of each order, `limit`
-- of the position on either side (units); `lot` (`qty`), `least` ticks by which a price must be off before its order is moved (1). quotes.refused
-- counts orders that were refused, as post-only ones that came too late for the book.
function quoting.new(s, o)
  return setmetatable({ s = s, tick = o.tick, qty = o.qty, limit = o.limit, lot = o.lot or o.qty, least = o.least or 1, refused = 0,
    bid = { sign = 1 }, ask = { sign = -1 } }, { __index = quotes })
end

return quoting
