-- expect: setmetatable
return study { name = "stream_metatable", api = 1, run = function()
  setmetatable(ta.sma(3), {})
end }
