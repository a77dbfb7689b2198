local function verdict(t, name, order, ctx)
  return t.rule("rules/" .. name .. ".lua"):check(order or { symbol = "AAPL", qty = 1 }, ctx)
end

test("a rule that runs over its budget refuses", function(t)
  local v = verdict(t, "endless")
  t.equal(v.verdict, "reject")
  t.equal(v.reason, "rule 'endless': over its budget of 1000000 instructions for one verdict")
end)

test("pcall does not save a rule that is over its budget", function(t)
  local v = verdict(t, "swallows")
  t.equal(v.verdict, "reject")
  t.ok(v.failed)
  t.ok(v.reason:find("over its budget", 1, true))
end)

test("the budget is new for every order", function(t)
  local rule = t.rule("rules/endless.lua")
  for _ = 1, 3 do t.equal(rule:check({ symbol = "A", qty = 1 }).failed, true) end
  local fine = t.rule("rules/average.lua")
  for _ = 1, 5000 do t.equal(fine:check({ symbol = "A", qty = 1, limit = 1 }).verdict, "allow") end
end)

test("a rule has no patterns", function(t)
  local v = verdict(t, "patterns")
  t.equal(v.verdict, "reject")
  t.ok(v.reason:find("string.match is not available to a rule", 1, true), v.reason)
end)

test("a rule that fails or fills its memory refuses, and says where", function(t)
  local v = verdict(t, "raises")
  t.equal(v.verdict, "reject")
  t.ok(v.reason:find("raises.lua:3: attempt to perform arithmetic on field 'limit' (a nil value)", 1, true), v.reason)
  t.equal(verdict(t, "memory").verdict, "reject")
end)

test("a rule that returns no verdict refuses", function(t)
  local v = verdict(t, "nothing")
  t.equal(v.verdict, "reject")
  t.ok(v.reason:find("returned nothing; expected allow(), warn(...) or reject(...)", 1, true), v.reason)
end)

test("warnings carry what was observed", function(t)
  local rule = t.rule("rules/average.lua")
  for _ = 1, 2 do t.equal(rule:check({ symbol = "A", qty = 1, limit = 10 }).verdict, "allow") end
  local v = rule:check({ symbol = "A", qty = 1, limit = 13 }, { equity = 5, position = { A = 7 } })
  t.equal(v.verdict, "warn")
  t.equal(v.details, { mean = 11, equity = 5, held = 7 })
end)
