-- expect: needs more memory than its limit of 128 MB
return study { name = "coroutine_bomb", api = 1, run = function()
  local kept = {}
  while true do
    local co = coroutine.create(function(...) coroutine.yield(...) end)
    coroutine.resume(co, 1, 2, 3)
    kept[#kept + 1] = co
  end
end }
