local function daily(close)
  local times = {}
  for i = 1, #close do times[i] = time.parse("2020-01-01") + (i - 1) * 86400 end
  return frame.new { time = frame.times(times), close = close }
end

test("rsi_reversion buys after a fall and sells after the recovery", function(t)
  local close = {}
  for i = 1, 10 do close[i] = 100 + i % 2 end
  for _ = 1, 6 do close[#close + 1] = close[#close] - 2 end
  for _ = 1, 12 do close[#close + 1] = close[#close] + 2 end
  local r = t.backtest { script = "rsi_reversion.lua", data = daily(close), params = { period = 5 } }
  t.equal(#r.trades, 1)
  t.ok(r.trades[1].entry_price <= 96, "buys in the fall")
  t.ok(r.trades[1].exit_price > 88 and r.trades[1].exit_price < 112, "sells in the recovery")
end)

test("bollinger_breakout buys above the band and its stop ends the trade", function(t)
  local close = {}
  for i = 1, 25 do close[i] = 100 + i % 2 end
  close[#close + 1], close[#close + 2], close[#close + 3], close[#close + 4] = 110, 112, 114, 80
  close[#close + 1] = 79
  local r = t.backtest { script = "bollinger_breakout.lua", data = daily(close), params = { stop = 0.05 } }
  t.equal(#r.trades, 1)
  t.equal(r.trades[1].entry_price, 112)
  t.ok(r.trades[1].exit_price <= 112 * 0.95, "the stop sold at or below its price")
end)

test("rotation holds the symbols that rose most", function(t)
  local function rise(per_bar)
    local close = {}
    for i = 1, 12 do close[i] = 100 * (1 + per_bar) ^ i end
    return daily(close)
  end
  local r = t.backtest { script = "rotation.lua", data = { FAST = rise(0.05), SLOW = rise(0.01), FALL = rise(-0.02), MID = rise(0.03) },
    params = { months = 3, hold = 2 } }
  local held = {}
  for _, trade in ipairs(r.trades) do
    if not trade.exit_time then held[trade.symbol] = true end
  end
  t.equal(held, { FAST = true, MID = true })
  t.near(r.recorded.best[1], 1.05 ^ 3 - 1, 1e-12)
end)
