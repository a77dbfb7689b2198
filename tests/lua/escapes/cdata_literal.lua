-- expect: 
return study { name = "cdata_literal", api = 1, run = function()
  local x = 1LL
  return x.y
end }
