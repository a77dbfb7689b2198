-- expect: needs more memory than its limit of 128 MB
return study { name = "series_loop_bomb", api = 1, run = function()
  local kept = {}
  while true do kept[#kept + 1] = frame.range(1, 1e5) end
end }
