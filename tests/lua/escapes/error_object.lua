-- expect: ERROR OBJECT WITH TEXT
return study { name = "error_object", api = 1, run = function()
  error(setmetatable({}, { __tostring = function() return "ERROR OBJECT WITH TEXT" end }))
end }
