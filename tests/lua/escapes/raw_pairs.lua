-- expect: pairs cannot order keys of type table
return study { name = "raw_pairs", api = 1, run = function()
  local t = { [{}] = 1 }
  for k in pairs(t) do print(k) end
end }
