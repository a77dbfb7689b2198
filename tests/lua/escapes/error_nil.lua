-- expect: an error value of type nil was raised
return study { name = "error_nil", api = 1, run = function()
  error()
end }
