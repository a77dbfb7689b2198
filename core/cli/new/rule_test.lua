-- Tests of @NAME@.lua. Run them:  finsmart test @FILE@
local ctx = { price = { AAPL = 200 } }

test("allows an order at the limit", function(t)
  local rule = t.rule("@NAME@.lua", { limit = 10000 })
  t.equal(rule:check({ symbol = "AAPL", qty = 50 }, ctx).verdict, "allow")
end)

test("refuses an order above the limit", function(t)
  local verdict = t.rule("@NAME@.lua", { limit = 10000 }):check({ symbol = "AAPL", qty = 51 }, ctx)
  t.equal(verdict.verdict, "reject")
  t.equal(verdict.details.observed, 10200)
end)
