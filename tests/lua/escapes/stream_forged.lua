-- expect: 
return study { name = "stream_forged", api = 1, run = function()
  local stream = ta.sma(3)
  stream.id = 7
end }
