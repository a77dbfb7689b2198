-- Where much more is bid for than offered the next move of the mid is up more often than down. The strategy takes in that direction when the
-- imbalance of the first levels passes a threshold, and leaves when it has gone or after a time. A taker pays the spread and
-- fees, mostly more than such a move is worth: how far the mid goes after a signal is measured all the while, without trading, and only a mean
-- move that is larger than what a round trip costs is traded.

-- (bids - offers) / (bids + offers) of the best levels' quantities, from -1 to 1.
local function imbalance(s, levels)
  local bids, offers = 0, 0
  for i = 1, levels do
    local _, bid = s:level("buy", i)
    local _, ask = s:level("sell", i)
    bids, offers = bids + (bid or 0), offers + (ask or 0)
  end
  return (bids - offers) / (bids + offers)
end

-- Signals whose time is over: how far the mid went their way.
local function learn(s, now, mid)
  while s.oldest <= s.newest and s.signals[s.oldest].due <= now do
    local signal = s.signals[s.oldest]
    s.signals[s.oldest] = nil
    s.oldest = s.oldest + 1
    s.seen = s.seen + 1
    s.move = s.move + (signal.side * (mid - signal.mid) - s.move) / math.min(s.seen, 1000)
  end
end

local function act(ctx, s)
  local p, now = ctx.params, ctx.now
  if not (s.bid < s.ask) then return end
  local mid, spread = s.mid, s.ask - s.bid
  learn(s, now, mid)
  local found = imbalance(s, p.levels)
  local side = found >= p.threshold and 1 or found <= -p.threshold and -1 or 0
  if side ~= 0 and now >= s.next_signal then
    s.newest = s.newest + 1
    s.signals[s.newest] = { due = now + p.hold, side = side, mid = mid }
    s.next_signal = now + p.hold -- moves that are measured do not overlap
  end
  if s.working then return end -- its end is on its way
  local position = s.position
  if position ~= 0 then
    local way = position > 0 and 1 or -1
    if found * way < p.exit or now - s.entered >= p.hold then
      local id = s:close()
      if id and id > 0 then s.working = id end
    end
  elseif side ~= 0 and s.seen >= p.learn and s.move > (1 + p.margin) * (spread + 2 * p.fee_bps / 1e4 * mid) then
    -- Not at market: at the price that was seen, or not at all.
    local terms = { limit = side > 0 and s.ask or s.bid, tif = "ioc" }
    s.entered = now
    s.working = side > 0 and s:buy(p.qty, terms) or side < 0 and s:sell(p.qty, terms) or nil
  end
end

local ENDS = { rejected = true, filled = true, cancelled = true, expired = true }

return strategy {
  name = "book_imbalance", version = "1.0.0", api = 1,
  description = "Takes in the direction of a lopsided book, as long as the moves that follow are worth more than they cost.",
  params = {
    qty = { 1, min = 1e-8, max = 1e9, type = "number", doc = "units of a position" },
    levels = { 5, min = 1, max = 50, doc = "levels of each side that are compared" },
    threshold = { 0.6, min = 0.01, max = 1, type = "number", doc = "imbalance from which on there is a signal" },
    exit = { 0, min = -1, max = 1, type = "number", doc = "imbalance in the position's direction below which it is closed" },
    hold = { 5, min = 0.01, max = 1e5, type = "number", doc = "seconds for which a position is held, and a move measured" },
    learn = { 50, min = 1, max = 1e6, doc = "signals that are only watched before the first is traded" },
    fee_bps = { 2, min = -100, max = 1000, type = "number", doc = "fee of a taker, basis points" },
    margin = { 0, min = 0, max = 100, type = "number", doc = "by how much of the costs a move must be larger than they are" },
    every = { "100ms", doc = "time from one look at the book to the next" },
  },
  init = function(_, s)
    s.signals, s.oldest, s.newest, s.next_signal, s.seen, s.move = {}, 1, 0, 0, 0, 0
  end,
  start = function(ctx)
    ctx:every(ctx.params.every, function(ctx)
      for i = 1, #ctx.symbols do act(ctx, ctx:symbol(ctx.symbols[i])) end
    end)
  end,
  on_order = function(_, s, order)
    if order.id == s.working and ENDS[order.state] then s.working = nil end
  end,
}
