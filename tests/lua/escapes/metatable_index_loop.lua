-- expect: 
return study { name = "metatable_index_loop", api = 1, run = function()
  local t = {}
  setmetatable(t, { __index = t })
  local x = t.y
  local a, b = {}, {}
  setmetatable(a, { __index = b })
  setmetatable(b, { __index = a })
  return a.x
end }
