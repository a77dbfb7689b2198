-- expect: 'math' cannot be changed
return study { name = "library_write", api = 1, run = function()
  math.floor = function() return 0 end
end }
