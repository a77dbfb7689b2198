-- expect: in run: ended: it ran longer than the time limit
return study { name = "infinite_loop", api = 1, run = function()
  while true do end
end }
