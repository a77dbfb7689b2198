-- expect: an error value of type table was raised
return study { name = "error_object_raises", api = 1, run = function()
  error(setmetatable({}, { __tostring = function() error("inner") end }))
end }
