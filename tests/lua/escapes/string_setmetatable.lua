-- expect: (table expected, got string)
return study { name = "string_setmetatable", api = 1, run = function()
  return setmetatable("", {})
end }
