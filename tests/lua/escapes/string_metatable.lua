-- expect: unknown name 'string.__index'
return study { name = "string_metatable", api = 1, run = function()
  local meta = getmetatable("")
  meta.__index.upper = nil
  return meta.__index
end }
