-- Ten bars down, ten up, ten down: with averages of 2 and 4 bars the strategy must be in during the rise only.
local function prices()
  local close = {}
  for i = 1, 10 do close[#close + 1] = 100 - i end
  for i = 1, 10 do close[#close + 1] = 90 + i end
  for i = 1, 10 do close[#close + 1] = 100 - i end
  return close
end

local function daily(close)
  local times = {}
  for i = 1, #close do times[i] = time.parse("2020-01-01") + (i - 1) * 86400 end
  return frame.new { time = frame.times(times), close = close }
end

test("buys in the rise and sells in the fall", function(t)
  local r = t.backtest { script = "sma_cross.lua", data = daily(prices()), params = { fast = 2, slow = 4 } }
  t.equal(#r.trades, 1)
  t.equal(r.trades[1].side, "long")
  -- The averages cross at the close of 92 on the way up and of 98 on the way down; orders fill at the next open.
  t.equal(r.trades[1].entry_price, 93)
  t.equal(r.trades[1].exit_price, 97)
  t.equal(r.rejected, 0)
end)

test("does nothing before the slow average is warm", function(t)
  local r = t.backtest { script = "sma_cross.lua", data = daily { 1, 2, 3, 4, 5 }, params = { fast = 2, slow = 30 } }
  t.equal(r.orders, 0)
  t.equal(r.final_equity, 100000)
end)

test("refuses windows out of range", function(t)
  t.raises(function()
    t.backtest { script = "sma_cross.lua", data = daily { 1, 2 }, params = { fast = 0 } }
  end, "param 'fast' is 0; expected an integer from 1 to 500")
end)
