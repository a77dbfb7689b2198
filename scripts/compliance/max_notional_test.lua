local ctx = { price = { AAPL = 200 } }

test("allows an order below and at the limit", function(t)
  local rule = t.rule("max_notional.lua", { limit = 10000 })
  t.equal(rule:check({ symbol = "AAPL", qty = 49 }, ctx).verdict, "allow")
  t.equal(rule:check({ symbol = "AAPL", qty = 50 }, ctx).verdict, "allow")
end)

test("refuses an order above the limit and says by how much", function(t)
  local verdict = t.rule("max_notional.lua", { limit = 10000 }):check({ symbol = "AAPL", qty = 51 }, ctx)
  t.equal(verdict.verdict, "reject")
  t.equal(verdict.reason, "order value above limit")
  t.equal(verdict.details, { observed = 10200, limit = 10000 })
end)

test("refuses what it cannot value", function(t)
  local verdict = t.rule("max_notional.lua"):check({ symbol = "MSFT", qty = 1 }, ctx)
  t.equal(verdict.verdict, "reject")
end)
