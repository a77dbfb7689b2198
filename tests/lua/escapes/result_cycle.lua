-- expect: 
return study { name = "result_cycle", api = 1, run = function()
  local t = {}
  t.t = t
  return t
end }
