return rule { id = "memory", api = 1,
  check = function()
    local t = {}
    while true do t[#t + 1] = ("x"):rep(100000) .. #t end
  end,
}
