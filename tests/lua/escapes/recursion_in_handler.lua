-- expect: 
return study { name = "recursion_in_handler", api = 1, run = function()
  local function f(n) return 1 + f(n + 1) end
  xpcall(f, function() return f(1) end, 1)
  error("still here")
end }
