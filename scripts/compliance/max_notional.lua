return rule {
  id = "max_notional", api = 1, severity = "reject", applies_to = "order",
  description = "Refuses an order whose value is above a limit.",
  params = {
    limit = { 1e6, min = 0, unit = "USD", type = "number", doc = "largest value of one order" },
  },
  check = function(order, ctx, p)
    local price = ctx:reference_price(order.symbol)
    if price ~= price then return reject("the order can't be valued: there is no price yet", { symbol = order.symbol }) end
    local n = order.qty * price
    if n > p.limit then return reject("order value above limit", { observed = n, limit = p.limit }) end
    return allow()
  end,
}
