-- Minutes of sessions of `bars` each, with a volume that is the same every day.
local function minutes(days, bars, volume)
  local times, close, volumes = {}, {}, {}
  for day = 0, days - 1 do
    for i = 1, bars do
      times[#times + 1] = time.parse("2020-01-06T14:30:00Z") + day * 86400 + (i - 1) * 60
      close[#close + 1] = 100
      volumes[#volumes + 1] = volume(i)
    end
  end
  return frame.new { time = frame.times(times), open = close, high = close, low = close, close = close, volume = volumes }
end

local function quantities(r)
  local sum, list = 0, {}
  for i, trade in ipairs(r.trades) do
    list[i] = trade.qty
    sum = sum + trade.qty
  end
  return list, sum
end

test("twap buys the whole quantity in slices that differ by one unit at most", function(t)
  local r = t.backtest { script = "twap.lua", data = minutes(1, 40, function() return 1000 end),
    params = { qty = 500, bars = 7, wait = 3 } }
  local list, sum = quantities(r)
  t.equal(#list, 7)
  t.equal(sum, 500)
  for _, qty in ipairs(list) do t.ok(qty == 71 or qty == 72, "a seventh") end
end)

test("twap sells", function(t)
  local r = t.backtest { script = "twap.lua", data = minutes(1, 40, function() return 1000 end),
    params = { qty = 100, bars = 5, sell = true } }
  t.equal(r.trades[1].side, "short")
  local _, sum = quantities(r)
  t.equal(sum, 100)
end)

test("vwap follows the usual volume of the session's bars", function(t)
  local r = t.backtest { script = "vwap.lua", data = minutes(4, 10, function(i) return i == 3 and 5500 or 500 end),
    params = { qty = 1000, learn = 2 } }
  local list, sum = quantities(r)
  t.equal(sum, 1000)
  local most = 0
  for _, qty in ipairs(list) do most = math.max(most, qty) end
  t.equal(most, 550) -- the third bar has 55 % of the volume
end)
