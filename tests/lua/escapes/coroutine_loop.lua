-- expect: in run: ended: it ran longer than the time limit
return study { name = "coroutine_loop", api = 1, run = function()
  local co = coroutine.wrap(function()
    while true do coroutine.yield() end
  end)
  while true do co() end
end }
