-- expect: assignment to the global 'x': write local x
return study { name = "new_global", api = 1, run = function()
  x = 1
end }
