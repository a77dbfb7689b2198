-- expect: 
return study { name = "stream_method_on_other", api = 1, run = function()
  return ta.sma(3).update(ta.ema(3), 1)
end }
