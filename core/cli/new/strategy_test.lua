-- Tests of @NAME@.lua. Run them:  finsmart test @FILE@
local function daily(close)
  local times = {}
  for i = 1, #close do times[i] = time.parse("2020-01-01") + (i - 1) * 86400 end
  return frame.new { time = frame.times(times), close = close }
end

test("buys once prices rise", function(t)
  local close = {}
  for i = 1, 20 do close[i] = i <= 10 and 100 - i or 80 + i end
  local result = t.backtest { script = "@NAME@.lua", data = daily(close), params = { fast = 2, slow = 4 } }
  t.ok(result.fills > 0, "expected a fill")
  t.equal(result.rejected, 0)
end)

test("does nothing before the slow average has enough bars", function(t)
  local result = t.backtest { script = "@NAME@.lua", data = daily { 1, 2, 3 }, params = { fast = 2, slow = 30 } }
  t.equal(result.orders, 0)
end)
