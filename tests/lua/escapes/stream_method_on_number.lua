-- expect: 
return study { name = "stream_method_on_number", api = 1, run = function()
  return ta.sma(3).update(12345, 1)
end }
