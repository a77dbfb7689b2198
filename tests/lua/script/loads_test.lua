-- Compiled code reads a symbol's fields where the script does, not behind a later call that changes them (core/script/boot.lua).
test("what_was_read_before_an_order_stays_what_it_was", function(t)
  local times, close = {}, {}
  for i = 1, 200 do times[i], close[i] = time.parse("2000-01-01") + i * 86400, 100 + i % 7 end
  local r = t.backtest { script = "loads.lua", data = frame.new { time = frame.times(times), close = close }, cash = 1e9 }
  t.equal(r.orders, 4000)
end)
