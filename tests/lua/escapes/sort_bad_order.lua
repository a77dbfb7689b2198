-- expect: invalid order function for sorting
return study { name = "sort_bad_order", api = 1, run = function()
  local t = {}
  for i = 1, 200 do t[i] = i % 7 end
  table.sort(t, function() return true end)
  error("invalid order function for sorting")
end }
