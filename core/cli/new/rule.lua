-- @NAME@: refuses orders above a value. Replace it with a rule of your own.
--
-- Check it:  finsmart check @FILE@
return rule {
  id = "@NAME@", version = "0.1.0", api = 1,
  description = "Refuses an order whose value is above the limit.",
  severity = "reject", -- "reject" stops the order, "warn" lets it pass and tells
  applies_to = "order",

  -- What can be set where the rule is used: default, unit, limits, meaning.
  params = {
    limit = { 1000000, min = 0, unit = "USD", doc = "largest value of one order" },
  },

  -- For every order before it goes out. The verdict may depend on order, ctx and p only, so that it can be repeated.
  check = function(order, ctx, p)
    local value = order.qty * ctx:reference_price(order.symbol)
    if value > p.limit then
      return reject("order value above limit", { observed = value, limit = p.limit })
    end
    return allow()
  end,
}
