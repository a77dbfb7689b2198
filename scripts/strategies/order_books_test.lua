-- Markets of a few rows for which the right orders are plain.

-- A book of one level a side at 100.00 and 100.02, and its end.
local function market(seconds, bid_qty, ask_qty)
  return { { time = 0, side = "bid", price = 100, qty = bid_qty or 5 }, { time = 0, side = "ask", price = 100.02, qty = ask_qty or 5 },
    { time = seconds, side = "bid", price = 99, qty = 1 } }
end

local function with(book, rows)
  local last = table.remove(book)
  for _, row in ipairs(rows) do book[#book + 1] = row end
  book[#book + 1] = last
  return book
end

local function of(r, kind)
  local list = {}
  for _, d in ipairs(r.decisions) do
    if d.kind == kind then list[#list + 1] = d end
  end
  return list
end

local MODEL = { gamma = 1, sigma = 0.02, k = 60, most = 3 }
local function maker(script, o, more)
  local params = { A = script:find "glft" and 2 or nil }
  for name, value in pairs(MODEL) do params[name] = value end
  for name, value in pairs(more or {}) do params[name] = value end
  o.script, o.params, o.tick = script, params, 0.01
  return o
end

for _, script in ipairs { "market_maker_as.lua", "market_maker_glft.lua" } do
  test(script .. " quotes both sides around the mid, and only as makers", function(t)
    local orders = of(t.backtest(maker(script, { book = market(1) })), "order")
    t.equal(#orders, 2)
    t.equal({ orders[1].side, orders[2].side }, { "buy", "sell" })
    t.near(orders[2].limit - 100.01, 100.01 - orders[1].limit, 0.01 + 1e-9, "holding nothing both are as far away, to the tick")
    t.equal({ orders[1].post_only, orders[2].post_only }, { true, true })
  end)

  test(script .. " leans against what it holds", function(t)
    local function quotes(trades)
      local r = t.backtest(maker(script, { book = market(3), trades = trades }, { gamma = 1, sigma = 0.5 }))
      local bid, ask
      for _, d in ipairs(r.decisions) do
        if d.kind == "order" then
          if d.side == "buy" then bid = d.limit else ask = d.limit end
        elseif d.kind == "change" then
          if d.order == 1 then bid = d.limit elseif d.order == 2 then ask = d.limit end
        end
      end
      return bid, ask, r
    end
    local bid, ask = quotes(nil)
    local lower, low_ask, r = quotes { { time = 1.05, side = "sell", price = 90, qty = 1 } }
    t.equal(#of(r, "fill"), 1, "the bid has filled")
    t.ok(lower < bid, ("the next bid is lower: %g, was %g"):format(lower, bid))
    t.ok(low_ask < ask, ("and so is the offer: %g, was %g"):format(low_ask, ask))
  end)

  test(script .. " never holds more than it may, whatever is under way", function(t)
    local trades = {}
    for i = 1, 40 do trades[i] = { time = 0.5 + i * 0.05, side = "sell", price = 90, qty = 1 } end
    local r = t.backtest(maker(script, { book = market(4), trades = trades, latency = "120ms", latency_report = "200ms" }))
    local held, most = 0, 0
    for _, fill in ipairs(of(r, "fill")) do
      held = held + fill.qty -- only sellers came
      most = math.max(most, held)
    end
    t.equal(most, 3)
  end)

  test(script .. " takes its quotes back while a side is empty or the book is crossed", function(t)
    for _, gone in ipairs { { price = 100.02, qty = 0 }, { price = 99.95, qty = 5 } } do
      local book = with(market(3), { { time = 1.05, side = "ask", price = gone.price, qty = gone.qty } })
      local r = t.backtest(maker(script, { book = book }))
      local waits = {}
      for _, d in ipairs(of(r, "verdict")) do
        waits[d.order] = d.state == "accepted" or d.state == "modified" or nil
      end
      t.equal(waits, {}, "nothing waits at the end")
      t.equal(#of(r, "order"), 2, "and nothing was sent anew")
    end
  end)
end

test("market makers keep a quote whose price is right, and with it its place in the queue", function(t)
  local r = t.backtest(maker("market_maker_glft.lua", { book = market(20) }))
  t.equal({ #of(r, "order"), #of(r, "change"), r.rejected }, { 2, 0, 0 })
end)

-- A book that is bid for five to one; the mid goes up by ten ticks a second after each signal.
local function rising(signals)
  local rows, price = {}, 100
  for i = 1, signals do
    local t = i * 2
    rows[#rows + 1] = { time = t, side = "bid", price = price, qty = 0 }
    rows[#rows + 1] = { time = t, side = "ask", price = price + 0.02, qty = 0 }
    price = 100 + i * 0.1
    rows[#rows + 1] = { time = t, side = "bid", price = price, qty = 10 }
    rows[#rows + 1] = { time = t, side = "ask", price = price + 0.02, qty = 2 }
  end
  return with(market(signals * 2 + 2, 10, 2), rows)
end

test("book_imbalance watches first, then takes in the book's direction at the price that it saw", function(t)
  local r = t.backtest { script = "book_imbalance.lua", book = rising(8), tick = 0.01,
    params = { hold = 2, learn = 4, levels = 1, fee_bps = 0 } }
  local orders = of(r, "order")
  t.ok(#orders > 0, "it trades")
  t.ok(orders[1].time >= 8, "after four moves of two seconds")
  t.equal({ orders[1].side, orders[1].tif, orders[1].type }, { "buy", "ioc", "limit" })
  t.equal(of(r, "fill")[1].price, orders[1].limit)
end)

test("book_imbalance does not trade where costs are more than the moves", function(t)
  local r = t.backtest { script = "book_imbalance.lua", book = rising(8), tick = 0.01,
    params = { hold = 2, learn = 4, levels = 1, fee_bps = 20 } }
  t.equal(r.orders, 0)
end)
