-- expect: 
return study { name = "stream_method_on_table", api = 1, run = function()
  return ta.sma(3).update({ id = 3 }, 1)
end }
