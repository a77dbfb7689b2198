-- expect: next tells only whether a table is empty
return study { name = "next_order", api = 1, run = function()
  local t = { a = 1 }
  return next(t, "a")
end }
