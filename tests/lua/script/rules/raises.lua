return rule { id = "raises", api = 1,
  check = function(order)
    if order.limit + 1 > 0 then return allow() end
  end,
}
