return rule { id = "swallows", api = 1,
  check = function()
    while true do
      pcall(function()
        while true do end
      end)
    end
  end,
}
