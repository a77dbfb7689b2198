return rule { id = "patterns", api = 1,
  check = function(order) return order.symbol:match("^A") and allow() or reject("no A") end,
}
