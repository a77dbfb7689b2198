test("pairs goes through numbers, then texts by their bytes, then false and true", function(t)
  local keys = {}
  for k in pairs { b = 1, a = 2, [10] = 3, [2] = 4, [true] = 5, [-1.5] = 6, [false] = 7, B = 8 } do keys[#keys + 1] = tostring(k) end
  t.equal(keys, { "-1.5", "2", "10", "B", "a", "b", "false", "true" })
end)

test("pairs may drop and change entries on the way", function(t)
  local seen, list = {}, { a = 1, b = 2, c = 3 }
  for k in pairs(list) do
    seen[#seen + 1] = k
    list.b = nil
  end
  t.equal(seen, { "a", "c" })
end)

test("next tells emptiness", function(t)
  t.equal(next {}, nil)
  t.ok(next { 1 })
end)

test("math.random is the same in every run", function(t)
  math.randomseed(42)
  local a, b = math.random(), math.random(1, 6)
  math.randomseed(42)
  t.equal({ math.random(), math.random(1, 6) }, { a, b })
  t.equal(a, 0.6776231762504039) -- SplitMix64 of the seed's bits and the draw's number
end)

test("texts of objects have no addresses", function(t)
  t.equal({ tostring({}), tostring(print), tostring(coroutine.create(print)) }, { "table", "function", "thread" })
  t.equal(string.format("%s %s", {}, print), "table function")
  t.equal(tostring(ta.sma(3)), "ta.sma stream")
end)

test("unknown names are errors with the nearest name", function(t)
  t.raises(function() return counter end, "unknown name 'counter'; declare it with local first")
  t.raises(function() return ta.smaa end, "unknown name 'ta.smaa'; did you mean 'ta.sma'?")
  t.raises(function() return string.formt end, "unknown name 'string.formt'; did you mean 'string.format'?")
  t.raises(function() return io end, "'io' is not available to scripts: scripts do not open files")
end)

test("errors of scripts keep their line", function(t)
  local message = t.raises(function() error("mine") end)
  t.ok(message:find("sandbox_test.lua:%d+: mine$"), message)
end)
