-- The same decisions in every run, with the JIT and without: `finsmart test --coverage` runs this without it.
local function series_of(seed)
  math.randomseed(seed)
  local times, close, price = {}, {}, 100
  for i = 1, 600 do
    price = price * (1 + (math.random() - 0.5) * 0.04)
    times[i], close[i] = time.parse("2018-01-01") + (i - 1) * 86400, math.floor(price * 100 + 0.5) / 100
  end
  return frame.new { time = frame.times(times), close = close }
end

test("a strategy decides the same in every run", function(t)
  local data, hash = { AAA = series_of(1), BBB = series_of(2), CCC = series_of(3) }, nil
  for _ = 1, 20 do
    math.randomseed(7)
    local r = t.backtest { script = "walk.lua", data = data, fee_bps = 5 }
    t.ok(r.orders > 100, "it trades")
    hash = hash or r.journal_hash
    t.equal(r.journal_hash, hash)
  end
  t.equal(hash, "677cdf05e22e8b7155d7b1fc98b68123b686e8c2698fd006ea49872c29d96d3f")
end)
