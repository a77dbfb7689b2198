-- expect: stack overflow: the script calls itself without end
return study { name = "deep_recursion", api = 1, run = function()
  local function f(n) return 1 + f(n + 1) end
  return f(1)
end }
