-- expect: in run: ended: it ran longer than the time limit
return study { name = "pcall_swallows", api = 1, run = function()
  while true do
    pcall(function()
      while true do error("x") end
    end)
  end
end }
