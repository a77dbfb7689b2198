-- expect: cannot change a protected metatable
return study { name = "library_metatable", api = 1, run = function()
  setmetatable(ta, {})
end }
