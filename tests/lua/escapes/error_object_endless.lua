-- expect: ended: it ran longer than the time limit
return study { name = "error_object_endless", api = 1, run = function()
  error(setmetatable({}, { __tostring = function() while true do end end }))
end }
