-- expect: in run: ended: it ran longer than the time limit
return study { name = "infinite_loop_numeric", api = 1, run = function()
  local n = 0
  for i = 1, math.huge do n = n + i end
  return n
end }
