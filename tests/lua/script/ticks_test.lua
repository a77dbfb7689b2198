-- t.backtest over trades, quotes and books that a test gives.
local function fills(r)
  local list = {}
  for _, d in ipairs(r.decisions) do
    if d.kind == "fill" then list[#list + 1] = { d.qty, d.price } end
  end
  return list
end

local function run(t, o, params)
  o.script, o.params = "one_order.lua", params
  return t.backtest(o)
end

-- A book by levels: ten for sale at 101, then at 102; ten bid for at 100.
local BOOK = {
  { time = 0, side = "bid", price = 100, qty = 10 },
  { time = 0, side = "ask", price = 101, qty = 10 },
  { time = 1.02, side = "ask", price = 101, qty = 0 },
  { time = 1.02, side = "ask", price = 102, qty = 10 },
  { time = 9, side = "ask", price = 102, qty = 9 },
}

test("an order takes what the book shows when it arrives", function(t)
  local at_once = run(t, { book = BOOK }, { qty = 2 })
  t.equal(fills(at_once), { { 2, 101 } })
  local late = run(t, { book = BOOK, latency = "50ms" }, { qty = 2 })
  t.equal(fills(late), { { 2, 102 } })
  t.equal(late.feed.book, 5)
  t.equal(late.final_equity, 100000 + 2 * (101 - 102), "valued at the mid")
end)

test("each message has a latency of its own where one is given", function(t)
  local r = run(t, { book = BOOK, latency = "5ms", latency_cancel = "2s", latency_report = "100ms" },
    { limit = 99, cancel = 2 })
  local seen = {}
  for _, d in ipairs(r.decisions) do seen[#seen + 1] = { d.kind, d.state or d.type, d.time } end
  t.near(seen, { { "order", "limit", 1 }, { "verdict", "accepted", 1.105 }, { "verdict", "cancelled", 4.1 } }, 1e-9)
  t.raises(function() run(t, { book = BOOK, latency = "soon" }) end, "t.backtest: latency is 'soon'")
  t.raises(function() run(t, { book = BOOK, latency_report = "recorded" }) end,
    "t.backtest: latency_report is 'recorded': only the feed's may be recorded")
  t.raises(function() run(t, { book = BOOK, latency_feed = "recorded" }) end,
    "t.backtest: latency_feed is 'recorded': the data has no times of receipt")
end)

test("a strategy hears of a trade when it was received", function(t)
  local r = run(t, { book = BOOK, trades = { { time = 3, recv_time = 3.25, price = 101, qty = 1, side = "buy" } } }, { at = 100 })
  t.equal(r.recorded.heard, { 3.25 })
  local again = run(t, { book = BOOK, latency_feed = "1s", trades = { { time = 3, recv_time = 3.25, price = 101, qty = 1 } } }, { at = 100 })
  t.equal(again.recorded.heard, { 4 })
end)

test("a clock that steps back moves no event before another that was heard earlier", function(t)
  -- The second trade is said to have been received before it happened, and before the first.
  local trades = { { time = 1, recv_time = 1.5, price = 101, qty = 1 }, { time = 2, recv_time = 0.5, price = 102, qty = 1 },
    { time = 3, recv_time = 3.5, price = 103, qty = 1 } }
  local r = run(t, { book = BOOK, trades = trades }, { at = 100 })
  t.equal(r.recorded.trade, { 101, 102, 103 })
  t.equal(r.recorded.heard, { 1.5, 2, 3.5 })
end)

test("what comes out of order or twice is counted and changes nothing", function(t)
  local book = { { time = 0, side = "bid", price = 99, qty = 5, seq = 1 }, { time = 0, side = "ask", price = 101, qty = 5, seq = 1 },
    { time = 1, side = "ask", price = 101, qty = 7, seq = 5 }, -- three are missing
    { time = 2, side = "ask", price = 100, qty = 1, seq = 4 }, -- an earlier one comes late
    { time = 9, side = "ask", price = 101, qty = 6, seq = 6 } }
  local r = run(t, { book = book }, { at = 3, qty = 2 })
  t.equal({ r.feed.events, r.feed.refused, r.feed.gaps }, { 5, 1, 1 })
  t.equal(fills(r), { { 2, 101 } }, "the level of the late message is not there")
  local function order(time, id, action, qty, price) return { time = time, order_id = id, action = action, side = "ask", qty = qty, price = price or 101 } end
  local orders = { { time = 0, order_id = 7, action = "add", side = "bid", price = 99, qty = 5 }, order(0, 1, "add", 5), order(1, 9, "execute", 5), order(2, 1, "add", 5, 100), order(3, 1, "cancel", 50), order(4, 2, "add", 3), order(9, 2, "cancel", 1) }
  r = run(t, { book = orders }, { at = 5, qty = 9 })
  t.equal(r.feed.refused, 2, "an order that is not there, one that is there already")
  t.equal(fills(r), { { 3, 101 } })
end)

-- Ten stand before the order and ten come behind it; ten of the twenty leave without a trade, then a seller takes seven.
test("who leaves a queue follows the model", function(t)
  local book = {
    { time = 0, side = "bid", price = 100, qty = 10 }, { time = 0, side = "ask", price = 101, qty = 10 },
    { time = 2, side = "bid", price = 100, qty = 20 }, { time = 3, side = "bid", price = 100, qty = 10 },
    { time = 5, side = "ask", price = 101, qty = 9 },
  }
  local trades = { { time = 4, side = "sell", price = 100, qty = 7 } }
  local function queued(model)
    return fills(run(t, { book = book, trades = trades, queue = model, maker_bps = -1, taker_bps = 3 }, { limit = 100, qty = 5 }))
  end
  t.equal(queued "risk-averse", {})
  t.equal(queued "power:1", { { 2, 100 } })
  t.equal(queued "log", { { 2, 100 } })
  t.equal(queued(nil), { { 2, 100 } })
  t.raises(function() queued "lucky" end, "t.backtest: queue is 'lucky': expected risk-averse, log, or power:N")
  t.raises(function() run(t, { book = book, queue = "log" }) end, "there are no trades, which a queue model needs")
  local r = run(t, { book = book, trades = trades, maker_bps = -1, taker_bps = 3 }, { limit = 100, qty = 5 })
  t.near(r.metrics.fees, -0.02, 1e-12, "a rebate of a basis point on 200")
  t.equal(r.recorded.maker, { 1 })
end)

test("a book order by order tells places in queues exactly", function(t)
  local function order(time, id, action, qty, side, price)
    return { time = time, order_id = id, action = action, qty = qty, side = side or "bid", price = price or 100 }
  end
  local book = { order(0, 1, "add", 4), order(0, 2, "add", 6, "ask", 101), order(2, 3, "add", 5), order(3, 1, "execute", 1),
    order(4, 1, "delete"), order(5, 3, "execute", 5) }
  local r = run(t, { book = book }, { limit = 100, qty = 2 })
  t.equal(fills(r), { { 2, 100 } })
  t.equal(r.decisions[#r.decisions].time, 5, "order 1 was before it, order 3 came later")
  t.raises(function() run(t, { book = book, queue = "log" }) end, "places in queues are exact")
end)

test("without a book orders trade at quotes", function(t)
  local quotes = { { time = 0, bid = 10, ask = 11, bid_size = 5, ask_size = 5 }, { time = 2, bid = 10, bid_size = 5 },
    { time = 3, bid = 10, ask = 12, bid_size = 5, ask_size = 3 } }
  t.equal(fills(run(t, { quotes = quotes }, { qty = 2 })), { { 2, 11 } })
  local r = run(t, { quotes = quotes }, { qty = 2, side = "sell" })
  t.equal(fills(r), { { 2, 10 } })
  t.equal(r.recorded.bid, { 10, 10, 10 })
  t.equal(r.feed.quotes, 3)
end)

test("a refusal is a decision with its rule and reason", function(t)
  local r = run(t, { book = BOOK }, { limit = 101, post_only = true })
  local verdict = r.decisions[2]
  t.equal({ r.decisions[1].limit, r.decisions[1].post_only, verdict.state, verdict.rule }, { 101, true, "rejected", "post_only" })
  t.equal({ r.orders, r.rejected, r.fills }, { 1, 1, 0 })
  t.equal(run(t, { book = BOOK, lot = 2 }, { qty = 1 }).decisions[2].rule, "lot")
end)

test("several symbols each have their market", function(t)
  local r = run(t, { book = { AAA = BOOK, BBB = { { time = 0, side = "buy", price = 7, qty = 1 }, { time = 0, side = "sell", price = 8, qty = 1 } } },
    trades = { BBB = { { time = 1, price = 8, qty = 1 } } } }, { qty = 2 })
  t.equal(r.decisions[1].symbol, "AAA")
  t.equal({ r.feed.book, r.feed.trades }, { 7, 1 })
end)

test("frames do as well as rows", function(t)
  local f = frame.new { time = frame.times { 0, 0, 9 }, side = { "bid", "ask", "ask" }, price = { 100, 101, 101 }, qty = { 10, 10, 9 } }
  t.equal(fills(run(t, { book = f }, { qty = 2 })), { { 2, 101 } })
end)

test("a crossed book and an empty side are the market's, not an error", function(t)
  local r = run(t, { book = { { time = 0, side = "bid", price = 102, qty = 1 }, { time = 0, side = "ask", price = 101, qty = 1 },
    { time = 5, side = "ask", price = 101, qty = 0 }, { time = 9, side = "bid", price = 102, qty = 2 } } }, { qty = 1, at = 6 })
  t.equal(fills(r), {})
  t.equal(r.rejected + r.fills, 1 - 0, "nobody sells: the order at market ends without a fill")
end)

test("what a test gives wrongly is named", function(t)
  local function wrong(o, text) t.raises(function() run(t, o) end, text) end
  wrong({ book = { { time = 0, sied = "bid", price = 1, qty = 1 } } }, "t.backtest: book, row 1: 'sied' is no column of book; did you mean 'side'?")
  wrong({ book = { { time = 0, side = "bid", price = "1", qty = 1 } } }, "t.backtest: book, row 1: price is a string; expected a number")
  wrong({ book = { { side = "bid", price = 1, qty = 1 } } }, "t.backtest: book, row 1 has no time")
  wrong({ book = { { time = 0, side = "middle", price = 1, qty = 1 } } }, "TEST: row 1")
  wrong({ book = { { time = 0, side = "bid", price = 1, qty = 1, order_id = 1.5, action = "add" } } }, "expected a whole number")
  wrong({ book = { { time = 1, side = "bid", price = 1, qty = 1 }, { time = 0, side = "bid", price = 1, qty = 1 } } }, "TEST: row 2")
  wrong({ book = {} }, "t.backtest: book has no rows")
  wrong({ book = "tardis" }, "t.backtest: book is a string; expected rows, a frame, or either by symbol")
  wrong({ trades = { { time = 0, price = 1, qty = 1 } } }, "there are trades of TEST, but neither a book nor quotes")
  wrong({ book = BOOK, slippage_bps = 1 }, "t.backtest: slippage_bps is of bars, and this run is over ticks")
  wrong({ data = frame.new { time = frame.times { 0 }, close = { 1 } }, queue = "log" }, "t.backtest: queue is of ticks, and this run is over bars")
  wrong({ book = BOOK, latncy = "1s" }, "t.backtest has no option 'latncy'; did you mean 'latency'?")
  wrong({ book = BOOK, data = frame.new { time = frame.times { 0 }, close = { 1 } } }, "data (bars) and book; a run is over one or the other")
end)
