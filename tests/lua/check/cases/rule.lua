local seen = {}
return rule {
  id = "limit", api = 1, severity = "stop", applies_to = "order", -- expect: bad-field
  description = "Refuses large orders.",
  params = { limit = { 1e6, unit = "USD", doc = "most" } },
  check = function(order, ctx, p)
    seen[order.symbol] = true -- expect: mutable-upvalue
    local n = order.qty * ctx:reference_price(order.symbol)
    if n > p.limit then return reject("order value above limit", { observed = n, limit = p.limit }) end
    if n > portfolio.hrp(3) then return alow() end -- expect: unknown-global unknown-global
    return allow()
  end,
}
