-- expect: 
return study { name = "concat_bomb", api = 1, run = function()
  local t = {}
  for i = 1, 1000 do t[i] = ("x"):rep(1e6) end
  return table.concat(t)
end }
