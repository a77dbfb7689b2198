local function daily(close, more)
  local times = {}
  for i = 1, #close do times[i] = time.parse("2020-01-01") + (i - 1) * 86400 end
  local columns = { time = frame.times(times), close = close }
  for name, values in pairs(more or {}) do columns[name] = values end
  return frame.new(columns)
end

-- Two returns in turn, of which the deviation from 0 is known.
local function swinging(n, up, down)
  local close = { 100 }
  for i = 2, n do close[i] = close[i - 1] * (i % 2 == 0 and 1 + up or 1 - down) end
  return close
end

test("volatility_target holds the share that brings the target", function(t)
  -- 1 % a day is 15.87 % a year: 0.1 / 0.1587 of the account
  local r = t.backtest { script = "volatility_target.lua", data = daily(swinging(60, 0.01, 0.01)), params = { decay = 0.5 } }
  t.equal(#r.trades, 1)
  t.near(r.trades[1].qty * 100 / 100000, 0.1 / (0.01 * math.sqrt(252)), 0.01)
end)

test("risk_parity gives each symbol the same part of the risk", function(t)
  local calm, wild = {}, {}
  for i = 1, 40 do -- returns of 1 % and 2 % that have nothing to do with each other
    calm[i] = i == 1 and 100 or calm[i - 1] * (i % 2 == 0 and 1.01 or 1 / 1.01)
    wild[i] = i == 1 and 100 or wild[i - 1] * (i % 4 < 2 and 1.02 or 1 / 1.02)
  end
  local r = t.backtest { script = "risk_parity.lua", data = { CALM = daily(calm), WILD = daily(wild) },
    params = { every = 1000 } }
  t.equal(#r.trades, 2)
  local value = {}
  for _, trade in ipairs(r.trades) do value[trade.symbol] = trade.qty * trade.entry_price end
  t.ok(value.CALM / value.WILD > 1.4 and value.CALM / value.WILD < 2.2, "about twice as much of what moves half as much")
end)

local function pair(n, tied)
  local x, y, walk, other, gap = {}, {}, 0, 0, 0
  for i = 1, n do
    walk = walk + (math.random() - 0.5) * 0.04
    other = other + (math.random() - 0.5) * 0.04
    gap = 0.7 * gap + (math.random() - 0.5) * 0.06
    x[i] = 50 * math.exp(walk)
    y[i] = tied and 80 * math.exp(1.5 * walk + gap) or 80 * math.exp(other)
  end
  return { X = daily(x), Y = daily(y) }
end

test("pairs_kalman earns from a pair that comes back to its line", function(t)
  local params = { y = "Y", x = "X", p_value = 0.01 }
  local r = t.backtest { script = "pairs_kalman.lua", data = pair(600, true), params = params, max_leverage = 2 }
  t.ok(#r.trades >= 10, "it trades")
  t.ok(r.final_equity > 100000, "and earns")
end)

test("pairs_kalman leaves alone what is not cointegrated", function(t)
  local params = { y = "Y", x = "X", p_value = 0.001 }
  local r = t.backtest { script = "pairs_kalman.lua", data = pair(300, false), params = params, max_leverage = 2 }
  t.equal(#r.trades, 0)
end)

test("model_signal follows the model where it is sure", function(t)
  local data = daily({ 100, 101, 102, 103, 104, 105 }, {
    p_up = { 0.7, 0.4, 0.1, 0.2, 0.3, 0.3 }, p_flat = { 0.2, 0.4, 0.2, 0.2, 0.4, 0.4 }, p_down = { 0.1, 0.2, 0.7, 0.6, 0.3, 0.3 } })
  local r = t.backtest { script = "model_signal.lua", data = data }
  t.equal(#r.trades, 2)
  t.equal(r.trades[1].side, "long")
  t.equal(r.trades[1].entry_price, 101)
  t.equal(r.trades[1].exit_price, 102)
  t.equal(r.trades[2].side, "short")
  local flat = t.backtest { script = "model_signal.lua", data = data, params = { confidence = 0.9 } }
  t.equal(#flat.trades, 0)
end)

test("model_signal refuses probabilities that do not add up", function(t)
  local data = daily({ 100, 101 }, { p_up = { 0.7, 0.7 }, p_flat = { 0.7, 0.2 }, p_down = { 0.1, 0.1 } })
  t.raises(function() t.backtest { script = "model_signal.lua", data = data } end, "add up to 1.5")
end)

test("signal_vote halves the position where risk is high", function(t)
  local close, model = {}, {}
  for i = 1, 300 do
    local swing = i > 250 and 0.03 or 0.002
    close[i] = i == 1 and 100 or close[i - 1] * (1 + 0.002 + (i % 2 == 0 and swing or -swing))
    model[i] = 0.01
  end
  local r = t.backtest { script = "signal_vote.lua", data = daily(close, { model = model }) }
  local left = 0
  for _, trade in ipairs(r.trades) do
    t.equal(trade.side, "long")
    if not trade.exit_time then left = left + trade.qty end
  end
  local whole = 0
  for _, trade in ipairs(r.trades) do whole = whole + trade.qty end
  t.ok(left > 0 and left < whole * 0.7, "part of it was sold when the swings grew")
end)
